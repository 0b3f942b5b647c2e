//! The model of a few people and their households, beside the small one of a dossier: who has which
//! place, what was applied for and when. Written from the description, never from the service.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use stts_dossier_domain::dossier::{CommandName, Status};
use stts_kernel::{DossierNumber, ErrorKind};

use super::steps::CITIZENS;
use crate::story_model::{Model, Who};
use crate::world::YOUNG;

/// What is known of a dossier at one moment, as it is restored when an action is taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    pub(super) model: Model,
    pub(super) applied_on: Option<NaiveDate>,
    pub(super) decided_on: Option<NaiveDate>,
    pub(super) activation_on: Option<NaiveDate>,
    /// Of a transfer under way.
    pub(super) transfer_on: Option<NaiveDate>,
    /// Of the last transfer that took effect.
    pub(super) transferred_on: Option<NaiveDate>,
    pub(super) last_check: Option<NaiveDate>,
}

/// Somebody, and the dossier that they have for life.
#[derive(Clone, Debug, Default)]
pub(super) struct Citizen {
    /// Under which the register knows them.
    pub(super) person: u64,
    pub(super) household: u64,
    /// The household whose place the dossier has or wants.
    pub(super) place: u64,
    pub(super) is_dead: bool,
    pub(super) number: Option<DossierNumber>,
    pub(super) version: u64,
    pub(super) life: Life,
    /// Whose action can be taken back, and what was before it.
    pub(super) last_action: Option<(char, Box<Life>)>,
    /// Whoever has or had the dossier.
    pub(super) tenants: BTreeSet<char>,
    /// A document proved a right, which later evaluations remember.
    pub(super) proved: bool,
}

/// All of them; the dead stay, others come in their stead.
pub(super) struct Town {
    pub(super) citizens: Vec<Citizen>,
    pub(super) today: NaiveDate,
}

pub(super) const HOUSEHOLDS: u64 = 5;

impl Town {
    pub(super) fn new(today: NaiveDate) -> Self {
        let people = (1..=u64::try_from(CITIZENS).unwrap()).map(|one| {
            let person = if one % 3 == 0 { YOUNG + one } else { one };
            Citizen { person, household: one % HOUSEHOLDS, ..Citizen::default() }
        });
        Self { citizens: people.collect(), today }
    }

    /// Whether somebody else's dossier stands in the way of one that needs the place of a household.
    pub(super) fn is_taken(&self, household: u64, of: usize) -> bool {
        let mut others = self.citizens.iter().enumerate().filter(|(index, _)| *index != of);
        others.any(|(_, other)| other.life.model.is_held() && other.place == household)
    }
}

impl Citizen {
    pub(super) const fn status(&self) -> Option<Status> {
        self.life.model.status
    }

    pub(super) const fn is_young(&self) -> bool {
        self.person >= YOUNG
    }

    /// Has or awaits the dossier; BIPT sees all.
    pub(super) fn is_known_to(&self, who: Who) -> bool {
        let model = &self.life.model;
        match who {
            Who::Operator(one) => model.holder == Some(one) || model.incoming == Some(one),
            Who::Bipt | Who::System => true,
        }
    }

    /// Why an operator cannot apply while the dossier is held.
    pub(super) fn refuses_application(&self, who: Who) -> Option<ErrorKind> {
        if !self.life.model.is_held() {
            return None;
        }
        Some(match self.status() {
            _ if self.is_known_to(who) => ErrorKind::DossierExists,
            Some(Status::Active) => ErrorKind::TransferRequired,
            _ => ErrorKind::DossierNotTransferable,
        })
    }

    /// Why an operator cannot take the dossier over.
    pub(super) fn refuses_transfer(&self, who: Who, today: NaiveDate) -> Option<ErrorKind> {
        if !self.life.model.is_held() {
            return Some(ErrorKind::ApplicationRequired);
        }
        if self.is_known_to(who) {
            return Some(ErrorKind::DossierExists);
        }
        if self.status() != Some(Status::Active) {
            return Some(ErrorKind::DossierNotTransferable);
        }
        let free = self.life.transferred_on.map(|date| date + Months::new(1));
        free.filter(|date| *date > today).map(|_| ErrorKind::TransferredRecently)
    }

    /// A right that was checked within two years stands.
    pub(super) fn is_checked(&self, today: NaiveDate) -> bool {
        self.life.last_check.is_some_and(|date| date + Months::new(24) > today)
    }

    /// The days on which the application under way may be activated.
    pub(super) fn may_activate(&self, on: NaiveDate) -> bool {
        let applied = self.life.transfer_on.or(self.life.applied_on).unwrap();
        let decided = self.life.decided_on.filter(|_| self.life.transfer_on.is_none());
        on >= applied && on <= decided.unwrap_or(applied) + Months::new(6)
    }

    /// After a command on a date that led to a status.
    pub(super) fn follow(
        &mut self,
        (command, who): (CommandName, Who),
        to: Status,
        (at, activation_on): (char, Option<NaiveDate>),
        on: NaiveDate,
    ) {
        use CommandName as Name;
        let before = self.life.clone();
        let life = &mut self.life;
        if command == Name::CancelLastAction {
            *life = *self.last_action.take().expect("only what can be taken back is").1;
            return;
        }
        if command == Name::CorrectDossier {
            life.model = Model { status: Some(to), ..Model::default() };
        } else {
            life.model.follow(command, who, to, (at, activation_on.is_some()));
        }
        match command {
            Name::Apply | Name::ApplyFor if !before.model.is_held() => {
                let kept = Life { model: life.model.clone(), ..Life::default() };
                let (transferred_on, last_check) = (before.transferred_on, before.last_check);
                *life = Life { applied_on: Some(on), transferred_on, last_check, ..kept };
            }
            Name::ConfirmTransfer | Name::ApplyFor => {
                life.transfer_on = Some(on);
                life.activation_on = activation_on;
            }
            Name::ConfirmWithData | Name::CompleteActivationData => {
                life.activation_on = activation_on;
            }
            Name::ActivateTransfer => {
                life.transferred_on = life.transfer_on.take();
                (life.applied_on, life.decided_on) = (life.transferred_on, None);
            }
            Name::GrantRight | Name::GrantRightLate => {
                (life.decided_on, life.last_check, life.activation_on) = (Some(on), Some(on), None);
                self.proved = true;
            }
            Name::RefuseRight | Name::UndoRightEnd => life.last_check = Some(on),
            _ => {}
        }
        let waited = before.model.status.is_some_and(Status::awaits_verification_documents)
            || before.model.status.is_some_and(Status::awaits_choice);
        if to == Status::Active && (waited || command == Name::Verify) {
            life.last_check = Some(on);
        }
        if life.model.incoming.is_none() {
            life.transfer_on = None;
        }
        self.tenants.extend(life.model.holder.into_iter().chain(life.model.incoming));
        self.remember(command, who, before);
    }

    fn remember(&mut self, command: CommandName, who: Who, before: Life) {
        use CommandName as Name;
        let can_be_taken_back = matches!(
            command,
            Name::ConfirmWithoutData
                | Name::ConfirmWithData
                | Name::CompleteActivationData
                | Name::ConfirmTransfer
                | Name::ModifyUndated
                | Name::ModifyDated
                | Name::StopReduction
                | Name::StopRight
                | Name::CancelApplication
        );
        match who {
            _ if command == Name::PersonDataChanged => {}
            Who::Operator(one) if can_be_taken_back => {
                self.last_action = Some((one, Box::new(before)));
            }
            Who::Operator(_) | Who::Bipt | Who::System => self.last_action = None,
        }
    }
}

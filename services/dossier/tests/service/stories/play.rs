//! The service and the model side by side: a step is asked, its answer foreseen, and what the history
//! then tells is followed.

use chrono::{Days, NaiveDate};
use prost::Message;
use stts_contracts::dossier::v1::{
    ApproveCorrectionResponse, CorrectDossierResponse, StopRightResponse,
};
use stts_dossier::app::Proposal;
use stts_dossier::ports::PersonChange;
use stts_dossier_domain::dates::BirthDate;
use stts_dossier_domain::dossier::{CommandName as Name, Correction, Status};
use stts_dossier_domain::eligibility::Truth;
use stts_kernel::{DossierNumber, ErrorKind, HouseholdId, PersonId};
use uuid::Uuid;

use super::Done;
use super::asked::{Order, by};
use super::steps::{Deed, Step};
use super::town::{Citizen, HOUSEHOLDS, Town};
use crate::people::household;
use crate::story_model::Who;
use crate::world::{World, YOUNG, day};

pub(super) struct Play {
    pub(super) world: World,
    pub(super) town: Town,
    requests: u64,
    next_person: u64,
    pub(super) done: Done,
}

/// What a step must lead to.
#[derive(Debug)]
enum Foreseen {
    /// One of these statuses.
    Leads(Vec<Status>),
    /// One of these statuses, or a refusal by what only the service computes.
    Maybe(Vec<Status>, Vec<ErrorKind>),
    Refused(ErrorKind),
}

fn home(number: u64) -> HouseholdId {
    household(100 + number)
}

impl Play {
    pub(super) fn new(world: World) -> Self {
        let town = Town::new(day(0));
        let play = Self { world, town, requests: 100, next_person: 100, done: Done::new() };
        for citizen in &play.town.citizens {
            play.settle(citizen);
        }
        play
    }

    /// The register knows where somebody lives and since when.
    fn settle(&self, citizen: &Citizen) {
        let born = BirthDate::new(if citizen.is_young() { 1990 } else { 1950 }, 3, 1).unwrap();
        self.world.change_person(citizen.person, |person| {
            person.household_id = home(citizen.household);
            person.snapshot.birth_date = born;
        });
    }

    fn count(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    fn request(&mut self) -> u64 {
        self.requests += 1;
        self.requests
    }

    pub(super) async fn play(&mut self, step: Step) {
        let citizen = &self.town.citizens[step.citizen];
        let deed = step.deed(citizen.status());
        super::note(format!("{} {deed:?} of {} {step:?}", self.town.today, citizen.person));
        match deed {
            // Months and years are rare: each of their nights is a night of the service.
            Deed::Years if step.oddity < 4 => {
                self.nights(700 + step.number % 60).await;
                self.check().await;
            }
            Deed::Days if step.oddity < 6 => self.nights(step.number % 45).await,
            Deed::Days | Deed::Years => self.nights(step.number % 6).await,
            Deed::Check => self.check().await,
            Deed::Correct => self.correct(step).await,
            deed @ (Deed::Move | Deed::Death | Deed::Doubt | Deed::Income | Deed::Name) => {
                self.register(deed, step).await;
            }
            deed => self.asks(deed, step).await,
        }
        self.holds().await;
        self.actions_are_as_told(step).await;
    }

    /// The night of every day, in one run.
    async fn nights(&mut self, days: u64) {
        self.town.today = self.town.today + Days::new(days);
        self.world.live_until(self.town.today);
        let request = self.request();
        self.world.night(request, self.town.today).await;
        self.follow_system().await;
        self.nothing_is_overdue();
        self.count("NIGHT");
    }

    async fn check(&mut self) {
        let request = self.request();
        self.world.check(request, self.town.today, false).await;
        self.follow_system().await;
        self.nobody_is_unchecked();
        self.count("CHECK");
    }

    async fn register(&mut self, deed: Deed, step: Step) {
        let today = self.town.today;
        let with = self.town.citizens[(step.citizen + 1) % self.town.citizens.len()].household;
        let citizen = &mut self.town.citizens[step.citizen];
        let person = citizen.person;
        match deed {
            Deed::Move => {
                citizen.household = if step.coin { with } else { step.number % HOUSEHOLDS };
                let home = home(citizen.household);
                let follows = !matches!(citizen.status(), None | Some(Status::Closed));
                if follows {
                    citizen.place = citizen.household;
                }
                self.world.change_person(person, |person| person.household_id = home);
                self.world.tell(person, PersonChange::Household(home)).await;
            }
            Deed::Death if step.oddity < 6 => {
                citizen.is_dead = true;
                let date = today - Days::new(step.number % 60);
                self.world.tell(person, PersonChange::Death(date)).await;
            }
            Deed::Doubt => self.world.tell(person, PersonChange::InDoubt).await,
            Deed::Income => {
                let truth = [Truth::True, Truth::Unknown, Truth::False, Truth::True];
                let income = truth[usize::try_from(step.number % 4).unwrap()];
                self.world.change_person(person, |person| {
                    person.statuses.household_income_ok = income.into();
                    person.statuses.own_income_ok = income.into();
                });
            }
            _ => {
                let name = format!("An {}", step.number);
                self.world.change_person(person, |person| person.snapshot.first_name = name);
                let id = PersonId::from(Uuid::from_u128(person.into()));
                self.world.app.take_over_person_data(id).await.unwrap();
            }
        }
        self.follow_system().await;
    }

    /// One agent proposes to suspend or close the dossier, another one approves it.
    async fn correct(&mut self, step: Step) {
        let citizen = &self.town.citizens[step.citizen];
        let Some(number) = citizen.number else { return };
        let to = if step.coin { Status::Suspended } else { Status::Closed };
        let correction = Correction { status: Some(to), ..Correction::default() };
        let proposal = Proposal { correction, reason: "as it was meant".to_owned() };
        let [first, second, third] = [self.request(), self.request(), self.request()];
        let first_call = by(Who::Bipt, "CorrectDossier", first);
        let app = &self.world.app;
        let proposed = match app.correct_dossier(&first_call, number, None, &proposal).await {
            Ok(answer) => CorrectDossierResponse::decode(answer.as_slice()).unwrap(),
            Err(refusal) => {
                assert_eq!(refusal.kind, ErrorKind::InvalidFields);
                return self.count("CORRECTION_REFUSED");
            }
        };
        let id = proposed.correction_id.parse().unwrap();
        let own = app.approve_correction(&by(Who::Bipt, "ApproveCorrection", second), id).await;
        assert_eq!(own.unwrap_err().kind, ErrorKind::ProfileNotAllowed, "the own correction");
        let mut approves = by(Who::Bipt, "ApproveCorrection", third);
        approves.caller.user = Some("bo".to_owned());
        let answer = app.approve_correction(&approves, id).await.unwrap();
        let told = ApproveCorrectionResponse::decode(answer.as_slice()).unwrap().dossier.unwrap();
        assert_eq!(told.status().as_str_name(), format!("STATUS_{}", to.name()));
        let own = (step.citizen, Name::CorrectDossier, Who::Bipt);
        self.follow(Some(own), (step.operator, None)).await;
    }

    /// Asks the service for a deed, and compares the answer with what was foreseen.
    async fn asks(&mut self, deed: Deed, step: Step) {
        if self.town.citizens[step.citizen].is_dead && matches!(deed, Deed::Apply | Deed::ApplyFor)
        {
            return self.replace_the_dead(step.citizen);
        }
        let mut order = self.order(deed, step);
        let foreseen = self.foresee(&order, step.citizen);
        let transfers = matches!(deed, Deed::Transfer | Deed::TransferData);
        let prepared = if transfers { order.prepare(&self.world).await } else { Ok(()) };
        let answered = match prepared {
            Ok(()) => order.ask(&self.world).await,
            Err(kind) => Err(kind),
        };
        super::note(format!("    {:?}: {:?}", order.who, answered.as_ref().map(|_| "done")));
        match &answered {
            Ok(answer) => self.succeeds(&order, answer, step, &foreseen).await,
            Err(kind) => self.refused(&order, *kind, step, &foreseen).await,
        }
        if step.oddity < 3 && answered.is_ok() {
            let again = order.ask(&self.world).await;
            assert_eq!(again, answered, "the same request again");
            order.content = 8;
            assert_eq!(order.ask(&self.world).await, Err(ErrorKind::RequestIdReused));
            self.count("REPEATED");
        }
        self.follow_system().await;
    }

    async fn succeeds(&mut self, order: &Order, answer: &[u8], step: Step, foreseen: &Foreseen) {
        let told = StopRightResponse::decode(answer).unwrap().dossier.unwrap();
        let given = match order.deed {
            Deed::ConfirmData | Deed::Complete | Deed::TransferData => Some(order.date),
            _ => None,
        };
        let citizen = &mut self.town.citizens[step.citizen];
        citizen.number = Some(told.dossier_number.parse().unwrap());
        if matches!(order.command, Name::Apply | Name::ApplyFor) && !citizen.life.model.is_held() {
            citizen.place = citizen.household;
            if !citizen.is_checked(self.town.today) || citizen.status() != Some(Status::Suspended) {
                citizen.life.last_check = Some(self.town.today);
            }
        }
        if order.command == Name::RefreshPersonData {
            citizen.place = citizen.household;
        }
        let own = (step.citizen, order.command, order.who);
        self.follow(Some(own), (order.at, given)).await;
        let citizen = &self.town.citizens[step.citizen];
        let status = citizen.status().unwrap();
        let (Foreseen::Leads(leads) | Foreseen::Maybe(leads, _)) = foreseen else {
            panic!("{order:?} succeeds: {foreseen:?} {citizen:?}")
        };
        assert!(leads.contains(&status), "{order:?} leads to {status:?}: {foreseen:?}");
        if citizen.is_known_to(order.who) {
            assert_eq!(told.status().as_str_name(), format!("STATUS_{}", status.name()));
        }
    }

    async fn refused(&mut self, order: &Order, kind: ErrorKind, step: Step, foreseen: &Foreseen) {
        let citizen = self.town.citizens[step.citizen].clone();
        match foreseen {
            Foreseen::Refused(expected) => assert_eq!(kind, *expected, "{order:?} {citizen:?}"),
            Foreseen::Maybe(_, kinds) => assert!(kinds.contains(&kind), "{order:?}: {kind:?}"),
            Foreseen::Leads(_) => panic!("{order:?} refused: {kind:?} {citizen:?}"),
        }
        self.count(kind.code());
        // What was suspended is closed where the right turns out to be lost.
        if kind == ErrorKind::NotEntitled && citizen.status() == Some(Status::Suspended) {
            let own = (step.citizen, order.command, order.who);
            let citizen = &mut self.town.citizens[step.citizen];
            citizen.life.last_check = Some(self.town.today);
            self.follow(Some(own), (order.at, None)).await;
            assert_eq!(self.town.citizens[step.citizen].status(), Some(Status::Closed));
        }
    }

    fn replace_the_dead(&mut self, index: usize) {
        let citizen = &self.town.citizens[index];
        if !matches!(citizen.status(), None | Some(Status::Closed)) {
            return;
        }
        self.next_person += 1;
        let person = self.next_person + if self.next_person.is_multiple_of(3) { YOUNG } else { 0 };
        let household = citizen.household;
        let citizen = Citizen { person, household, ..Citizen::default() };
        self.settle(&citizen);
        self.town.citizens[index] = citizen;
    }

    fn order(&mut self, deed: Deed, step: Step) -> Order {
        let request = self.request();
        let today = self.town.today;
        let citizen = &self.town.citizens[step.citizen];
        let model = &citizen.life.model;
        let applies = model.incoming.or(model.holder);
        let fitting = match deed {
            Deed::Apply | Deed::Transfer | Deed::TransferData => None,
            Deed::StopReduction | Deed::StopRight | Deed::Change => model.holder,
            Deed::TakeBack => citizen.last_action.as_ref().map(|(code, _)| *code).or(applies),
            _ => applies,
        };
        let code = fitting.filter(|_| step.fitting).unwrap_or(step.operator);
        let command = command(deed, citizen.status());
        let stops = matches!(deed, Deed::StopReduction | Deed::StopRight);
        let at_bipt = matches!(
            deed,
            Deed::ApplyFor
                | Deed::Record
                | Deed::Grant
                | Deed::Refuse
                | Deed::Documents
                | Deed::Keep
                | Deed::Drop
        ) || (stops && step.number.is_multiple_of(3));
        let unheld = stops && !model.runs();
        let date = match deed {
            Deed::Change => today + Days::new(40 + step.number % 60),
            Deed::Record => today,
            _ if unheld => today,
            _ if stops => today + Days::new(step.number % 60),
            _ if step.oddity == 7 => today - Days::new(1 + step.number % 200),
            _ => today + Days::new(step.number % 20),
        };
        let nobodys: DossierNumber = "1234567894".parse().unwrap();
        Order {
            deed,
            command,
            who: if at_bipt { Who::Bipt } else { Who::Operator(code) },
            at: if deed == Deed::ApplyFor { step.operator } else { code },
            is_commercial: stops && !at_bipt && step.oddity == 8,
            person: citizen.person,
            number: citizen.number.unwrap_or(nobodys),
            etag: Some("0").filter(|_| step.oddity == 9),
            date,
            billing_day: u32::try_from(step.number % 31 + 1).unwrap(),
            coin: step.coin,
            admission: None,
            request,
            content: 7,
        }
    }

    /// What the service must answer, by the model.
    fn foresee(&self, order: &Order, index: usize) -> Foreseen {
        let (citizen, today) = (&self.town.citizens[index], self.town.today);
        let taken = |household| self.town.is_taken(household, index);
        let leads = citizen.life.model.leads(order.command, order.who);
        match order.deed {
            Deed::Apply => return self.foresee_application(order, index),
            Deed::ApplyFor => return self.foresee_application_by_bipt(order, index),
            Deed::Transfer | Deed::TransferData => {
                if let Some(kind) = citizen.refuses_transfer(order.who, today) {
                    return Foreseen::Refused(kind);
                }
                if order.deed == Deed::TransferData && !within_six_months(order.date, today) {
                    return Foreseen::Refused(ErrorKind::ActivationDateOutOfRange);
                }
                return Foreseen::Maybe(leads, vec![ErrorKind::FormulaNotAllowed]);
            }
            Deed::TakeBack => return self.foresee_taking_back(order, index),
            _ => {}
        }
        if citizen.number.is_none() || !citizen.is_known_to(order.who) {
            return Foreseen::Refused(ErrorKind::DossierNotFound);
        }
        if order.etag.is_some() {
            return Foreseen::Refused(ErrorKind::StaleEtag);
        }
        if order.is_commercial {
            return Foreseen::Refused(ErrorKind::ProfileNotAllowed);
        }
        if leads.is_empty() {
            return Foreseen::Refused(ErrorKind::ActionNotAllowed);
        }
        let waits = [Status::AwaitingActivation, Status::AwaitingTransfer].map(Some);
        match order.deed {
            Deed::BillingDay if waits.contains(&citizen.status()) && !citizen.life.model.data => {
                Foreseen::Refused(ErrorKind::InvalidFields)
            }
            Deed::ConfirmData | Deed::Complete if !citizen.may_activate(order.date) => {
                Foreseen::Refused(ErrorKind::ActivationDateOutOfRange)
            }
            Deed::ConfirmData | Deed::Complete => {
                Foreseen::Maybe(leads, vec![ErrorKind::FormulaNotAllowed])
            }
            Deed::Grant if order.command == Name::GrantRightLate && taken(citizen.place) => {
                Foreseen::Refused(ErrorKind::HouseholdAlreadyBenefits)
            }
            Deed::Change => Foreseen::Maybe(
                leads,
                vec![ErrorKind::ModificationDateOutOfRange, ErrorKind::FormulaNotAllowed],
            ),
            Deed::StopReduction | Deed::StopRight => {
                Foreseen::Maybe(leads, vec![ErrorKind::EndDateOutOfRange])
            }
            Deed::Grant | Deed::Refuse | Deed::Documents | Deed::Record => {
                Foreseen::Maybe(leads, vec![ErrorKind::InvalidFields])
            }
            _ => Foreseen::Leads(leads),
        }
    }

    fn foresee_application(&self, order: &Order, index: usize) -> Foreseen {
        let citizen = &self.town.citizens[index];
        if let Some(kind) = citizen.refuses_application(order.who) {
            return Foreseen::Refused(kind);
        }
        if self.town.is_taken(citizen.household, index) {
            return Foreseen::Refused(ErrorKind::HouseholdAlreadyBenefits);
        }
        let suspended = citizen.status() == Some(Status::Suspended);
        if suspended && citizen.is_checked(self.town.today) {
            return Foreseen::Leads(vec![Status::AwaitingActivation]);
        }
        let leads = citizen.life.model.leads(order.command, order.who);
        Foreseen::Maybe(leads, vec![ErrorKind::NotEntitled])
    }

    fn foresee_application_by_bipt(&self, order: &Order, index: usize) -> Foreseen {
        let citizen = &self.town.citizens[index];
        if !citizen.life.model.is_held() {
            return self.foresee_application(order, index);
        }
        match citizen.refuses_transfer(Who::Operator(order.at), self.town.today) {
            Some(kind) => Foreseen::Refused(kind),
            None => Foreseen::Leads(vec![Status::AwaitingTransfer]),
        }
    }

    fn foresee_taking_back(&self, order: &Order, index: usize) -> Foreseen {
        let citizen = &self.town.citizens[index];
        let Who::Operator(code) = order.who else { panic!("only operators take back") };
        if !citizen.tenants.contains(&code) {
            return Foreseen::Refused(ErrorKind::DossierNotFound);
        }
        if order.etag.is_some() {
            return Foreseen::Refused(ErrorKind::StaleEtag);
        }
        match &citizen.last_action {
            Some((own, before)) if *own == code => {
                let lost_its_place = !citizen.life.model.is_held() && before.model.is_held();
                if lost_its_place && self.town.is_taken(citizen.place, index) {
                    return Foreseen::Refused(ErrorKind::HouseholdAlreadyBenefits);
                }
                Foreseen::Leads(before.model.status.into_iter().collect())
            }
            _ => Foreseen::Refused(ErrorKind::NothingToCancel),
        }
    }
}

fn within_six_months(date: NaiveDate, today: NaiveDate) -> bool {
    date >= today && date <= today + chrono::Months::new(6)
}

/// The row of the table that a deed asks for.
fn command(deed: Deed, status: Option<Status>) -> Name {
    match deed {
        Deed::Apply => Name::Apply,
        Deed::ApplyFor => Name::ApplyFor,
        Deed::Confirm => Name::ConfirmWithoutData,
        Deed::ConfirmData => Name::ConfirmWithData,
        Deed::Complete => Name::CompleteActivationData,
        Deed::Cancel => Name::CancelApplication,
        Deed::Transfer | Deed::TransferData => Name::ConfirmTransfer,
        Deed::BillingDay | Deed::Language => Name::ModifyUndated,
        Deed::Change => Name::ModifyDated,
        Deed::StopReduction => Name::StopReduction,
        Deed::StopRight => Name::StopRight,
        Deed::Refresh => Name::RefreshPersonData,
        Deed::TakeBack => Name::CancelLastAction,
        Deed::Record => Name::RecordDocuments,
        Deed::Grant => match status {
            Some(Status::Closed) => Name::GrantRightLate,
            Some(Status::AwaitingStop) => Name::UndoRightEnd,
            _ => Name::GrantRight,
        },
        Deed::Refuse => Name::RefuseRight,
        Deed::Documents => Name::ResolveDocuments,
        Deed::Keep => Name::ResolveKeep,
        Deed::Drop => Name::ResolveDrop,
        other => panic!("{other:?} is no command of the table"),
    }
}

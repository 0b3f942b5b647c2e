//! What is asked of the service for a step, as it can be asked again.

use chrono::NaiveDate;
use stts_dossier::app::{Admission, ApplyFor, Refreshing, Resolution, RightDecision};
use stts_dossier::ports::{Call, RequestIdentity};
use stts_dossier_domain::dossier::{
    ActivationData, CommandName, DocumentKind, Findings, Language, Modification, Party,
    PhoneNumber, Profile, Undated,
};
use stts_dossier_domain::eligibility::{FactName, Truth};
use stts_kernel::{BillingDay, DossierNumber, ErrorKind, Formula, OperatorId, PersonId};
use uuid::Uuid;

use super::steps::Deed;
use crate::life::formula_on;
use crate::story_model::Who;
use crate::world::{World, YOUNG, activation_data, agent, applicant, call};

/// One question to the service.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) deed: Deed,
    pub(super) command: CommandName,
    pub(super) who: Who,
    /// At which operator BIPT applies.
    pub(super) at: char,
    pub(super) is_commercial: bool,
    pub(super) person: u64,
    /// Of the person's dossier, or one that nobody has.
    pub(super) number: DossierNumber,
    pub(super) etag: Option<&'static str>,
    /// The date given: of activation, change, end or receipt.
    pub(super) date: NaiveDate,
    pub(super) billing_day: u32,
    pub(super) coin: bool,
    pub(super) admission: Option<Admission>,
    pub(super) request: u64,
    pub(super) content: u8,
}

fn operator(code: char) -> OperatorId {
    OperatorId::new(code.to_string()).unwrap()
}

/// A call of an operator's clerk, or of BIPT's agent.
pub(super) fn by(who: Who, method: &'static str, request: u64) -> Call {
    match who {
        Who::Operator(code) => {
            let mut call = call(method, request);
            call.caller.party = Party::Operator(operator(code));
            call.caller.profile = Profile::Administrative;
            call
        }
        Who::Bipt | Who::System => agent(method, request),
    }
}

impl Order {
    fn call(&self, method: &'static str) -> Call {
        let mut call = by(self.who, method, self.request);
        if self.is_commercial {
            call.caller.profile = Profile::Commercial;
        }
        let content_hash = [self.content; 32];
        call.request = call.request.map(|request| RequestIdentity { content_hash, ..request });
        call
    }

    fn data(&self) -> ActivationData {
        ActivationData {
            billing_day: BillingDay::new(self.billing_day).unwrap(),
            phone_number: PhoneNumber::from_national("021234567").unwrap(),
            ..activation_data(self.date)
        }
    }

    fn right(&self) -> RightDecision {
        let granted = self.command != CommandName::RefuseRight;
        let proved = [FactName::Hearing, FactName::ApprovedPhone].map(|fact| (fact, Truth::True));
        let asks = matches!(self.command, CommandName::GrantRight | CommandName::GrantRightLate);
        let findings = Findings(if asks { proved.to_vec() } else { Vec::new() });
        RightDecision { granted, findings }
    }

    fn resolution(&self) -> Resolution {
        let income_ok = if self.coin { Truth::True } else { Truth::False };
        let findings = Findings(vec![(FactName::IncomeOk, income_ok)]);
        match self.deed {
            Deed::Keep => Resolution::Keep,
            Deed::Drop => Resolution::Drop,
            _ => Resolution::Documents(RightDecision { granted: self.coin, findings }),
        }
    }

    fn modification(&self) -> Modification {
        let billing_day = BillingDay::new(self.billing_day).ok();
        let undated = match self.deed {
            Deed::BillingDay => Undated { billing_day, ..Undated::default() },
            _ => Undated { language: Some(Language::German), ..Undated::default() },
        };
        let formula = if self.coin { Formula::CallsOnly } else { Formula::SubscriptionAndCalls };
        match self.deed {
            Deed::Change => formula_on(formula, self.date),
            _ => Modification { undated, dated: None },
        }
    }

    /// What an operator is shown before it takes a dossier over; the answer of a transfer that is
    /// refused then.
    pub(super) async fn prepare(&mut self, world: &World) -> Result<(), ErrorKind> {
        let call = self.call("PrepareTransfer");
        let found = world.app.prepare_transfer(&call, &applicant(self.person)).await;
        self.admission = Some(Admission::from(&found.map_err(|refusal| refusal.kind)?));
        Ok(())
    }

    /// Asks, and gives the answer as it goes over the wire.
    pub(super) async fn ask(&self, world: &World) -> Result<Vec<u8>, ErrorKind> {
        let (app, number, etag) = (&world.app, self.number, self.etag);
        let answered = match self.deed {
            Deed::Apply => {
                let mut applicant = applicant(self.person);
                if self.person >= YOUNG && self.coin {
                    applicant.claims = None;
                }
                app.apply(&self.call("Apply"), &applicant).await
            }
            Deed::ApplyFor => {
                let apply_for = ApplyFor {
                    person_id: PersonId::from(Uuid::from_u128(self.person.into())),
                    operator: operator(self.at),
                    language: None,
                    contact: None,
                };
                app.apply_for(&self.call("ApplyFor"), &apply_for).await
            }
            Deed::Confirm | Deed::ConfirmData => {
                let call = self.call("ConfirmApplication");
                let data = Some(self.data()).filter(|_| self.deed == Deed::ConfirmData);
                app.confirm_application(&call, number, etag, data).await
            }
            Deed::Complete => {
                let call = self.call("CompleteActivationData");
                app.complete_activation_data(&call, number, etag, self.data()).await
            }
            Deed::Cancel => {
                app.cancel_application(&self.call("CancelApplication"), number, etag).await
            }
            Deed::Transfer | Deed::TransferData => {
                let data = Some(self.data()).filter(|_| self.deed == Deed::TransferData);
                app.confirm_transfer(&self.call("ConfirmTransfer"), self.admission, data).await
            }
            Deed::BillingDay | Deed::Language | Deed::Change => {
                let call = self.call("ModifyDossier");
                app.modify_dossier(&call, number, etag, self.modification()).await
            }
            Deed::StopReduction => {
                app.stop_reduction(&self.call("StopReduction"), number, etag, self.date).await
            }
            Deed::StopRight => {
                app.stop_right(&self.call("StopRight"), number, etag, self.date).await
            }
            Deed::Refresh => {
                let whose = Refreshing::Dossier(number);
                app.refresh_person_data(&self.call("RefreshPersonData"), whose, etag).await
            }
            Deed::TakeBack => {
                app.cancel_last_action(&self.call("CancelLastAction"), number, etag).await
            }
            Deed::Record => {
                let given = (vec![DocumentKind("TAX_ASSESSMENTS".to_owned())], self.date);
                app.record_documents(&self.call("RecordDocuments"), number, etag, given).await
            }
            Deed::Grant | Deed::Refuse => {
                app.decide_right(&self.call("DecideRight"), number, etag, &self.right()).await
            }
            Deed::Documents | Deed::Keep | Deed::Drop => {
                let call = self.call("ResolveVerification");
                app.resolve_verification(&call, number, etag, &self.resolution()).await
            }
            other => panic!("{other:?} is not asked of the service"),
        };
        answered.map_err(|refusal| refusal.kind)
    }
}

//! Every value of a closed list has its value in the contract, of the same name, and back.

use stts_contracts::common::v1 as common;
use stts_contracts::dossier::v1 as dossier;
use stts_contracts::events::v1 as events;
use stts_contracts::identity::v1 as identity;
use stts_dossier_domain::dossier::{
    Action, ApplicationKind, ChangeReason, Claim, CommandName, Language, LineKind, PaymentKind,
    Profile, Status, TaskKind,
};
use stts_dossier_domain::eligibility::{Outcome, Relation, Truth};
use stts_dossier_domain::quote::Service;
use stts_kernel::{Category, ErrorKind, Formula};

use crate::wire::words;

/// The contract's names behind `UNSPECIFIED`, in the order of their numbers.
fn names_of<C: TryFrom<i32>>(name: impl Fn(&C) -> &'static str) -> Vec<&'static str> {
    (1..).map_while(|number| C::try_from(number).ok()).map(|value| name(&value)).collect()
}

macro_rules! same_names {
    ($($list:expr, $contract:ty, $to:path, $from:path, $prefix:literal;)+) => {
        $({
            let mut told = Vec::new();
            for &value in $list {
                let message = $to(value);
                assert_eq!(message.as_str_name(), format!("{}{}", $prefix, value.name()));
                assert_eq!($from(message), Some(value));
                told.push(message.as_str_name());
            }
            let mut known = names_of::<$contract>(<$contract>::as_str_name);
            told.sort_unstable();
            known.sort_unstable();
            assert_eq!(told, known, "the domain knows what the contract knows");
            assert_eq!($from(<$contract>::Unspecified), None);
        })+
    };
}

#[test]
fn the_lists_have_the_same_names_and_nothing_else() {
    let line_kinds = [LineKind::Fixed, LineKind::Mobile];
    let payments = [PaymentKind::Prepaid, PaymentKind::Postpaid];
    let kinds = [ApplicationKind::New, ApplicationKind::Reactivation, ApplicationKind::Transfer];
    same_names!(
        Status::ALL, dossier::Status, words::status, words::status_of, "STATUS_";
        Category::ALL, dossier::Category, words::category, words::category_of, "CATEGORY_";
        Formula::ALL, dossier::Formula, words::formula, words::formula_of, "FORMULA_";
        &line_kinds, dossier::LineKind, words::line_kind, words::line_kind_of, "LINE_KIND_";
        &payments, dossier::PaymentKind, words::payment_kind, words::payment_kind_of,
            "PAYMENT_KIND_";
        Service::ALL, dossier::OfferedService, words::offered_service, words::offered_service_of,
            "OFFERED_SERVICE_";
        Claim::ALL, dossier::Claim, words::claim, words::claim_of, "CLAIM_";
        Action::ALL, dossier::Action, words::action, words::action_of, "ACTION_";
        &kinds, dossier::ApplicationKind, words::application_kind, words::application_kind_of,
            "APPLICATION_KIND_";
        Relation::ALL, identity::Relation, words::relation, words::relation_of, "RELATION_";
        TaskKind::ALL, events::TaskType, words::task_type, words::task_kind_of, "TASK_TYPE_";
        ChangeReason::ALL, events::ChangeReason, words::change_reason, words::change_reason_of,
            "CHANGE_REASON_";
    );
}

#[test]
fn languages_go_by_their_code() {
    for (language, message) in [
        (Language::Dutch, common::Language::Nl),
        (Language::French, common::Language::Fr),
        (Language::German, common::Language::De),
    ] {
        assert_eq!(words::language(language), message);
        assert_eq!(words::language_of(message), Some(language));
    }
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    for (truth, message, outcome) in [
        (Truth::True, common::Truth::True, dossier::GroundOutcome::Granted),
        (Truth::False, common::Truth::False, dossier::GroundOutcome::Denied),
        (Truth::Unknown, common::Truth::Unknown, dossier::GroundOutcome::Unknown),
    ] {
        assert_eq!((words::truth(truth), words::ground_outcome(truth)), (message, outcome));
        assert_eq!(words::truth_of(message), Some(truth));
        assert_eq!(words::ground_outcome_of(outcome), Some(truth));
    }
}

#[test]
fn a_denied_right_is_a_refusal_and_no_decision() {
    assert_eq!(words::decision(Outcome::Entitled), Some(dossier::Decision::Entitled));
    assert_eq!(words::decision(Outcome::Undecided), Some(dossier::Decision::Undecided));
    assert_eq!(words::decision(Outcome::Denied), None);
}

#[test]
fn only_the_profiles_of_dossiers_and_of_the_fund_are_profiles_of_the_domain() {
    for name in names_of::<common::Profile>(common::Profile::as_str_name) {
        let message = common::Profile::from_str_name(name).unwrap();
        match words::profile_of(message) {
            Some(profile) => {
                assert_eq!(name, format!("PROFILE_{}", profile.name()));
                assert_eq!(words::profile(profile), Some(message));
            }
            None => assert!(
                ["PROFILE_BIPT_OPERATIONS", "PROFILE_DATA_PROTECTION_OFFICER", "PROFILE_SERVICE"]
                    .contains(&name),
                "{name}"
            ),
        }
    }
    assert_eq!(words::profile(Profile::System), None);
}

#[test]
fn every_reason_of_a_refusal_is_in_the_contract() {
    for &kind in ErrorKind::ALL {
        assert_eq!(words::reason(kind).as_str_name(), format!("REASON_{}", kind.code()));
    }
}

#[test]
fn a_letter_follows_two_refusals_only() {
    let with_letter = |kind: &ErrorKind| words::refusal_ground(*kind).is_some();
    let kinds: Vec<_> = ErrorKind::ALL.iter().copied().filter(with_letter).collect();
    assert_eq!(kinds, [ErrorKind::HouseholdAlreadyBenefits, ErrorKind::NotEntitled]);
    for kind in kinds {
        let ground = words::refusal_ground(kind).unwrap();
        assert_eq!(ground.as_str_name(), format!("REFUSAL_GROUND_{}", kind.code()));
    }
}

#[test]
fn a_command_is_named_as_the_caller_asks_for_it() {
    for (command, name) in [
        (CommandName::Apply, "APPLY"),
        (CommandName::ConfirmWithData, "CONFIRM_APPLICATION"),
        (CommandName::ConfirmWithoutData, "CONFIRM_APPLICATION"),
        (CommandName::CompleteActivationData, "COMPLETE_ACTIVATION_DATA"),
        (CommandName::CancelApplication, "CANCEL_APPLICATION"),
        (CommandName::Activate, "ACTIVATE"),
        (CommandName::LapseDocuments, "LAPSE_DOCUMENTS"),
    ] {
        assert_eq!(words::command(command), name);
    }
}

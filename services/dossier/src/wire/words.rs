//! The closed lists of the domain and those of the contracts, pair by pair. Both directions are
//! exhaustive: a value without its pair does not compile. Where the contract has no more to say than
//! "not given", it says `UNSPECIFIED`.

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

macro_rules! pairs {
    (
        $(#[$doc:meta])*
        $to:ident, $from:ident: $domain:ty, $contract:ty { $($one:ident = $other:ident,)+ }
    ) => {
        $(#[$doc])*
        pub const fn $to(value: $domain) -> $contract {
            match value {
                $(<$domain>::$one => <$contract>::$other,)+
            }
        }

        /// The other way round; nothing for `UNSPECIFIED`.
        pub const fn $from(value: $contract) -> Option<$domain> {
            match value {
                <$contract>::Unspecified => None,
                $(<$contract>::$other => Some(<$domain>::$one),)+
            }
        }
    };
}

pairs!(
    /// A status of a dossier.
    status, status_of: Status, dossier::Status {
        AwaitingDocuments = AwaitingDocuments,
        AwaitingActivation = AwaitingActivation,
        Active = Active,
        AwaitingModification = AwaitingModification,
        AwaitingTransfer = AwaitingTransfer,
        AwaitingStop = AwaitingStop,
        Suspended = Suspended,
        Closed = Closed,
        AwaitingVerificationMultiple = AwaitingVerificationMultiple,
        AwaitingVerificationDocuments = AwaitingVerificationDocuments,
        AwaitingVerificationMultipleAndDocuments = AwaitingVerificationMultipleAndDocuments,
    }
);

pairs!(
    /// Why a person is entitled.
    category, category_of: Category, dossier::Category {
        Age65 = Age65,
        Disabled66 = Disabled66,
        Hearing = Hearing,
        WarBlind = WarBlind,
        LivingWage = LivingWage,
    }
);

pairs!(
    /// Which reductions are granted.
    formula, formula_of: Formula, dossier::Formula {
        SubscriptionAndCalls = SubscriptionAndCalls,
        CallsOnly = CallsOnly,
        CallsSplit = CallsSplit,
        LivingWageCredit = LivingWageCredit,
        Internet = Internet,
        InternetAndCalls = InternetAndCalls,
    }
);

pairs!(
    /// What a line of an offer is the price of.
    offered_service, offered_service_of: Service, dossier::OfferedService {
        FixedInstallation = FixedInstallation,
        MobileInstallation = MobileInstallation,
        Subscription = Subscription,
        SubscriptionElsewhere = SubscriptionElsewhere,
        Calls = Calls,
        Internet = Internet,
        Other = Other,
    }
);

pairs!(
    /// Fixed or mobile.
    line_kind, line_kind_of: LineKind, dossier::LineKind {
        Fixed = Fixed,
        Mobile = Mobile,
    }
);

pairs!(
    /// Prepaid or postpaid.
    payment_kind, payment_kind_of: PaymentKind, dossier::PaymentKind {
        Prepaid = Prepaid,
        Postpaid = Postpaid,
    }
);

pairs!(
    /// What a person claims.
    claim, claim_of: Claim, dossier::Claim {
        Hearing = Hearing,
        HearingChild = HearingChild,
        WarBlind = WarBlind,
        ExclusiveSubscription = ExclusiveSubscription,
    }
);

pairs!(
    /// What a caller may ask for.
    action, action_of: Action, dossier::Action {
        Apply = Apply,
        ConfirmApplication = ConfirmApplication,
        CompleteActivationData = CompleteActivationData,
        CancelApplication = CancelApplication,
        ModifyDossier = ModifyDossier,
        StopReduction = StopReduction,
        StopRight = StopRight,
        RefreshPersonData = RefreshPersonData,
        CancelLastAction = CancelLastAction,
        ApplyFor = ApplyFor,
        RecordDocuments = RecordDocuments,
        DecideRight = DecideRight,
        ResolveVerification = ResolveVerification,
        CorrectDossier = CorrectDossier,
    }
);

pairs!(
    /// How an application came about.
    application_kind, application_kind_of: ApplicationKind, dossier::ApplicationKind {
        New = New,
        Reactivation = Reactivation,
        Transfer = Transfer,
    }
);

pairs!(
    /// What was found for a category.
    ground_outcome, ground_outcome_of: Truth, dossier::GroundOutcome {
        True = Granted,
        False = Denied,
        Unknown = Unknown,
    }
);

pairs!(
    /// What is known about a statement.
    truth, truth_of: Truth, common::Truth {
        True = True,
        False = False,
        Unknown = Unknown,
    }
);

pairs!(
    /// The language of letters.
    language, language_of: Language, common::Language {
        Dutch = Nl,
        French = Fr,
        German = De,
    }
);

pairs!(
    /// What a housemate is to the person.
    relation, relation_of: Relation, identity::Relation {
        Spouse = Spouse,
        Child = Child,
        Grandchild = Grandchild,
        Parent = Parent,
        Grandparent = Grandparent,
        Sibling = Sibling,
        Stepchild = Stepchild,
        Stepparent = Stepparent,
        ChildInLaw = ChildInLaw,
        ParentInLaw = ParentInLaw,
        SiblingInLaw = SiblingInLaw,
        OtherRelative = OtherRelative,
        Other = Other,
    }
);

pairs!(
    /// What a task asks for.
    task_type, task_kind_of: TaskKind, events::TaskType {
        EnterMissingData = EnterMissingData,
        CloseFile = CloseFile,
        TerminateReduction = TerminateReduction,
        ReviewDocuments = ReviewDocuments,
        ReviewVerification = ReviewVerification,
        ResolveMultiple = ResolveMultiple,
        ReviewPerson = ReviewPerson,
    }
);

pairs!(
    /// Why a dossier changed, where the command alone does not say it.
    change_reason, change_reason_of: ChangeReason, events::ChangeReason {
        PlaceTaken = PlaceTaken,
        NotEntitled = NotEntitled,
        ActivationDeadlinePassed = ActivationDeadlinePassed,
        DocumentsNotReceived = DocumentsNotReceived,
        NeverConfirmed = NeverConfirmed,
        StillEntitled = StillEntitled,
        SeveralTariffs = SeveralTariffs,
        DocumentsMissing = DocumentsMissing,
        RightGranted = RightGranted,
        RightRefused = RightRefused,
        RightEndUndone = RightEndUndone,
    }
);

/// What is decided about a right; nothing for a denied one, which is answered by a refusal.
pub const fn decision(outcome: Outcome) -> Option<dossier::Decision> {
    match outcome {
        Outcome::Entitled => Some(dossier::Decision::Entitled),
        Outcome::Undecided => Some(dossier::Decision::Undecided),
        Outcome::Denied => None,
    }
}

/// What was decided about a right, as an explanation tells it.
pub const fn outcome(outcome: Outcome) -> dossier::Decision {
    match outcome {
        Outcome::Entitled => dossier::Decision::Entitled,
        Outcome::Undecided => dossier::Decision::Undecided,
        Outcome::Denied => dossier::Decision::Denied,
    }
}

/// The profile as a token and a call context name it; nothing for the system itself, which makes no
/// calls.
pub const fn profile(profile: Profile) -> Option<common::Profile> {
    match profile {
        Profile::Commercial => Some(common::Profile::Commercial),
        Profile::Administrative => Some(common::Profile::Administrative),
        Profile::ExtendedAdministrative => Some(common::Profile::ExtendedAdministrative),
        Profile::BiptAgent => Some(common::Profile::BiptAgent),
        Profile::FundManager => Some(common::Profile::FundManager),
        Profile::System => None,
    }
}

/// The profile of a caller; nothing for those who never give a command on a dossier.
pub const fn profile_of(profile: common::Profile) -> Option<Profile> {
    match profile {
        common::Profile::Commercial => Some(Profile::Commercial),
        common::Profile::Administrative => Some(Profile::Administrative),
        common::Profile::ExtendedAdministrative => Some(Profile::ExtendedAdministrative),
        common::Profile::BiptAgent => Some(Profile::BiptAgent),
        common::Profile::FundManager => Some(Profile::FundManager),
        common::Profile::Unspecified
        | common::Profile::BiptOperations
        | common::Profile::DataProtectionOfficer
        | common::Profile::Service => None,
    }
}

/// Why the person of a refused application gets a letter; nothing for a refusal without one.
pub const fn refusal_ground(refusal: ErrorKind) -> Option<events::RefusalGround> {
    match refusal {
        ErrorKind::HouseholdAlreadyBenefits => {
            Some(events::RefusalGround::HouseholdAlreadyBenefits)
        }
        ErrorKind::NotEntitled => Some(events::RefusalGround::NotEntitled),
        _ => None,
    }
}

/// The reason of a refusal, by its code.
pub fn reason(kind: ErrorKind) -> common::Reason {
    let name = format!("REASON_{}", kind.code());
    common::Reason::from_str_name(&name).unwrap_or(common::Reason::Unspecified)
}

/// What was done, by the name of the rpc that asks for it; what no rpc asks for, by its own name.
pub fn command(name: CommandName) -> &'static str {
    let asked = Action::ALL.iter().find(|action| action.commands().contains(&name));
    asked.map_or(name.name(), |action| action.name())
}

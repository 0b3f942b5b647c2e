//! Why a request is refused: the closed list of reasons, known to every caller by its code.

macro_rules! error_kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// A reason for a refusal. Its code is part of the contract (`stts.common.v1.Reason`); its
        /// gRPC status, texts and advice stand in the catalogue of `stts-chassis`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorKind {
            $($(#[$doc])* $variant,)+
        }

        impl ErrorKind {
            /// All reasons.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code under which callers know it.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The reason of that code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

error_kinds! {
    /// The register knows nobody of that name and birth date.
    PersonNotFound = "PERSON_NOT_FOUND",
    /// The register knows several; never how many, never who.
    PersonAmbiguous = "PERSON_AMBIGUOUS",
    /// The dossier is unknown, or not this operator's: the two cannot be told apart.
    DossierNotFound = "DOSSIER_NOT_FOUND",
    /// The caller's operator holds the person's dossier already, or is about to.
    DossierExists = "DOSSIER_EXISTS",
    /// Another operator holds the person's active dossier.
    TransferRequired = "TRANSFER_REQUIRED",
    /// Another operator holds the dossier, in a status that cannot be transferred.
    DossierNotTransferable = "DOSSIER_NOT_TRANSFERABLE",
    /// Nobody holds the person's dossier, so that there is nothing to transfer.
    ApplicationRequired = "APPLICATION_REQUIRED",
    /// The dossier was transferred less than a month ago, or is being transferred.
    TransferredRecently = "TRANSFERRED_RECENTLY",
    /// The transfer was prepared too long ago, or by another operator.
    TransferTokenExpired = "TRANSFER_TOKEN_EXPIRED",
    /// Somebody of the household benefits, or has applied.
    HouseholdAlreadyBenefits = "HOUSEHOLD_ALREADY_BENEFITS",
    /// The law's conditions are not met.
    NotEntitled = "NOT_ENTITLED",
    /// The transition table has no such row.
    ActionNotAllowed = "ACTION_NOT_ALLOWED",
    /// The operator has no last action on the dossier that can be taken back.
    NothingToCancel = "NOTHING_TO_CANCEL",
    /// The formula is not one of any granted category.
    FormulaNotAllowed = "FORMULA_NOT_ALLOWED",
    /// The activation date is before the application or after the deadline.
    ActivationDateOutOfRange = "ACTIVATION_DATE_OUT_OF_RANGE",
    /// The modification date is before the reduction or its last change, or too far ahead.
    ModificationDateOutOfRange = "MODIFICATION_DATE_OUT_OF_RANGE",
    /// The end date is before the application, or too far ahead.
    EndDateOutOfRange = "END_DATE_OUT_OF_RANGE",
    /// A mobile line has no installation discount, so its cost must be 0.
    InstallationCostNotAllowed = "INSTALLATION_COST_NOT_ALLOWED",
    /// A turnover or correction factor has not been declared.
    DeclarationMissing = "DECLARATION_MISSING",
    /// A declared line or factor is not one of the fund's.
    DeclarationInvalid = "DECLARATION_INVALID",
    /// Reductions were granted, but nobody has turnover to divide their cost by.
    NoTurnover = "NO_TURNOVER",
    /// A period or installation belongs to an operator that does not take part.
    OperatorNotInSettlement = "OPERATOR_NOT_IN_SETTLEMENT",
    /// The settlement is not in a state that allows this.
    SettlementState = "SETTLEMENT_STATE",
    /// No settlement of that year.
    SettlementNotFound = "SETTLEMENT_NOT_FOUND",
    /// No such task for this caller.
    TaskNotFound = "TASK_NOT_FOUND",
    /// No such message.
    MessageNotFound = "MESSAGE_NOT_FOUND",
    /// No such batch run.
    RunNotFound = "RUN_NOT_FOUND",
    /// No such bulk of this operator; another's cannot be told apart.
    BulkNotFound = "BULK_NOT_FOUND",
    /// The bulk is complete, and rows were to be added.
    BulkComplete = "BULK_COMPLETE",
    /// No such correction was proposed.
    CorrectionNotFound = "CORRECTION_NOT_FOUND",
    /// No such dead letter waits.
    DeadLetterNotFound = "DEAD_LETTER_NOT_FOUND",
    /// No such operator.
    OperatorNotFound = "OPERATOR_NOT_FOUND",
    /// An operator of that code is registered already.
    OperatorExists = "OPERATOR_EXISTS",
    /// A batch run of that kind and date is under way.
    JobRunning = "JOB_RUNNING",
    /// The request id was used for a request with other content.
    RequestIdReused = "REQUEST_ID_REUSED",
    /// The dossier has changed since the caller read it.
    StaleEtag = "STALE_ETAG",
    /// The caller's profile may not call this.
    ProfileNotAllowed = "PROFILE_NOT_ALLOWED",
    /// No, an expired or a forged token; an unknown or suspended client.
    Unauthenticated = "UNAUTHENTICATED",
    /// The register does not answer; nothing was written.
    RegisterUnavailable = "REGISTER_UNAVAILABLE",
    /// Fields break their rules; every one is named.
    InvalidFields = "INVALID_FIELDS",
    /// The bytes are not the message.
    MalformedMessage = "MALFORMED_MESSAGE",
    /// The message is larger than the method takes.
    MessageTooLarge = "MESSAGE_TOO_LARGE",
    /// Too much work at once.
    Overloaded = "OVERLOADED",
    /// A database, queue or service that is needed does not answer.
    ServiceUnavailable = "SERVICE_UNAVAILABLE",
    /// The caller's deadline has passed.
    DeadlineExceeded = "DEADLINE_EXCEEDED",
    /// A fault of ours.
    Internal = "INTERNAL",
}

impl ErrorKind {
    /// Whether a refusal for this reason is an answer, which a repeat of the request gets too: a
    /// rule has decided (the gRPC codes `NOT_FOUND`, `FAILED_PRECONDITION` and `ALREADY_EXISTS`).
    /// Anything else may be tried again under the same request id, and is not kept.
    pub const fn is_answer(self) -> bool {
        !matches!(
            self,
            Self::InvalidFields
                | Self::MalformedMessage
                | Self::MessageTooLarge
                | Self::Unauthenticated
                | Self::ProfileNotAllowed
                | Self::RequestIdReused
                | Self::StaleEtag
                | Self::JobRunning
                | Self::Overloaded
                | Self::RegisterUnavailable
                | Self::ServiceUnavailable
                | Self::DeadlineExceeded
                | Self::Internal
        )
    }
}

/// A field that breaks its rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The field's path in the request, such as `activation_data.billing_day`.
    pub field: String,
    /// What is wrong, without the value.
    pub description: String,
}

/// A request refused: the reason, what the caller needs to know about it, and the bad fields.
/// Nothing in it is about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub kind: ErrorKind,
    /// Facts for the caller's program, such as `status` or `earliest_date`.
    pub metadata: Vec<(&'static str, String)>,
    /// The bad fields; only with [`ErrorKind::InvalidFields`].
    pub violations: Vec<Violation>,
}

/// The names of the facts that a refusal may carry: part of the contract, hence a closed list.
pub const METADATA_KEYS: [&str; 16] = [
    "AGE_65",
    "DISABLED_66",
    "HEARING",
    "LIVING_WAGE",
    "WAR_BLIND",
    "allowed_actions",
    "allowed_formulas",
    "dossier_number",
    "earliest_date",
    "latest_date",
    "line",
    "missing",
    "operators",
    "refine_by",
    "state",
    "status",
];

impl Refusal {
    /// Refuses with the facts that the caller needs, under names of [`METADATA_KEYS`].
    pub fn with(kind: ErrorKind, metadata: Vec<(&'static str, String)>) -> Self {
        debug_assert!(metadata.iter().all(|(key, _)| METADATA_KEYS.contains(key)));
        Self { kind, metadata, violations: Vec::new() }
    }

    /// A refusal as it was kept: its code and facts by name. `None` when it is none of ours.
    pub fn restore(code: &str, facts: Vec<(String, String)>) -> Option<Self> {
        let known = |(name, value): (String, String)| {
            let key = METADATA_KEYS.iter().find(|key| **key == name)?;
            Some((*key, value))
        };
        let metadata: Option<Vec<_>> = facts.into_iter().map(known).collect();
        Some(Self::with(ErrorKind::from_code(code)?, metadata?))
    }

    /// Refuses because of these fields.
    pub fn invalid_fields(violations: Vec<Violation>) -> Self {
        Self { kind: ErrorKind::InvalidFields, metadata: Vec::new(), violations }
    }
}

impl From<ErrorKind> for Refusal {
    fn from(kind: ErrorKind) -> Self {
        Self::with(kind, Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_refusal_is_restored() {
        let refusal =
            Refusal::with(ErrorKind::ActionNotAllowed, vec![("status", "ACTIVE".to_owned())]);
        let facts = |name: &str| vec![(name.to_owned(), "ACTIVE".to_owned())];
        assert_eq!(Refusal::restore("ACTION_NOT_ALLOWED", facts("status")), Some(refusal));
        assert_eq!(Refusal::restore("ACTION_NOT_ALLOWED", facts("other")), None);
        assert_eq!(Refusal::restore("OTHER", facts("status")), None);
    }

    #[test]
    fn codes_lead_back_to_their_kind() {
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_code(kind.code()), Some(*kind));
        }
    }
}

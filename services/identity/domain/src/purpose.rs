//! Why the register is asked.

use crate::named::named;

named!(
    /// The purpose of a consultation, written in the log before the register is asked. A question
    /// without one of these purposes is not asked.
    Purpose {
        /// An application for the tariff.
        Application = "APPLICATION",
        /// An operator asks what an application would give.
        Check = "CHECK",
        /// A transfer to another operator.
        Transfer = "TRANSFER",
        /// A dossier takes over what the register says now.
        Refresh = "REFRESH",
        /// The two-yearly verification of a right.
        Verification = "VERIFICATION",
        /// A letter needs a name and an address.
        Letter = "LETTER",
        /// An agent of BIPT identifies a person.
        AgentSearch = "AGENT_SEARCH",
    }
);

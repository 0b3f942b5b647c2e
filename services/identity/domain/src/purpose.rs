//! Why the register is asked.

use stts_kernel::named;

named!(
    /// The purpose of a consultation, written in the log before the register is asked. A question
    /// without one of these purposes is not asked.
    Purpose {
        /// An application for the tariff.
        Application = "APPLICATION",
        /// An operator asks what an application would give.
        Check = "CHECK",
        /// A letter needs a name and an address.
        Letter = "LETTER",
        /// A reduction is about to be activated, and the household's place is checked again.
        Activation = "ACTIVATION",
        /// The two-yearly verification of the right (annex art. 22 §2).
        Verification = "VERIFICATION",
        /// Name, address, language and household are taken over as they are now.
        PersonData = "PERSON_DATA",
        /// The register told that something changed.
        RegisterChange = "REGISTER_CHANGE",
        /// An agent of BIPT looks for a person.
        AgentSearch = "AGENT_SEARCH",
        /// An operator prepares the transfer of a dossier.
        Transfer = "TRANSFER",
    }
);

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
    }
);

//! In which language a person is written to.

use stts_kernel::named;

named!(
    /// The language in which a person is written to: one of Belgium's three.
    Language {
        /// Dutch.
        Dutch = "nl",
        /// French.
        French = "fr",
        /// German.
        German = "de",
    }
);

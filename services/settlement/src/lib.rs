//! The fund: operators, declarations and the yearly settlement.

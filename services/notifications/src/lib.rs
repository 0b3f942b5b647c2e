//! Letters and messages to beneficiaries and operators.

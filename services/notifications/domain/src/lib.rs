//! Letters and messages to beneficiaries and operators: the rules, without I/O.

//! The suites that every implementation of a contract has to pass.

//! Ending a test that cannot be run.

/// Fails the test with what to do about it.
#[track_caller]
#[expect(clippy::panic, reason = "a panic is how a test fails, and this crate is only for tests")]
pub(crate) fn fail(what: &str) -> ! {
    panic!("{what}")
}

/// The value, or a failed test that says what could not be done.
#[track_caller]
pub(crate) fn must<T, E: std::fmt::Display>(result: Result<T, E>, what: &str) -> T {
    result.unwrap_or_else(|error| fail(&format!("{what}: {error}")))
}

//! Points at which a test lets a process die, and guards that a test switches off.
//!
//! A claim such as "whoever dies here has lost nothing" or "this lock keeps two from numbering the same
//! event" is only worth what a test makes of it. So the code names the places: [`crash_point!`] where a
//! process may die, [`guard_is_on!`] where a guard stands. Both exist only under the feature
//! `test-points`. Without it a point is nothing and a guard is always on: the compiler removes both.
//!
//! # Who asks for the feature
//! The tests' own package, as a dependency of its tests, and nobody else; a rule of the house keeps that.
//! So the programs that are built together with all tests have it (`cargo build --workspace
//! --all-targets`, by which `make test` begins), and no second set of programs has to be built for the
//! faults. What is built to be used has not: `make run`, `make run-services`, `make bench` and the image
//! build no tests, and a release cannot be compiled with it at all.
//!
//! # How a test uses them
//! The variable [`FOLDER_VARIABLE`] names a folder that the processes of a test share; without it
//! nothing happens. A file there of a point's name arms the point: whichever process comes there first
//! renames it to `<point>.fired` and aborts. A file `<guard>.off` switches a guard off in all of them
//! for as long as it is there; who passes the place leaves `<guard>.passed`. Both traces are for the
//! test, which would otherwise pass when nothing had come there.
//!
//! # How to add one
//! Its name in [`POINTS`] or [`GUARDS`], and the macro where it lies. The tests run through both lists:
//! they fail for a point that no process reaches, and for a guard of which they do not know who misses
//! it.

/// Every point at which a process can be made to die, in the order of the work.
pub const POINTS: [&str; 17] = [
    "apply.before_register",
    "apply.after_register",
    "commit.after_dossiers",
    "commit.after_history",
    "commit.after_outbox",
    "commit.before_commit",
    "commit.after_commit",
    "apply.before_answer",
    "relay.before_publish",
    "relay.after_publish",
    "relay.after_commit",
    "consumer.before_commit",
    "consumer.after_commit",
    "job.before_work",
    "job.after_effect",
    "job.before_complete",
    "job.after_complete",
];

/// Every guard that can be switched off.
pub const GUARDS: [&str; 5] =
    ["position_check", "row_lock", "request_result", "tenant_filter", "household_place"];

/// The variable that names the folder.
pub const FOLDER_VARIABLE: &str = "STTS_TEST_POINTS";

/// A point at which a test may let the process die. Its name is checked when it is compiled.
#[macro_export]
macro_rules! crash_point {
    ($name:literal) => {{
        const { assert!($crate::points::is_in(&$crate::points::POINTS, $name), "not in POINTS") };
        $crate::points::reach($name);
    }};
}

/// Whether a guard stands here, as it always does outside the tests. Its name is checked when it is
/// compiled.
#[macro_export]
macro_rules! guard_is_on {
    ($name:literal) => {{
        const { assert!($crate::points::is_in(&$crate::points::GUARDS, $name), "not in GUARDS") };
        $crate::points::is_on($name)
    }};
}

#[cfg(all(feature = "test-points", not(debug_assertions)))]
compile_error!("test-points lets a process die on demand: no release is built with it");

/// Dies here if a test wants it.
#[cfg(feature = "test-points")]
pub fn reach(point: &str) {
    let Some(folder) = folder() else { return };
    // Of several processes, the one that renames the file is the one that dies.
    if std::fs::rename(folder.join(point), folder.join(format!("{point}.fired"))).is_ok() {
        tracing::error!(point, "a test lets this process die");
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(feature = "test-points"))]
pub const fn reach(_: &str) {}

/// Whether a guard is on.
#[cfg(feature = "test-points")]
pub fn is_on(guard: &str) -> bool {
    let off = folder().filter(|folder| folder.join(format!("{guard}.off")).exists());
    if let Some(folder) = off {
        // Nobody misses the trace but the test, which then fails.
        let _ = std::fs::write(folder.join(format!("{guard}.passed")), "");
    }
    off.is_none()
}

/// Always.
#[cfg(not(feature = "test-points"))]
pub const fn is_on(_: &str) -> bool {
    true
}

#[cfg(feature = "test-points")]
fn folder() -> Option<&'static std::path::Path> {
    static FOLDER: std::sync::OnceLock<Option<std::path::PathBuf>> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| std::env::var_os(FOLDER_VARIABLE).map(Into::into)).as_deref()
}

/// Whether a name is in a list; the macros ask when they are compiled.
pub const fn is_in(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if is_same(names[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_as_a_whole() {
        assert!(POINTS.iter().all(|name| is_in(&POINTS, name)));
        for other in ["", "apply", "apply.after_registers", "relay.after_publis"] {
            assert!(!is_in(&POINTS, other), "{other}");
        }
    }

    #[test]
    fn nothing_happens_where_no_test_asks_for_it() {
        for point in POINTS {
            reach(point);
        }
        assert!(GUARDS.iter().all(|guard| is_on(guard)));
    }
}

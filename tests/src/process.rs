//! Stories in a process of their own. Telemetry is set up once for a process, so a test of what
//! leaves the process tells its story in another one and looks at it from outside.

use std::process::Output;

use stts_chassis::settings::TelemetrySettings;
use stts_chassis::telemetry::Telemetry;
use tokio::process::Command;

/// Names the collector to the process of a story.
const COLLECTOR: &str = "STTS_TESTS_COLLECTOR";
/// Tells it which log lines to write.
const LOG: &str = "STTS_TESTS_LOG";

/// Runs an ignored test of this binary, given by its full path, in a process that exports to the
/// collector and writes the log lines of that filter; gives its standard output and error.
pub async fn story_process(story: &str, collector: &str, log: &str) -> Output {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([story, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(COLLECTOR, collector)
        .env(LOG, log)
        .output()
        .await
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    // The log tells where something panicked, and not what it said.
    let faults: Vec<_> = log.lines().filter(|line| line.contains(" ERROR ")).collect();
    assert!(output.status.success(), "{story}:\n{told}\n{faults:#?}");
    assert!(told.contains("1 passed"), "there is no story {story}:\n{told}");
    output
}

/// The telemetry of a story's process; none when the test was not started by [`story_process`].
pub fn telemetry_of_story() -> Option<Telemetry> {
    Some(Telemetry::init(&telemetry_settings_of_story()?, "suite").unwrap())
}

/// What the story's process was told about telemetry, for processes that it starts itself.
pub fn telemetry_settings_of_story() -> Option<TelemetrySettings> {
    let otlp_endpoint = Some(std::env::var(COLLECTOR).ok()?);
    Some(TelemetrySettings { otlp_endpoint, log: std::env::var(LOG).ok()? })
}

//! What `stts run` prints is what the README quotes.

use std::path::Path;

use stts::suite::{RunSettings, Suite, hints};
use tempfile::TempDir;

const README: &str = include_str!("../../../README.md");
/// The day on which the people of the README are to try: on another one others may be.
const DAY: &str = "2026-01-05T08:00:00Z";

/// The block of the README that begins with what a suite prints first.
fn quoted() -> Vec<&'static str> {
    let lines =
        README.lines().skip_while(|line| !line.starts_with("The social telephone tariff is up"));
    lines.take_while(|line| *line != "```").collect()
}

/// Whether it is that line; three dots stand for anything.
fn is(line: &str, quoted: &str) -> bool {
    let mut parts = quoted.split("...");
    let first = parts.next().unwrap();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        (rest, last) = (after, Some(part));
    }
    rest.is_empty() || last == Some("")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readme_quotes_what_is_printed() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join(".stts");
    let settings = RunSettings {
        data: data.clone(),
        simulated_from: Some(DAY.to_owned()),
        ..RunSettings::default()
    };
    let suite = Suite::start(&settings.suite()).await.unwrap();
    let printed = hints(&suite, &settings).unwrap();
    suite.stop().await;

    let shown = RunSettings::default().data;
    assert_eq!(shown, Path::new(".stts"));
    let printed = printed.replace(data.to_str().unwrap(), shown.to_str().unwrap());
    let (end, quoted) = quoted().split_last().map(|(end, lines)| (*end, lines.to_vec())).unwrap();
    assert_eq!(end.trim(), "...", "the rest is left out");
    assert!(quoted.len() > 10, "{quoted:?}");
    for (line, quoted) in printed.lines().zip(quoted) {
        assert!(is(line, quoted), "printed: {line}\n quoted: {quoted}\n\n{printed}");
    }
}

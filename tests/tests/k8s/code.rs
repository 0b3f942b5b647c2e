//! Who calls whom, as the code of the services has it.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use super::{SERVICES, root};

/// A service, and one that it calls: another one, or another replica of its own.
pub(super) type Pair = (String, String);

/// The events of which other service each service consumes: (consumer, producer).
pub(super) fn consumptions() -> BTreeSet<Pair> {
    named_after(".consume(\"")
}

/// Which service calls which: its rpcs, or the log of its events.
pub(super) fn calls() -> BTreeSet<Pair> {
    named_after(".channel(\"").union(&consumptions()).cloned().collect()
}

/// Each service with every name that stands in its code after this text.
fn named_after(text: &str) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for service in SERVICES {
        let source = source(service);
        for rest in source.split(text).skip(1) {
            let name = rest.split('"').next().unwrap();
            assert!(SERVICES.contains(&name), "{service} names {name}");
            pairs.insert((service.to_owned(), name.to_owned()));
        }
    }
    pairs
}

/// The code of a service, without the white space that a formatter may put anywhere.
fn source(service: &str) -> String {
    WalkDir::new(root().join("services").join(service).join("src"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .flat_map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            text.chars().filter(|letter| !letter.is_whitespace()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn no_call_is_written_in_a_way_that_is_not_found() {
    // A channel is opened by a name that stands in the text, or the matrix would miss it.
    let of = |text| SERVICES.iter().map(|name| source(name).matches(text).count()).sum::<usize>();
    assert_eq!(of("frame.channel("), of("frame.channel(\""));
    assert_eq!(of("frame.consume("), of("frame.consume(\""));
    assert!(of("frame.channel(") >= 3 && of("frame.consume(") >= 2);
}

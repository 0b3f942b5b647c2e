//! What is wrong with a TOML text, in one line.

/// The line and the fault. The library tells it over several lines, with the text, which does not
/// fit into a sentence for whoever starts a service.
pub(crate) fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().trim().replace('\n', ", ");
    let before = error.span().and_then(|span| text.get(..span.start));
    before.map_or(message.clone(), |before| {
        format!("line {}: {message}", before.matches('\n').count() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_one_line_with_its_place() {
        for (text, line) in [("a = 1\nb = \nc = 3", "line 2: "), ("[[row]\n", "line 1: ")] {
            let told = one_line(text, &toml::from_str::<toml::Table>(text).unwrap_err());
            assert!(told.starts_with(line), "{told}");
            assert_eq!(told.lines().count(), 1, "{told}");
        }
    }
}

//! Rules as they were kept under their version, for a decision that is replayed.

use stts_chassis::rules::{Loaded, RuleFile};
use stts_dossier_domain::eligibility::EligibilityRules;
use stts_kernel::Dated;

use super::EligibilityRow;

/// Who is entitled, by the rules of that version; none where the content is not what the version
/// names. A version names its files by the beginnings of their own versions, of which that of
/// `eligibility` is the first; their contents are kept one after the other, with an empty line between.
pub fn eligibility_of(version: &str, content: &str) -> Option<Dated<EligibilityRules>> {
    let named = version.split('-').next().filter(|named| !named.is_empty())?;
    let file = content.split("\n\n").next()?;
    let rows = RuleFile::<EligibilityRow>::restore(file, version).ok()?;
    let Loaded { dated, version, .. } =
        rows.map(EligibilityRules::from).dated("eligibility.toml (kept)").ok()?;
    version.starts_with(named).then_some(dated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::load;

    #[test]
    fn the_rules_that_were_kept_are_those_that_were_loaded() {
        let set = load(None).unwrap();
        let kept = eligibility_of(&set.rules.version, &set.content);
        assert_eq!(kept, Some(set.rules.eligibility));
    }

    #[test]
    fn a_content_that_its_version_does_not_name_is_none() {
        let set = load(None).unwrap();
        let altered = set.content.replacen("\"age_years\"=65", "\"age_years\"=60", 1);
        assert_ne!(altered, set.content);
        assert_eq!(eligibility_of(&set.rules.version, &altered), None);
        for content in ["", "{", "\n\n"] {
            assert_eq!(eligibility_of(&set.rules.version, content), None, "{content:?}");
        }
        assert_eq!(eligibility_of("", &set.content), None);
    }
}

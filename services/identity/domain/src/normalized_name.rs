//! When two spellings are the same name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use stts_kernel::hidden_debug;

/// The small words of Belgian, Dutch, French, German and other surnames that may be written before
/// the name, joined to it, or behind it after a comma.
const PARTICLES: &[&str] = &[
    "al", "am", "auf", "ben", "d", "da", "das", "de", "degli", "del", "dela", "della", "dem",
    "den", "der", "des", "di", "do", "dos", "du", "el", "in", "l", "la", "las", "le", "les", "lo",
    "los", "op", "s", "t", "te", "ten", "ter", "tot", "uit", "uyt", "van", "vande", "vanden",
    "vander", "ver", "vom", "von", "y", "zu", "zum", "zur",
];

/// A name as the search compares it: lower case, without diacritics, ligatures written out, and
/// without spaces, hyphens, apostrophes or full stops, so that a particle written apart or joined
/// makes no difference: `Van den Broeck`, `VANDENBROECK` and `Broeck, van den` are one name.
///
/// `ä`, `ö` and `ü` are `a`, `o` and `u`, as the register writes them in capitals; `ae`, `oe` and
/// `ue` stay, since they are sounds of their own in Dutch and French names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormalizedName(Box<str>);

hidden_debug!(NormalizedName);

impl NormalizedName {
    /// The comparable form of a name; empty when nothing of it is a letter or a digit.
    pub fn new(name: &str) -> Self {
        let folded = fold(&particles_first(name));
        Self(folded.into_boxed_str())
    }

    /// Whether nothing of the name was a letter or a digit.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The comparable form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The forms under which a person's first names are found: the first one, the first two, and so on
/// to all of them. The register has all of them, an application often only the first.
pub fn given_names(first_names: &str) -> Vec<NormalizedName> {
    let mut forms: Vec<NormalizedName> = Vec::new();
    let mut joined = String::new();
    for name in first_names.split_whitespace() {
        joined.push_str(&fold(name));
        forms.push(NormalizedName(joined.clone().into_boxed_str()));
    }
    forms
}

fn particles_first(name: &str) -> String {
    match name.split_once(',') {
        Some((stem, behind)) if is_particles(behind) => format!("{behind} {stem}"),
        _ => name.to_owned(),
    }
}

fn is_particles(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| PARTICLES.contains(&fold(word).as_str()))
}

/// Lower case letters and digits, everything else dropped. Compatibility forms are decomposed too,
/// which writes out ligatures such as `ﬁ` and `ĳ`.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| written_out(c).into_iter().flatten())
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Letters that Unicode does not decompose, as they are written where the keyboard lacks them.
fn written_out(letter: char) -> [Option<char>; 2] {
    match letter {
        'œ' => [Some('o'), Some('e')],
        'æ' => [Some('a'), Some('e')],
        'ß' => [Some('s'), Some('s')],
        'þ' => [Some('t'), Some('h')],
        'ø' => [Some('o'), None],
        'đ' | 'ð' => [Some('d'), None],
        'ł' => [Some('l'), None],
        'ħ' => [Some('h'), None],
        'ı' => [Some('i'), None],
        other => [Some(other), None],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name() {
        for (normalized, spellings) in [
            (
                "vandenbroeck",
                &[
                    "Van den Broeck",
                    "Vandenbroeck",
                    "VAN DEN BROECK",
                    "van  den-broeck",
                    "Vanden Broeck",
                    "Broeck, van den",
                    " Van\u{a0}Den Broeck ",
                ][..],
            ),
            ("dhondt", &["D'Hondt", "d\u{2019}Hondt", "Dhondt", "D HONDT", "Hondt, d'"]),
            ("tkindt", &["'t Kindt", "T'Kindt", "\u{2018}t Kindt"]),
            ("delacroix", &["de la Croix", "Delacroix", "DE LA CROIX"]),
            ("vonderleyen", &["von der Leyen", "Von Der Leyen", "Leyen, von der"]),
            ("lefevre", &["Lefèvre", "LEFEVRE", "Le Fèvre", "Lefe\u{300}vre"]),
            ("boeuf", &["Bœuf", "BOEUF", "BŒUF"]),
            ("strauss", &["Strauß", "STRAUSS", "STRAUẞ"]),
            ("muller", &["Müller", "MÜLLER", "Muller"]),
            ("elamrani", &["El Amrani", "El-Amrani", "ELAMRANI"]),
            ("lukasz", &["Łukasz", "lukasz"]),
            ("yilmaz", &["Yılmaz", "YILMAZ", "Yilmaz", "YİLMAZ"]),
            ("seyffert", &["Sey\u{fb00}ert"]),
            ("dijkstra", &["D\u{133}kstra", "D\u{132}KSTRA", "Dijkstra"]),
        ] {
            for spelling in spellings {
                assert_eq!(NormalizedName::new(spelling).as_str(), normalized, "{spelling}");
            }
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (one, other) in [
            ("Peeters", "Peters"),
            ("Mueller", "Müller"),
            ("Van den Broeck", "Van der Broeck"),
            ("Huet", "Hut"),
        ] {
            assert_ne!(NormalizedName::new(one), NormalizedName::new(other), "{one} {other}");
        }
    }

    #[test]
    fn a_comma_moves_particles_only() {
        assert_eq!(NormalizedName::new("Peeters, Jan").as_str(), "peetersjan");
    }

    #[test]
    fn a_name_without_letters_is_empty() {
        for name in ["", " ", "-", "' .", "\u{301}", ","] {
            assert!(NormalizedName::new(name).is_empty(), "{name:?}");
        }
    }

    #[test]
    fn first_names_are_found_from_the_first_one_on() {
        let forms = given_names("Jean-Pierre Émile Marie");
        let forms: Vec<_> = forms.iter().map(NormalizedName::as_str).collect();
        assert_eq!(forms, ["jeanpierre", "jeanpierreemile", "jeanpierreemilemarie"]);
    }

    proptest! {
        #[test]
        fn normalizing_twice_changes_nothing(name in "\\PC{0,30}") {
            let once = NormalizedName::new(&name);
            prop_assert_eq!(NormalizedName::new(once.as_str()), once);
        }

        #[test]
        fn case_and_separators_never_matter(words in prop::collection::vec("[a-zé]{1,8}", 1..4)) {
            let name = NormalizedName::new(&words.join(" "));
            prop_assert_eq!(NormalizedName::new(&words.concat().to_uppercase()), name.clone());
            prop_assert_eq!(NormalizedName::new(&words.join("-")), name.clone());
            prop_assert_eq!(NormalizedName::new(&words.join("'")), name);
        }
    }
}

//! The lists in `data/`: tab-separated lines, and comments after `#`.

use std::sync::LazyLock;

use stts_identity_domain::Language;

/// Where a name is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Local(Language),
    /// One of [`ELSEWHERE`].
    Elsewhere(&'static str),
}

/// Where the names of people from elsewhere are at home: the Arabic-speaking countries, Turkey,
/// Italy, the Iberian peninsula, Eastern Europe and Central Africa.
pub(super) const ELSEWHERE: &[&str] = &["ar", "tr", "it", "ib", "ee", "af"];

/// The sex that the register has, which shows in the parity of the national number's serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    Man,
    Woman,
}

impl Sex {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Man => Self::Woman,
            Self::Woman => Self::Man,
        }
    }
}

pub(super) struct LastName {
    pub(super) origin: Origin,
    pub(super) name: &'static str,
}

pub(super) struct FirstName {
    pub(super) origin: Origin,
    pub(super) sex: Sex,
    /// Given before about 1970.
    pub(super) old: bool,
    pub(super) name: &'static str,
}

pub(super) struct Municipality {
    pub(super) postal_code: &'static str,
    pub(super) languages: Vec<Language>,
    names: [&'static str; 3],
    pub(super) thousands: u32,
}

impl Municipality {
    pub(super) const fn name(&self, language: Language) -> &'static str {
        let [dutch, french, german] = self.names;
        match language {
            Language::Dutch => dutch,
            Language::French => french,
            Language::German => german,
        }
    }
}

pub(super) struct Street {
    pub(super) language: Language,
    pub(super) name: &'static str,
}

pub(super) struct Words {
    pub(super) last_names: Vec<LastName>,
    pub(super) first_names: Vec<FirstName>,
    pub(super) flemish_stems: Vec<&'static str>,
    pub(super) municipalities: Vec<Municipality>,
    pub(super) streets: Vec<Street>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    last_names: list(include_str!("../../data/last_names.tsv"), last_name),
    first_names: list(include_str!("../../data/first_names.tsv"), first_name),
    flemish_stems: list(include_str!("../../data/flemish_stems.tsv"), stem),
    municipalities: list(include_str!("../../data/municipalities.tsv"), municipality),
    streets: list(include_str!("../../data/streets.tsv"), street),
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn list<T>(text: &'static str, read: fn(&[&'static str]) -> Option<T>) -> Vec<T> {
    lines(text).filter_map(|line| read(&line.split('\t').collect::<Vec<_>>())).collect()
}

fn origin(word: &str) -> Option<Origin> {
    let elsewhere = || ELSEWHERE.iter().find(|home| **home == word);
    let local = Language::from_name(word).map(Origin::Local);
    local.or_else(|| elsewhere().map(|home| Origin::Elsewhere(home)))
}

fn last_name(columns: &[&'static str]) -> Option<LastName> {
    let &[home, name] = columns else { return None };
    Some(LastName { origin: origin(home)?, name })
}

fn first_name(columns: &[&'static str]) -> Option<FirstName> {
    let &[home, sex, era, name] = columns else { return None };
    let sex = match sex {
        "M" => Sex::Man,
        "F" => Sex::Woman,
        _ => return None,
    };
    let old = match era {
        "old" => true,
        "new" => false,
        _ => return None,
    };
    Some(FirstName { origin: origin(home)?, sex, old, name })
}

fn stem(columns: &[&'static str]) -> Option<&'static str> {
    let &[stem] = columns else { return None };
    Some(stem)
}

fn municipality(columns: &[&'static str]) -> Option<Municipality> {
    let &[postal_code, languages, dutch, french, german, thousands] = columns else { return None };
    let languages: Option<Vec<_>> = languages.split('+').map(Language::from_name).collect();
    Some(Municipality {
        postal_code,
        languages: languages?,
        names: [dutch, french, german],
        thousands: thousands.parse().ok()?,
    })
}

fn street(columns: &[&'static str]) -> Option<Street> {
    let &[language, name] = columns else { return None };
    Some(Street { language: Language::from_name(language)?, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_list_is_read() {
        for (text, read) in [
            (include_str!("../../data/last_names.tsv"), WORDS.last_names.len()),
            (include_str!("../../data/first_names.tsv"), WORDS.first_names.len()),
            (include_str!("../../data/flemish_stems.tsv"), WORDS.flemish_stems.len()),
            (include_str!("../../data/municipalities.tsv"), WORDS.municipalities.len()),
            (include_str!("../../data/streets.tsv"), WORDS.streets.len()),
        ] {
            assert!(read > 50, "{}", text.lines().next().unwrap());
            assert_eq!(lines(text).count(), read, "{}", text.lines().next().unwrap());
        }
    }

    #[test]
    fn every_language_has_names_streets_and_places() {
        for &language in Language::ALL {
            let local = Origin::Local(language);
            assert!(WORDS.last_names.iter().any(|name| name.origin == local));
            assert!(WORDS.streets.iter().any(|street| street.language == language));
            assert!(WORDS.municipalities.iter().any(|place| place.languages[0] == language));
        }
    }

    #[test]
    fn every_origin_has_first_names_of_each_sex_and_time() {
        let local = Language::ALL.iter().copied().map(Origin::Local);
        for origin in local.chain(ELSEWHERE.iter().map(|home| Origin::Elsewhere(home))) {
            assert!(WORDS.last_names.iter().any(|name| name.origin == origin));
            for (sex, old) in [Sex::Man, Sex::Woman].map(|sex| [(sex, true), (sex, false)]).concat()
            {
                let fits =
                    |name: &&FirstName| name.origin == origin && name.sex == sex && name.old == old;
                assert!(WORDS.first_names.iter().filter(fits).count() >= 7, "{origin:?} {sex:?}");
            }
        }
    }

    #[test]
    fn postal_codes_have_four_digits_and_stand_once() {
        let mut codes: Vec<_> = WORDS.municipalities.iter().map(|m| m.postal_code).collect();
        assert!(codes.iter().all(|code| code.len() == 4 && code.parse::<u16>().is_ok()));
        let lines = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), lines);
    }
}

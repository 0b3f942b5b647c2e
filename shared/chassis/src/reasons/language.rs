//! The languages of texts for people.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// A language in which refusals are explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Nederlands.
    Dutch,
    /// Français.
    French,
    /// Deutsch.
    German,
    /// English, when the caller asks for none of these.
    #[default]
    English,
}

impl Language {
    /// The code of ISO 639: `nl`, `fr`, `de`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::French => "fr",
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// The language of that code, whatever region follows it.
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        [Self::Dutch, Self::French, Self::German, Self::English]
            .into_iter()
            .find(|known| known.code().eq_ignore_ascii_case(language))
    }

    /// What `accept-language` asks for: of the languages known here the one weighted most, of equals
    /// the first.
    pub fn of_headers(headers: &HeaderMap) -> Self {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let wishes = header.unwrap_or_default().split(',').filter_map(|wish| {
            let (code, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            Some((Self::from_code(code.trim())?, thousandths(weight.trim())?))
        });
        let heavier =
            |best: (Self, u32), next: (Self, u32)| if next.1 > best.1 { next } else { best };
        let best = wishes.filter(|(_, weight)| *weight > 0).reduce(heavier);
        best.map(|(language, _)| language).unwrap_or_default()
    }
}

/// A weight from 0 to 1 with up to three decimals, in thousandths.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if decimals.len() > 3 {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok().filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_is_taken() {
        for (header, language) in [
            ("", Language::English),
            ("nl", Language::Dutch),
            ("FR-be", Language::French),
            ("it, de;q=0.5", Language::German),
            ("nl;q=0.2, fr;q=0.8, en;q=0.5", Language::French),
            ("nl, fr", Language::Dutch),
            ("nl;q=0, fr;q=0.001", Language::French),
            ("nl;q=x", Language::English),
            ("*", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(Language::of_headers(&headers), language, "{header}");
        }
    }
}

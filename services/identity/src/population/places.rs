//! Where a household lives, and which language it speaks there.

use stts_identity_domain::{Address, Language};

use super::random::Random;
use super::words::{Municipality, WORDS};

/// A municipality, and the language of a household in it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    municipality: &'static Municipality,
    pub(super) language: Language,
}

impl Place {
    /// One by the number of inhabitants; nothing only when the list is empty.
    pub(super) fn draw(random: &mut Random) -> Option<Self> {
        let municipality = random.weighted(&WORDS.municipalities, |place| place.thousands)?;
        let local = local_language(random, municipality)?;
        let language = if random.per_mille(20) { neighbour(local) } else { local };
        Some(Self { municipality, language })
    }

    /// Whether many people there have names from elsewhere.
    pub(super) fn is_bilingual(self) -> bool {
        self.municipality.languages.len() > 1
    }

    /// An address in the household's language, in a street of the municipality's.
    pub(super) fn address(self, random: &mut Random) -> Option<Address> {
        let languages = &self.municipality.languages;
        let spoken = languages.contains(&self.language);
        let written = if spoken { self.language } else { *languages.first()? };
        let streets: Vec<_> =
            WORDS.streets.iter().filter(|street| street.language == written).collect();
        let letter = if random.per_mille(40) { "A" } else { "" };
        let number = random.between(1, 260).min(random.between(1, 260));
        Some(Address {
            street: random.one_of(&streets)?.name.to_owned(),
            house_number: format!("{number}{letter}"),
            box_number: random.per_mille(250).then(|| random.between(1, 40).to_string()),
            postal_code: self.municipality.postal_code.to_owned(),
            municipality: self.municipality.name(written).to_owned(),
        })
    }
}

/// In Brussels about three households of four are addressed in French.
fn local_language(random: &mut Random, municipality: &Municipality) -> Option<Language> {
    let last = municipality.languages.last().copied()?;
    if random.per_mille(750) { Some(last) } else { municipality.languages.first().copied() }
}

const fn neighbour(language: Language) -> Language {
    match language {
        Language::Dutch | Language::German => Language::French,
        Language::French => Language::Dutch,
    }
}

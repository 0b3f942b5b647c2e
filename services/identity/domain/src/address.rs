//! Where a person lives, and how an address picks one of several people of the same name.

use crate::normalized_name::fold;
use stts_kernel::hidden_debug;

/// A Belgian address as the register has it, in the language of the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The street.
    pub street: String,
    /// The house number, such as `12` or `12A`.
    pub house_number: String,
    /// The box within the house.
    pub box_number: Option<String>,
    /// The postal code, four digits.
    pub postal_code: String,
    /// The municipality.
    pub municipality: String,
}

/// What is known of an address by somebody who searches; everything may be left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AddressRefinement {
    /// The postal code.
    pub postal_code: Option<String>,
    /// The street, in any spelling.
    pub street: Option<String>,
    /// The house number; a box behind it is not looked at.
    pub house_number: Option<String>,
}

hidden_debug!(Address, AddressRefinement);

impl AddressRefinement {
    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        let parts = [&self.postal_code, &self.street, &self.house_number];
        parts.into_iter().flatten().all(|part| fold(part).is_empty())
    }

    /// Whether an address is not contradicted by what is known.
    pub fn matches(&self, address: &Address) -> bool {
        same(self.postal_code.as_deref(), &address.postal_code, fold)
            && same(self.street.as_deref(), &address.street, street_form)
            && same(self.house_number.as_deref(), &address.house_number, house_number_form)
    }
}

fn same(asked: Option<&str>, known: &str, form: fn(&str) -> String) -> bool {
    asked.map(form).filter(|asked| !asked.is_empty()).is_none_or(|asked| asked == form(known))
}

/// A street in a comparable form: folded as names are, with the usual abbreviations written out.
fn street_form(street: &str) -> String {
    street.split(|c: char| !c.is_alphanumeric()).map(fold).map(street_word).collect()
}

fn street_word(word: String) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("av", "avenue"),
        ("ave", "avenue"),
        ("bd", "boulevard"),
        ("bld", "boulevard"),
        ("boul", "boulevard"),
        ("bvd", "boulevard"),
        ("ch", "chaussee"),
        ("chee", "chaussee"),
        ("pl", "place"),
        ("r", "rue"),
        ("rte", "route"),
        ("st", "sint"),
        ("saint", "sint"),
        ("ste", "sainte"),
        ("stwg", "steenweg"),
        ("stw", "steenweg"),
    ];
    const ENDINGS: &[(&str, &str)] =
        &[("stwg", "steenweg"), ("str", "straat"), ("strasse", "straat"), ("ln", "laan")];
    if let Some((_, full)) = WORDS.iter().find(|(short, _)| *short == word) {
        return (*full).to_owned();
    }
    for (short, full) in ENDINGS {
        if let Some(stem) = word.strip_suffix(short) {
            return format!("{stem}{full}");
        }
    }
    word
}

/// The number without what follows for the box: `12 bus 3` and `12/3` are `12`, `012 A` is `12a`.
fn house_number_form(number: &str) -> String {
    const BOXES: &[&str] = &["bus", "boite", "bte", "box", "postfach"];
    let house = number.split('/').next().unwrap_or(number);
    let words = house.split_whitespace().map(fold);
    let form: String = words.take_while(|word| !BOXES.contains(&word.as_str())).collect();
    form.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(street: &str, house_number: &str) -> Address {
        Address {
            street: street.to_owned(),
            house_number: house_number.to_owned(),
            box_number: Some("3".to_owned()),
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        }
    }

    #[test]
    fn streets_are_the_same_however_they_are_abbreviated() {
        for (known, asked) in [
            ("Sint-Pietersnieuwstraat", "St.-Pietersnieuwstr."),
            ("Avenue de l'Yser", "av. de l\u{2019}yser"),
            ("Chaussée de Louvain", "Chee de Louvain"),
            ("Kortrijksesteenweg", "kortrijkse steenweg"),
            ("Brusselsesteenweg", "Brusselsestwg"),
            ("Bahnhofstraße", "BAHNHOFSTRASSE"),
            ("Bahnhofstraße", "Bahnhofstr."),
            ("Rue de l'Église", "R. de l'Eglise"),
            ("Rue Saint-Roch", "rue St Roch"),
        ] {
            let refinement =
                AddressRefinement { street: Some(asked.to_owned()), ..Default::default() };
            assert!(refinement.matches(&address(known, "1")), "{known} {asked}");
        }
    }

    #[test]
    fn a_house_number_is_compared_without_its_box() {
        for (known, asked, same) in [
            ("12", "12", true),
            ("12A", "12 a", true),
            ("12", "12 bus 3", true),
            ("12", "12/3", true),
            ("12", "012", true),
            ("12", "12A", false),
            ("12", "2", false),
        ] {
            let refinement =
                AddressRefinement { house_number: Some(asked.to_owned()), ..Default::default() };
            assert_eq!(refinement.matches(&address("Dorp", known)), same, "{known} {asked}");
        }
    }

    #[test]
    fn what_is_left_out_finds_everything_and_what_is_given_must_fit() {
        let nothing = AddressRefinement::default();
        let blank = AddressRefinement { street: Some(" ".to_owned()), ..Default::default() };
        let here = AddressRefinement { postal_code: Some("9000".to_owned()), ..Default::default() };
        let elsewhere =
            AddressRefinement { postal_code: Some("9050".to_owned()), ..Default::default() };
        let dorp = address("Dorp", "1");
        assert!(nothing.is_empty() && nothing.matches(&dorp));
        assert!(blank.is_empty() && blank.matches(&dorp));
        assert!(!here.is_empty() && here.matches(&dorp));
        assert!(!elsewhere.is_empty() && !elsewhere.matches(&dorp));
    }

    #[test]
    fn an_address_does_not_print_itself() {
        assert_eq!(format!("{:?}", address("Dorp", "1")), "Address(..)");
    }
}

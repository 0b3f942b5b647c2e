//! Addresses as they stand on an envelope.

use stts_notifications_domain::Language;

use crate::ports::Address;

/// Street, number and box, then postal code and municipality.
pub fn address_lines(address: &Address, language: Language) -> Vec<String> {
    let mut street = format!("{} {}", address.street, address.house_number);
    if let Some(number) = &address.box_number {
        let word = match language {
            Language::Dutch => "bus",
            Language::French => "bte",
            Language::German => "Bfk.",
        };
        street = format!("{street} {word} {number}");
    }
    vec![street, format!("{} {}", address.postal_code, address.municipality)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_named_in_the_language() {
        let address = |box_number: Option<&str>| Address {
            street: "Kerkstraat".to_owned(),
            house_number: "12A".to_owned(),
            box_number: box_number.map(str::to_owned),
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        };
        for (language, box_number, street) in [
            (Language::Dutch, None, "Kerkstraat 12A"),
            (Language::Dutch, Some("3"), "Kerkstraat 12A bus 3"),
            (Language::French, Some("3"), "Kerkstraat 12A bte 3"),
            (Language::German, Some("3"), "Kerkstraat 12A Bfk. 3"),
        ] {
            assert_eq!(address_lines(&address(box_number), language), [street, "9000 Gent"]);
        }
    }
}

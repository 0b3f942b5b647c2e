//! Numbers as people write them.

use stts_kernel::Cents;
use stts_notifications_domain::Language;

/// The amount in words: `34,50 euro`, `34,50 euros`, `34,50 Euro`.
pub fn written_amount(amount: Cents, language: Language) -> String {
    let figures = amount.to_string().replace('.', ",");
    let unit = match language {
        Language::Dutch => "euro",
        // In French the plural begins at two.
        Language::French if amount < Cents(200) => "euro",
        Language::French => "euros",
        Language::German => "Euro",
    };
    format!("{figures} {unit}")
}

/// A number of months: `3 maanden`, `3 mois`, `3 Monate`.
pub fn written_months(months: u32, language: Language) -> String {
    let unit = match (language, months) {
        (Language::Dutch, 1) => "maand",
        (Language::Dutch, _) => "maanden",
        (Language::French, _) => "mois",
        (Language::German, 1) => "Monat",
        (Language::German, _) => "Monate",
    };
    format!("{months} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_in_their_language() {
        for (language, cents, amount, months, span) in [
            (Language::Dutch, 3450, "34,50 euro", 3, "3 maanden"),
            (Language::Dutch, 310, "3,10 euro", 1, "1 maand"),
            (Language::French, 3450, "34,50 euros", 1, "1 mois"),
            (Language::French, 150, "1,50 euro", 2, "2 mois"),
            (Language::German, 1150, "11,50 Euro", 1, "1 Monat"),
            (Language::German, 2300, "23,00 Euro", 2, "2 Monate"),
        ] {
            assert_eq!(written_amount(Cents(cents), language), amount);
            assert_eq!(written_months(months, language), span);
        }
    }
}

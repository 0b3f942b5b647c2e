//! Rules of one row each.

use stts_dossier_domain::dossier::{ApplicationRules, DocumentRules, Rules};
use stts_dossier_domain::eligibility::EligibilityRules;
use stts_kernel::{Cents, Dated, DatedRow, Discount, Source, Tariff};

use crate::store::record::tests::full::date;

fn always<T>(value: T) -> Dated<T> {
    let valid_from = date("2000-01-01");
    let source = Source { article: String::new(), source: String::new() };
    Dated::new(vec![DatedRow { valid_from, value, source }], valid_from).unwrap()
}

pub(super) fn rules() -> Rules {
    let discount = Discount::Percentage { percent: 40, maximum: Cents(840) };
    Rules {
        eligibility: always(EligibilityRules {
            age_years: 65,
            companion_age_years: 60,
            descendant_max_age_years: None,
            disabled_age_years: 18,
            disabled_max_companions: 2,
        }),
        application: always(ApplicationRules {
            confirmation_days: 7,
            documents_days: 60,
            transfer_confirmation_days: 30,
            check_interval_months: 24,
        }),
        documents: always(DocumentRules::default()),
        tariff: always(Tariff {
            subscription: discount,
            internet: Some(discount),
            calls: Cents(310),
            calls_split: Cents(1150),
            internet_with_calls: true,
            installation_percent: 50,
            vat_percent: 21,
        }),
        version: "5f2a".to_owned(),
    }
}

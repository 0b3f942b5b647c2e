//! Requests as operators make them.

use chrono::{Datelike, NaiveDate};
use stts_chassis::reasons;
use stts_contracts::common::v1::{Address, Date, Language};
use stts_contracts::dossier::v1::{
    ActivationData, Applicant, Claims, Formula, LineKind, PaymentKind,
};
use stts_identity_domain::Person;
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use tonic::Status;

/// A request id, always the same for the same number.
pub fn request_id(number: u64) -> String {
    SeededIds::new(number).uuid().to_string()
}

/// The person as they say who they are, claiming nothing.
pub fn applicant_of(person: &Person) -> Applicant {
    let address = person.address.as_ref();
    Applicant {
        last_name: person.last_name.clone(),
        first_name: person.first_names.clone(),
        birth_date: Some(Date {
            year: i32::from(person.birth_date.year()),
            month: i32::from(person.birth_date.month()),
            day: i32::from(person.birth_date.day()),
        }),
        language: Language::Nl.into(),
        address: address.map(|address| Address {
            street: address.street.clone(),
            house_number: address.house_number.clone(),
            postal_code: address.postal_code.clone(),
            ..Address::default()
        }),
        contact: None,
        claims: Some(Claims::default()),
    }
}

/// A date of a contract.
pub fn date(date: NaiveDate) -> Option<Date> {
    let number = |part: u32| i32::try_from(part).unwrap();
    Some(Date { year: date.year(), month: number(date.month()), day: number(date.day()) })
}

/// A fixed line, activated on that day, billed on the 15th.
pub fn activation_data(activated_on: NaiveDate) -> ActivationData {
    ActivationData {
        phone_number: "021234567".to_owned(),
        line_kind: LineKind::Fixed.into(),
        payment_kind: PaymentKind::Postpaid.into(),
        installation_cost_cents: Some(5_500),
        formula: Formula::SubscriptionAndCalls.into(),
        activation_date: date(activated_on),
        billing_day: 15,
        operator_reference: "customer-1".to_owned(),
        approved_telephone_delivered: false,
    }
}

/// The reason of a refusal.
pub fn reason_of(status: &Status) -> &'static str {
    reasons::kind(status).map_or("none", |kind| kind.code())
}

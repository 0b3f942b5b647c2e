//! What is told about somebody who was found.

use std::sync::Arc;

use stts_contracts::common::v1::{Date, Language, Truth};
use stts_contracts::identity::v1::{
    Fact, GetFactsRequest, GetHouseholdRequest, GetPersonRequest, Housemate, Include, Relation,
};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::DATABASES;
use crate::people::register;
use crate::rig::{Rig, context, find, find_an, reason, with_everything};

const fn date(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

#[tokio::test]
async fn only_what_was_asked_for_is_told() {
    let database = DATABASES.sqlite().await;
    let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
    for (include, household, facts) in [
        (vec![], false, false),
        (vec![Include::Household.into()], true, false),
        (vec![Include::Facts.into()], false, true),
        (vec![Include::Facts.into(), Include::Household.into()], true, true),
    ] {
        let mut request = find_an();
        request.include = include;
        let found = rig.client.find_person(request).await.unwrap().into_inner();
        assert_eq!((found.household.is_some(), found.facts.is_some()), (household, facts));
        let person = found.person.unwrap();
        assert_eq!(person.language(), Language::Nl);
        assert_eq!(person.birth_date, Some(date(1950, 3, 12)));
        assert_eq!(person.address.unwrap().municipality, "Gent");
        assert_eq!(person.deceased_on, None);
    }
}

#[tokio::test]
async fn housemates_are_told_with_what_they_are_to_the_person() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let request = with_everything(find("D'Hondt", "Éloïse", (1949, 2, 2)));
        let found = rig.client.find_person(request).await.unwrap().into_inner();
        let (person, household) = (found.person.unwrap(), found.household.unwrap());
        assert_eq!(person.household_id, household.household_id);
        let told = |relation: Relation, born, entrusted: Truth, disabled: Truth| Housemate {
            relation: relation.into(),
            birth_date: Some(born),
            orphan_or_entrusted: entrusted.into(),
            disabled_66: disabled.into(),
        };
        let housemates = vec![
            told(Relation::Spouse, date(1948, 1, 1), Truth::Unknown, Truth::Unknown),
            told(Relation::Grandchild, date(2015, 6, 1), Truth::True, Truth::False),
        ];
        assert_eq!(household.housemates, housemates);

        let request = GetHouseholdRequest { context: Some(context()), person_id: person.person_id };
        let again = rig.client.get_household(request).await.unwrap().into_inner();
        assert_eq!(again.household, Some(household));
    }
}

#[tokio::test]
async fn a_fact_is_told_with_its_source_and_date() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let found = rig.client.find_person(with_everything(find_an())).await.unwrap().into_inner();
        let facts = found.facts.unwrap();
        let told = |truth: Truth, source: &str| {
            let as_of = Some(date(2026, 1, 1));
            Some(Fact { truth: truth.into(), source: source.to_owned(), as_of })
        };
        assert_eq!(facts.increased_reimbursement, told(Truth::True, "HEALTH_INSURANCE"));
        assert_eq!(facts.living_wage, told(Truth::False, "SOCIAL_WELFARE"));
        assert_eq!(facts.disabled_66, told(Truth::Unknown, "DISABILITY_SERVICE"));
        assert_eq!(facts.household_income.as_ref().unwrap().amount_cents, 2_000_000);
        assert_eq!(facts.own_income, None);

        let person_id = found.person.unwrap().person_id;
        let request = GetFactsRequest { context: Some(context()), person_id };
        let again = rig.client.get_facts(request).await.unwrap().into_inner();
        assert_eq!(again.facts, Some(facts));
    }
}

#[tokio::test]
async fn a_person_is_asked_for_again_by_id() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let found = rig.client.find_person(with_everything(find_an())).await.unwrap().into_inner();
        let person_id = found.person.as_ref().unwrap().person_id.clone();
        let include = vec![Include::Household.into(), Include::Facts.into()];
        let request = GetPersonRequest { context: Some(context()), person_id, include };
        let again = rig.client.get_person(request).await.unwrap().into_inner();
        assert_eq!(
            (again.person, again.household, again.facts),
            (found.person, found.household, found.facts)
        );
    }
}

#[tokio::test]
async fn nobody_has_an_id_that_was_never_given() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let (context, person_id) = (Some(context()), Uuid::from_u128(1).to_string());
        let request = GetPersonRequest { context, person_id, include: Vec::new() };
        let refused = rig.client.get_person(request).await.unwrap_err();
        assert_eq!(reason(&refused), "PERSON_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_call_for_nothing_is_not_made() {
    let database = DATABASES.sqlite().await;
    let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
    let mut request = find_an();
    request.context.as_mut().unwrap().purpose = 0;
    request.birth_date = Some(date(1950, 3, 0));
    let refused = rig.client.find_person(request).await.unwrap_err();
    assert_eq!(reason(&refused), "INVALID_FIELDS");
    let bad = refused.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<_> = bad.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["context.purpose", "birth_date"]);
    let rows: Vec<crate::consultations::Row> = crate::consultations::all(&rig).await;
    assert_eq!(rows.len(), 0);
}

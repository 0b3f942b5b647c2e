//! Who is entitled: the worked examples, and two-valued logic tried over all that is unknown.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::eligibility::{
    EligibilityRules, FactName, Facts, HouseholdMember, Outcome, Relation, Truth, evaluate,
};
use stts_kernel::Category;

const RULES: EligibilityRules = EligibilityRules {
    age_years: 65,
    companion_age_years: 60,
    descendant_max_age_years: None,
    disabled_age_years: 18,
    disabled_max_companions: 2,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    facts: Given,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    age: Option<u32>,
    collective_living: Option<bool>,
    exclusive_subscription: Option<bool>,
    household: Option<Vec<Member>>,
    income_ok: Option<bool>,
    disabled_66: Option<bool>,
    living_wage: Option<bool>,
    hearing: Option<bool>,
    hearing_child: Option<bool>,
    approved_phone: Option<bool>,
    war_blind: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    relation: Option<String>,
    age: Option<u32>,
    #[serde(default)]
    orphan_or_entrusted: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    decision: String,
    categories: BTreeMap<String, Option<bool>>,
    missing: Vec<String>,
}

fn member(given: &Member) -> HouseholdMember {
    let relation = given.relation.as_ref().map(|name| Relation::from_name(name).unwrap());
    let mut member = HouseholdMember::new(relation, given.age.into());
    member.orphan_or_entrusted = given.orphan_or_entrusted.into();
    member
}

fn facts(given: &Given) -> Facts {
    let truth = |known: Option<bool>| Truth::from(known).into();
    Facts {
        age: Age::from(given.age).into(),
        collective_living: truth(given.collective_living),
        exclusive_subscription: truth(given.exclusive_subscription),
        household: given
            .household
            .as_ref()
            .map(|members| members.iter().map(member).collect())
            .into(),
        income_ok: truth(given.income_ok),
        disabled_66: truth(given.disabled_66),
        living_wage: truth(given.living_wage),
        hearing: truth(given.hearing),
        hearing_child: truth(given.hearing_child),
        approved_phone: truth(given.approved_phone),
        war_blind: truth(given.war_blind),
    }
}

#[test]
fn the_worked_examples_are_decided_as_they_say() {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../vectors/eligibility.json")).unwrap();
    assert_eq!(examples.len(), 31);
    for (index, example) in examples.iter().enumerate() {
        let found = evaluate(&facts(&example.facts), &RULES);
        let expected = &example.expected;
        assert_eq!(found.decision.name(), expected.decision, "example {index}");
        for (name, truth) in &expected.categories {
            let category = Category::from_name(name).unwrap();
            assert_eq!(found.category(category).known(), *truth, "example {index} {name}");
        }
        let missing: Vec<_> = found.missing.iter().map(|fact| fact.name()).collect();
        assert_eq!(missing, expected.missing, "example {index}");
    }
}

#[test]
fn fact_names_stand_in_alphabetical_order() {
    assert!(FactName::ALL.windows(2).all(|pair| pair[0].name() < pair[1].name()));
    for fact in FactName::ALL {
        assert_eq!(FactName::from_name(fact.name()), Some(*fact));
    }
}

/// A person who is 70, alone, poor, and nothing else.
fn aged() -> Facts {
    let mut facts = Facts::unknown();
    facts.age = Age::exact(70).into();
    facts.household = Some(Vec::new()).into();
    facts.income_ok = Truth::True.into();
    for fact in [
        &mut facts.collective_living,
        &mut facts.disabled_66,
        &mut facts.living_wage,
        &mut facts.hearing,
        &mut facts.hearing_child,
        &mut facts.war_blind,
    ] {
        *fact = Truth::False.into();
    }
    facts
}

fn lives_with(facts: Facts, members: Vec<HouseholdMember>) -> Facts {
    Facts { household: Some(members).into(), ..facts }
}

fn one(relation: Relation, age: u32, orphan: Truth, disabled: Truth) -> HouseholdMember {
    HouseholdMember {
        orphan_or_entrusted: orphan,
        disabled_66: disabled,
        ..HouseholdMember::new(Some(relation), Age::exact(age))
    }
}

#[test]
fn with_whom_a_person_of_65_may_live() {
    let limited = EligibilityRules { descendant_max_age_years: Some(25), ..RULES };
    let (no, yes, unknown) = (Truth::False, Truth::True, Truth::Unknown);
    for (relation, age, orphan, disabled, without_limit, with_limit) in [
        (Relation::Other, 60, no, no, yes, yes),
        (Relation::Other, 59, yes, yes, no, no),
        (Relation::Child, 25, no, no, yes, yes),
        (Relation::Child, 26, no, no, yes, no),
        (Relation::Child, 26, no, unknown, yes, unknown),
        (Relation::Child, 26, no, yes, yes, yes),
        (Relation::Stepchild, 10, yes, yes, no, no),
        (Relation::ChildInLaw, 30, no, no, no, no),
        (Relation::Grandchild, 10, yes, no, yes, yes),
        (Relation::Grandchild, 10, unknown, no, unknown, unknown),
        (Relation::Grandchild, 30, yes, no, yes, no),
        (Relation::Grandchild, 61, no, no, yes, yes),
    ] {
        let facts = lives_with(aged(), vec![one(relation, age, orphan, disabled)]);
        let told = format!("{relation:?} of {age}, orphan {orphan:?}, disabled {disabled:?}");
        assert_eq!(evaluate(&facts, &RULES).category(Category::Age65), without_limit, "{told}");
        assert_eq!(evaluate(&facts, &limited).category(Category::Age65), with_limit, "{told}");
    }
}

#[test]
fn an_unknown_that_makes_no_difference_is_not_missing() {
    let somebody = |age| HouseholdMember::new(None, age);
    let old = evaluate(&lives_with(aged(), vec![somebody(Age::exact(60))]), &RULES);
    assert_eq!(old.decision, Outcome::Entitled);
    // Young enough for a descendant or old enough for a companion: for a child, one or the other.
    let limit = EligibilityRules { descendant_max_age_years: Some(59), ..RULES };
    let child = HouseholdMember::new(Some(Relation::Child), Age::UNKNOWN);
    let child = HouseholdMember { disabled_66: Truth::False, ..child };
    let either = evaluate(&lives_with(aged(), vec![child.clone()]), &limit);
    assert_eq!(either.decision, Outcome::Entitled);
    let limit = EligibilityRules { descendant_max_age_years: Some(25), ..RULES };
    let neither = evaluate(&lives_with(aged(), vec![child.clone()]), &limit);
    assert_eq!(neither.missing, [FactName::Household]);
    let nobody_known = Facts { household: None.into(), ..aged() };
    let unknown = evaluate(&nobody_known, &RULES);
    assert_eq!(
        (unknown.decision, unknown.missing),
        (Outcome::Undecided, vec![FactName::Household])
    );
}

#[test]
fn an_age_between_two_years_decides_what_both_decide() {
    let facts = Facts { age: Age::between(64, 65).into(), ..aged() };
    let found = evaluate(&facts, &RULES);
    assert_eq!((found.decision, found.missing), (Outcome::Undecided, vec![FactName::Age]));
    let facts = Facts { age: Age::between(65, 66).into(), ..aged() };
    assert_eq!(evaluate(&facts, &RULES).decision, Outcome::Entitled);
}

#[test]
fn internet_asks_own_living_of_everybody() {
    let mut facts = aged();
    assert_eq!(evaluate(&facts, &RULES).internet, Truth::True);
    facts.collective_living = Truth::True.into();
    assert_eq!(evaluate(&facts, &RULES).internet, Truth::Unknown);
    facts.exclusive_subscription = Truth::False.into();
    assert_eq!(evaluate(&facts, &RULES).internet, Truth::False);
}

/// Facts of few values, so that every completion can be tried.
#[derive(Clone, Debug)]
struct Small {
    age: Option<u32>,
    member: Option<(Option<Relation>, Option<u32>, Option<bool>)>,
    crowd: bool,
    booleans: [Option<bool>; 9],
}

const RELATIONS: [Relation; 4] =
    [Relation::Spouse, Relation::Child, Relation::Grandchild, Relation::Other];
const NAMES: [FactName; 9] = [
    FactName::CollectiveLiving,
    FactName::ExclusiveSubscription,
    FactName::IncomeOk,
    FactName::Disabled66,
    FactName::LivingWage,
    FactName::Hearing,
    FactName::HearingChild,
    FactName::ApprovedPhone,
    FactName::WarBlind,
];

fn small() -> impl Strategy<Value = Small> {
    let relation = prop::option::of(prop::sample::select(RELATIONS.to_vec()));
    let age = prop::option::of(prop::sample::select(vec![10_u32, 30, 59, 60, 80]));
    let member = prop::option::of((relation, age, any::<Option<bool>>()));
    let own_age = prop::option::of(prop::sample::select(vec![17_u32, 18, 64, 65]));
    let likely_known = prop::option::weighted(0.6, any::<bool>());
    (own_age, member, any::<bool>(), prop::array::uniform9(likely_known))
        .prop_map(|(age, member, crowd, booleans)| Small { age, member, crowd, booleans })
}

fn small_facts(small: &Small) -> Facts {
    let [collective, exclusive, income, disabled, wage, hearing, child, phone, blind] =
        small.booleans.map(|known| Truth::from(known).into());
    let mut household: Vec<_> = small
        .member
        .iter()
        .map(|(relation, age, orphan)| HouseholdMember {
            orphan_or_entrusted: (*orphan).into(),
            ..HouseholdMember::new(*relation, (*age).into())
        })
        .collect();
    if small.crowd {
        let spouse = HouseholdMember::new(Some(Relation::Spouse), Age::exact(70));
        household.extend([spouse.clone(), spouse]);
    }
    Facts {
        age: Age::from(small.age).into(),
        household: Some(household).into(),
        collective_living: collective,
        exclusive_subscription: exclusive,
        income_ok: income,
        disabled_66: disabled,
        living_wage: wage,
        hearing,
        hearing_child: child,
        approved_phone: phone,
        war_blind: blind,
    }
}

/// The law read once more, in two values, over facts that are all known.
fn granted(known: &Small) -> [bool; 5] {
    let [collective, exclusive, income, disabled, wage, hearing, child, phone, blind] =
        known.booleans.map(Option::unwrap);
    let age = known.age.unwrap();
    let own_living = !collective || exclusive;
    let member = known
        .member
        .map(|(relation, age, orphan)| (relation.unwrap(), age.unwrap(), orphan.unwrap()));
    let aged_suits = member.is_none_or(|(relation, age, orphan)| {
        age > 59 || relation == Relation::Child || (relation == Relation::Grandchild && orphan)
    });
    let disabled_suits = !known.crowd || member.is_none_or(|(who, ..)| who != Relation::Other);
    [
        age > 64 && aged_suits && income && own_living,
        age > 17 && disabled && disabled_suits && income && own_living,
        (hearing || child) && phone,
        blind,
        wage && own_living,
    ]
}

fn with_every<T: Copy>(
    cases: Vec<Small>,
    values: &[T],
    unknown: impl Fn(&Small) -> bool,
    set: impl Fn(&mut Small, T),
) -> Vec<Small> {
    let complete = |case: Small| {
        if !unknown(&case) {
            return vec![case];
        }
        let completed = values.iter().map(|value| {
            let mut completed = case.clone();
            set(&mut completed, *value);
            completed
        });
        completed.collect()
    };
    cases.into_iter().flat_map(complete).collect()
}

fn completions_of_the_household(cases: Vec<Small>) -> Vec<Small> {
    let relation = |case: &Small| case.member.is_some_and(|member| member.0.is_none());
    let cases = with_every(cases, &RELATIONS, relation, |case, relation| {
        case.member = case.member.map(|(_, age, orphan)| (Some(relation), age, orphan));
    });
    let age = |case: &Small| case.member.is_some_and(|member| member.1.is_none());
    let cases = with_every(cases, &[0, 59, 60, 90], age, |case, age| {
        case.member = case.member.map(|(relation, _, orphan)| (relation, Some(age), orphan));
    });
    let orphan = |case: &Small| case.member.is_some_and(|member| member.2.is_none());
    with_every(cases, &[false, true], orphan, |case, orphan| {
        case.member = case.member.map(|(relation, age, _)| (relation, age, Some(orphan)));
    })
}

fn completions(small: &Small, fact: Option<FactName>) -> Vec<Small> {
    let mut cases = vec![small.clone()];
    let wanted = |name| fact.is_none_or(|fact| fact == name);
    if wanted(FactName::Age) {
        let unknown = |case: &Small| case.age.is_none();
        cases = with_every(cases, &[17, 18, 64, 65], unknown, |case, age| case.age = Some(age));
    }
    if wanted(FactName::Household) {
        cases = completions_of_the_household(cases);
    }
    for (index, _) in NAMES.iter().enumerate().filter(|(_, name)| wanted(**name)) {
        let unknown = |case: &Small| case.booleans[index].is_none();
        cases = with_every(cases, &[false, true], unknown, |case, known| {
            case.booleans[index] = Some(known);
        });
    }
    cases
}

fn all_but(small: &Small, fact: FactName) -> Vec<Small> {
    let others = FactName::ALL.iter().filter(|other| **other != fact);
    others.fold(vec![small.clone()], |cases, other| {
        cases.iter().flat_map(|case| completions(case, Some(*other))).collect()
    })
}

/// A fact is missing if, with everything else settled in some way, it alone changes a category.
fn can_change(small: &Small, fact: FactName) -> bool {
    all_but(small, fact).iter().any(|settled| {
        let answers: Vec<_> = completions(settled, Some(fact)).iter().map(granted).collect();
        answers.iter().any(|answer| *answer != answers[0])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_answer_is_what_all_completions_agree_on(small in small()) {
        let found = evaluate(&small_facts(&small), &RULES);
        let answers: Vec<_> = completions(&small, None).iter().map(granted).collect();
        for (index, category) in Category::ALL.iter().enumerate() {
            let agreed = answers.iter().all(|a| a[index] == answers[0][index]);
            let expected = agreed.then_some(answers[0][index]);
            prop_assert_eq!(found.category(*category).known(), expected, "{:?}", category);
        }
    }

    #[test]
    fn a_fact_is_missing_exactly_if_it_can_change_the_answer(small in small()) {
        let found = evaluate(&small_facts(&small), &RULES);
        for fact in FactName::ALL {
            let expected = found.decision == Outcome::Undecided && can_change(&small, *fact);
            prop_assert_eq!(found.missing.contains(fact), expected, "{}", fact.name());
        }
    }

    #[test]
    fn learning_a_fact_never_overturns_a_decision(small in small(), fact in 0_usize..11) {
        let before = evaluate(&small_facts(&small), &RULES);
        for learnt in completions(&small, Some(FactName::ALL[fact])) {
            let after = evaluate(&small_facts(&learnt), &RULES);
            if before.decision != Outcome::Undecided {
                prop_assert_eq!(before.decision, after.decision);
            }
        }
    }
}

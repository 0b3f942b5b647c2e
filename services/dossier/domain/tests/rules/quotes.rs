//! What the tariff takes off an offer: every formula in every row of the law for every category, and
//! all offers against a reckoning of its own.

use chrono::NaiveDate;
use proptest::prelude::*;
use stts_dossier_domain::eligibility::Truth;
use stts_dossier_domain::quote::{Entitlement, Offer, OfferLine, Quote, Service, quote, recommend};
use stts_kernel::{Category, Cents, Dated, DatedRow, Discount, ErrorKind, Formula, Source, Tariff};

use Service as S;

const ROWS: [&str; 3] = ["2005-06-30", "2012-08-04", "2014-05-08"];

/// The rows of the law as the rule file has them.
fn law() -> Dated<Tariff> {
    let percentage = Discount::Percentage { percent: 40, maximum: Cents(840) };
    let of_2014 = Tariff {
        subscription: percentage,
        internet: Some(percentage),
        calls: Cents(310),
        calls_split: Cents(1150),
        internet_with_calls: true,
        installation_percent: 50,
        vat_percent: 21,
    };
    let of_2012 = Tariff { internet_with_calls: false, ..of_2014 };
    let flat = Discount::Flat { amount: Cents(840) };
    let of_2005 = Tariff { subscription: flat, internet: None, ..of_2012 };
    let values = [of_2005, of_2012, of_2014];
    let rows = ROWS.iter().zip(values).map(|(valid_from, value)| DatedRow {
        valid_from: valid_from.parse().unwrap(),
        value,
        source: Source { article: "art. 38".to_owned(), source: "the annex".to_owned() },
    });
    Dated::new(rows.collect(), day(ROWS[0])).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn offer(lines: &[(Service, i64)]) -> Offer {
    let line =
        |(service, price): &(Service, i64)| OfferLine { service: *service, price: Cents(*price) };
    Offer::new(lines.iter().map(line).collect()).unwrap()
}

fn person(granted: &[Category], date: &str) -> Entitlement {
    Entitlement { granted: granted.to_vec(), internet: Truth::True, date: day(date) }
}

/// The amounts of the lines, and nothing where a line is not reduced.
fn amounts(quote: &Quote) -> Vec<Option<i64>> {
    let amount = |reduction: &stts_dossier_domain::quote::LineReduction| reduction.amount.0;
    quote.reductions.iter().map(|line| line.as_ref().map(amount)).collect()
}

/// What a formula takes off a subscription of 20.00, calls of 12.00 and internet of 30.00, in each of
/// the rows of the law; nothing where the law does not know it.
type Granted = [Option<[i64; 3]>; 3];

const TABLE: [(Formula, Service, Granted); 6] = [
    (
        Formula::SubscriptionAndCalls,
        S::Subscription,
        [Some([840, 310, 0]), Some([800, 310, 0]), Some([800, 310, 0])],
    ),
    (
        Formula::CallsOnly,
        S::Subscription,
        [Some([0, 310, 0]), Some([0, 310, 0]), Some([0, 310, 0])],
    ),
    (
        Formula::CallsSplit,
        S::SubscriptionElsewhere,
        [Some([0, 1150, 0]), Some([0, 1150, 0]), Some([0, 1150, 0])],
    ),
    (
        Formula::LivingWageCredit,
        S::Subscription,
        [Some([0, 310, 0]), Some([0, 310, 0]), Some([0, 310, 0])],
    ),
    (Formula::Internet, S::Subscription, [None, Some([0, 0, 840]), Some([0, 0, 840])]),
    (Formula::InternetAndCalls, S::Subscription, [None, None, Some([0, 310, 840])]),
];

fn has(category: Category, formula: Formula) -> bool {
    match formula {
        Formula::Internet | Formula::InternetAndCalls => true,
        Formula::LivingWageCredit => category == Category::LivingWage,
        _ => category != Category::LivingWage,
    }
}

#[test]
fn every_formula_in_every_row_of_the_law_for_every_category() {
    let law = law();
    assert_eq!(TABLE.map(|(formula, ..)| formula), Formula::ALL, "no formula is left out");
    for (formula, subscription, granted) in TABLE {
        let offer = offer(&[(subscription, 2000), (S::Calls, 1200), (S::Internet, 3000)]);
        for (date, granted) in ROWS.iter().zip(granted) {
            for category in Category::ALL {
                let told = format!("{formula:?} {date} {category:?}");
                let quoted = quote(&offer, Some(formula), &person(&[*category], date), &law);
                let Some(expected) = granted.filter(|_| has(*category, formula)) else {
                    let refused = quoted.unwrap_err();
                    assert_eq!(refused.kind, ErrorKind::FormulaNotAllowed, "{told}");
                    continue;
                };
                let quoted = quoted.unwrap();
                let found = amounts(&quoted);
                let found: Vec<i64> = found.iter().map(|it| it.unwrap_or(0)).collect();
                assert_eq!(found, expected, "{told}");
                assert_eq!(quoted.monthly_saving, Cents(expected.iter().sum()), "{told}");
                assert_eq!(quoted.yearly_saving().0, quoted.monthly_saving.0 * 12);
            }
        }
    }
}

/// The day before a row still has the row before it.
#[test]
fn a_row_holds_from_its_first_day() {
    let law = law();
    let offer = offer(&[(S::Subscription, 1001), (S::Calls, 310), (S::Internet, 3000)]);
    for (date, best, subscription, formulas) in [
        ("2012-08-03", Formula::SubscriptionAndCalls, 840, 2),
        ("2012-08-04", Formula::Internet, 401, 3),
        ("2014-05-07", Formula::Internet, 401, 3),
        ("2014-05-08", Formula::InternetAndCalls, 401, 4),
    ] {
        let person = person(&[Category::Age65], date);
        let ranked = recommend(&offer, &person, &law);
        assert_eq!((ranked[0].formula, ranked.len()), (Some(best), formulas), "{date}");
        let telephone = quote(&offer, Some(Formula::SubscriptionAndCalls), &person, &law);
        assert_eq!(amounts(&telephone.unwrap())[0], Some(subscription), "{date}");
    }
}

#[test]
fn each_reduction_names_its_article() {
    let law = law();
    let lines = |subscription| {
        offer(&[
            (S::FixedInstallation, 5500),
            (subscription, 2000),
            (S::Calls, 1200),
            (S::Internet, 3000),
        ])
    };
    let installation = "art. 38 §1, 1°";
    for (formula, categories, subscription, expected) in [
        (
            Formula::SubscriptionAndCalls,
            &[Category::Age65][..],
            S::Subscription,
            [installation, "art. 38 §1, 2°, first dash", "art. 38 §1, 2°, second dash", ""],
        ),
        (
            Formula::CallsSplit,
            &[Category::Hearing],
            S::SubscriptionElsewhere,
            [installation, "", "art. 38 §1, 3°", ""],
        ),
        (
            Formula::LivingWageCredit,
            &[Category::LivingWage],
            S::Subscription,
            ["", "", "art. 38 §2", ""],
        ),
        (
            Formula::Internet,
            &[Category::WarBlind],
            S::Subscription,
            [installation, "", "", "art. 38 §3"],
        ),
        (
            Formula::InternetAndCalls,
            &[Category::LivingWage, Category::Disabled66],
            S::Subscription,
            [installation, "", "art. 38 §3, second sentence", "art. 38 §3"],
        ),
    ] {
        let person = person(categories, "2014-05-08");
        let quoted = quote(&lines(subscription), Some(formula), &person, &law).unwrap();
        let article = |line: &Option<stts_dossier_domain::quote::LineReduction>| {
            line.as_ref().map(|line| line.article.clone()).unwrap_or_default()
        };
        let articles: Vec<String> = quoted.reductions.iter().map(article).collect();
        assert_eq!(articles, expected, "{formula:?}");
    }
    // The text as enacted had other paragraphs.
    let quoted =
        quote(&lines(S::Subscription), None, &person(&[Category::Age65], ROWS[0]), &law).unwrap();
    assert!(quoted.reductions.iter().flatten().all(|line| line.article == "art. 38"));
}

#[test]
fn half_of_a_fixed_installation_is_granted_unless_living_wage_is_all_there_is() {
    let law = law();
    for (service, categories, granted) in [
        (S::FixedInstallation, &[Category::Age65][..], Some(2751)),
        (S::FixedInstallation, &[Category::LivingWage, Category::Age65], Some(2751)),
        (S::FixedInstallation, &[Category::LivingWage], None),
        (S::MobileInstallation, &[Category::Age65], None),
    ] {
        let offer = offer(&[(service, 5501), (S::Calls, 1000)]);
        let quoted = quote(&offer, None, &person(categories, "2014-05-08"), &law).unwrap();
        assert_eq!(amounts(&quoted), [granted, Some(310)], "{service:?} {categories:?}");
        assert_eq!(quoted.installation_saving, Cents(granted.unwrap_or(0)));
        assert_eq!(quoted.monthly_saving, Cents(310), "the installation comes once");
    }
}

#[test]
fn other_services_get_nothing_and_exclude_nothing() {
    let law = law();
    let bare = [(S::Subscription, 2000), (S::Calls, 1200), (S::Internet, 3000)];
    let bundle = [&[(S::Other, 1999)], &bare[..], &[(S::Other, 0), (S::Other, 99_999)]].concat();
    let (bare, bundle) = (offer(&bare), offer(&bundle));
    let person = person(&[Category::Disabled66], "2020-01-01");
    for (alone, together) in
        recommend(&bare, &person, &law).iter().zip(recommend(&bundle, &person, &law))
    {
        assert_eq!(alone.formula, together.formula);
        assert_eq!(alone.monthly_saving, together.monthly_saving);
        let found = amounts(&together);
        assert_eq!(found[1..4], amounts(alone)[..]);
        assert_eq!([found[0], found[4], found[5]], [None; 3]);
    }
}

#[test]
fn who_lives_in_a_collective_has_no_internet_formula() {
    let law = law();
    let offer = offer(&[(S::Calls, 1200), (S::Internet, 3000)]);
    for (internet, expected) in [
        (Truth::True, vec![Formula::InternetAndCalls, Formula::Internet, Formula::CallsOnly]),
        (Truth::False, vec![Formula::CallsOnly]),
        (Truth::Unknown, vec![Formula::CallsOnly]),
    ] {
        let person =
            Entitlement { granted: vec![Category::Hearing], internet, date: day("2026-01-05") };
        let ranked = recommend(&offer, &person, &law);
        let formulas: Vec<_> = ranked.iter().filter_map(|quote| quote.formula).collect();
        assert_eq!(formulas, expected, "{internet:?}");
    }
}

#[test]
fn a_formula_that_the_offer_does_not_give_is_refused_with_those_that_it_does() {
    let law = law();
    let here = offer(&[(S::Subscription, 2000), (S::Calls, 1200)]);
    let person = person(&[Category::Age65], "2020-01-01");
    let refused = quote(&here, Some(Formula::CallsSplit), &person, &law).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::FormulaNotAllowed);
    let allowed = ("allowed_formulas", "SUBSCRIPTION_AND_CALLS,CALLS_ONLY".to_owned());
    assert_eq!(refused.metadata, [allowed]);
}

#[test]
fn an_offer_to_which_no_formula_applies_is_quoted_without_one() {
    let law = law();
    let none = offer(&[(S::FixedInstallation, 5000), (S::Other, 1000)]);
    let quoted = quote(&none, None, &person(&[Category::Age65], "2020-01-01"), &law);
    let quoted = quoted.unwrap();
    assert_eq!((quoted.formula, quoted.monthly_saving), (None, Cents::ZERO));
    assert_eq!(amounts(&quoted), [Some(2500), None]);
}

#[test]
fn before_the_law_nothing_is_granted() {
    let law = law();
    let offer = offer(&[(S::FixedInstallation, 5000), (S::Calls, 1000)]);
    let person = person(&[Category::Age65], "2005-06-29");
    assert_eq!(recommend(&offer, &person, &law), []);
    assert_eq!(amounts(&quote(&offer, None, &person, &law).unwrap()), [None, None]);
    let refused = quote(&offer, Some(Formula::CallsOnly), &person, &law).unwrap_err();
    assert_eq!(refused.metadata, [("allowed_formulas", String::new())]);
}

#[test]
fn an_offer_has_each_service_of_the_tariff_once() {
    let line = |service| OfferLine { service, price: Cents(1) };
    for (services, repeated) in [
        (vec![S::Other, S::Other, S::Calls], vec![]),
        (vec![S::Calls, S::Other, S::Calls, S::Calls], vec![2, 3]),
        (vec![S::Subscription, S::SubscriptionElsewhere], vec![1]),
        (vec![S::MobileInstallation, S::FixedInstallation], vec![1]),
        (vec![S::Internet, S::Internet], vec![1]),
    ] {
        let offer = Offer::new(services.iter().copied().map(line).collect());
        let found = offer.err().map(|error| error.lines).unwrap_or_default();
        assert_eq!(found, repeated, "{services:?}");
    }
}

/// The most whole cents that are reached when less than the exact part has been granted: the exact
/// part is a fraction of hundredths of a cent, and nothing is rounded but by counting.
fn counted(price: i64, percent: i64, most: i64) -> i64 {
    let mut granted = 0;
    while granted * 100 < price * percent && granted < most && granted < price {
        granted += 1;
    }
    granted
}

/// What the law grants on a line, reckoned from the table of the law and not from its rows: nothing
/// where the formula is not to be had.
fn expected(
    formula: Formula,
    lines: &[(Service, i64)],
    (category, in_collective): (Category, bool),
    date: NaiveDate,
) -> Option<Vec<i64>> {
    let price = |sought: Service| lines.iter().find(|(service, _)| *service == sought);
    let internet_law = match formula {
        Formula::Internet => date >= day("2012-08-04") && !in_collective,
        Formula::InternetAndCalls => date >= day("2014-05-08") && !in_collective,
        _ => true,
    };
    let parts: &[Service] = match formula {
        Formula::SubscriptionAndCalls => &[S::Subscription],
        Formula::CallsOnly | Formula::LivingWageCredit => &[S::Calls],
        Formula::CallsSplit => &[S::Calls, S::SubscriptionElsewhere],
        Formula::Internet => &[S::Internet],
        Formula::InternetAndCalls => &[S::Calls, S::Internet],
    };
    let offered = parts.iter().all(|part| price(*part).is_some());
    if !(internet_law && offered && has(category, formula)) {
        return None;
    }
    let on_line = |(service, price): &(Service, i64)| match (formula, service) {
        (_, S::FixedInstallation) if category != Category::LivingWage => {
            counted(*price, 50, i64::MAX)
        }
        (Formula::SubscriptionAndCalls, S::Subscription) if date < day("2012-08-04") => {
            counted(*price, 100, 840)
        }
        (Formula::SubscriptionAndCalls, S::Subscription)
        | (Formula::Internet | Formula::InternetAndCalls, S::Internet) => counted(*price, 40, 840),
        (Formula::CallsSplit, S::Calls) => counted(*price, 100, 1150),
        (Formula::Internet, S::Calls) => 0,
        (_, S::Calls) => counted(*price, 100, 310),
        _ => 0,
    };
    Some(lines.iter().map(on_line).collect())
}

fn any_lines() -> impl Strategy<Value = Vec<(Service, i64)>> {
    let price = || prop_oneof![0..=10_i64, 0..=5_000_i64, Just(2100), Just(2099), Just(2101)];
    let maybe = |services: &'static [Service]| {
        proptest::option::of((proptest::sample::select(services), price()))
    };
    let tariff = (
        maybe(&[S::FixedInstallation, S::MobileInstallation]),
        maybe(&[S::Subscription, S::SubscriptionElsewhere]),
        maybe(&[S::Calls]),
        maybe(&[S::Internet]),
        maybe(&[S::Other]),
        maybe(&[S::Other]),
    );
    tariff
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].into_iter().flatten().collect::<Vec<_>>())
        .prop_shuffle()
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    let near = ["2005-06-30", "2012-08-03", "2012-08-04", "2014-05-07", "2014-05-08"].map(day);
    let all = (0..8000_u64).prop_map(|days| day("2005-06-30") + chrono::Days::new(days));
    prop_oneof![proptest::sample::select(near.to_vec()), all]
}

proptest! {
    #[test]
    fn every_offer_is_reduced_and_ranked_as_the_law_says(
        lines in any_lines(),
        category in proptest::sample::select(Category::ALL),
        in_collective: bool,
        date in any_date(),
    ) {
        let law = law();
        let offer = offer(&lines);
        let internet = if in_collective { Truth::False } else { Truth::True };
        let person = Entitlement { granted: vec![category], internet, date };
        let ranked = recommend(&offer, &person, &law);

        let mut possible = 0;
        for formula in Formula::ALL {
            let quoted = quote(&offer, Some(*formula), &person, &law).ok();
            let found = quoted.as_ref().map(|quoted| {
                amounts(quoted).iter().map(|amount| amount.unwrap_or(0)).collect::<Vec<_>>()
            });
            let expected = expected(*formula, &lines, (category, in_collective), date);
            prop_assert_eq!(&found, &expected, "{:?}", formula);
            let in_rank = ranked.iter().find(|quote| quote.formula == Some(*formula));
            prop_assert_eq!(in_rank, quoted.as_ref(), "{:?}", formula);
            possible += usize::from(expected.is_some());

            let Some(found) = found else { continue };
            for ((service, price), amount) in lines.iter().zip(&found) {
                prop_assert!((0..=*price).contains(amount), "{:?} {}", service, amount);
            }
        }
        prop_assert_eq!(ranked.len(), possible);
        let savings: Vec<Cents> = ranked.iter().map(|quote| quote.monthly_saving).collect();
        prop_assert!(savings.windows(2).all(|pair| pair[0] >= pair[1]));
        let best = quote(&offer, None, &person, &law).unwrap();
        prop_assert_eq!(best.formula, ranked.first().and_then(|quote| quote.formula));
        prop_assert_eq!(Some(best.monthly_saving), savings.first().copied().or(Some(Cents::ZERO)));
    }
}

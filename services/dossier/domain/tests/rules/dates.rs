//! Dates: the worked examples, and every day of several years against a calendar walked day by day.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use serde::Deserialize;
use stts_dossier_domain::dates::{
    BillingCalendar, BillingDayChange, BirthDate, latest_activation, reduction_begin,
    reduction_end, right_end,
};
use stts_dossier_domain::eligibility::Truth;
use stts_kernel::BillingDay;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    reduction_begin: Vec<BeginCase>,
    reduction_end: Vec<EndCase>,
    right_end: Vec<RightEnd>,
    latest_activation: Vec<Latest>,
    billing_day_change: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginCase {
    activation: String,
    billing_day: u32,
    begin: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndCase {
    begin: String,
    stop: String,
    billing_day: u32,
    end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RightEnd {
    conditions_lost: String,
    billing_day: u32,
    end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latest {
    application: String,
    latest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    begin: String,
    old_day: u32,
    changed_on: String,
    new_day: u32,
    billing_dates: Vec<String>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../vectors/dates.json")).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn day(number: u32) -> BillingDay {
    BillingDay::new(number).unwrap()
}

#[test]
fn reductions_begin_as_in_the_worked_examples() {
    for case in vectors().reduction_begin {
        let begin = reduction_begin(date(&case.activation), day(case.billing_day));
        assert_eq!(begin.to_string(), case.begin, "{} day {}", case.activation, case.billing_day);
    }
}

#[test]
fn reductions_end_as_in_the_worked_examples() {
    for case in vectors().reduction_end {
        let billing = BillingCalendar::new(date(&case.begin), day(case.billing_day));
        let end = reduction_end(&billing, date(&case.stop));
        assert_eq!(end.to_string(), case.end, "{} stopped on {}", case.begin, case.stop);
    }
}

#[test]
fn rights_end_as_in_the_worked_examples() {
    for case in vectors().right_end {
        let lost = date(&case.conditions_lost);
        let begin = day(case.billing_day).in_month_of(lost - Days::new(200));
        let billing = BillingCalendar::new(begin, day(case.billing_day));
        assert_eq!(right_end(Some(&billing), lost).to_string(), case.end, "lost on {lost}");
    }
}

#[test]
fn without_a_running_reduction_a_right_ends_at_once() {
    assert_eq!(right_end(None, date("2024-03-10")), date("2024-03-10"));
}

#[test]
fn activation_is_possible_until_the_day_of_the_worked_examples() {
    for case in vectors().latest_activation {
        let latest = latest_activation(date(&case.application));
        assert_eq!(latest.to_string(), case.latest, "applied on {}", case.application);
    }
}

#[test]
fn a_changed_billing_day_bills_as_in_the_worked_examples() {
    for case in vectors().billing_day_change {
        let change =
            BillingDayChange { changed_on: date(&case.changed_on), new_day: day(case.new_day) };
        let billing = BillingCalendar::new(date(&case.begin), day(case.old_day)).changed(change);
        let dates: Vec<_> = billing.dates().take(6).map(|date| date.to_string()).collect();
        assert_eq!(dates, case.billing_dates, "changed on {}", case.changed_on);
    }
}

#[test]
fn of_two_changes_in_one_month_the_last_counts() {
    let change = |on, new_day| BillingDayChange { changed_on: date(on), new_day: day(new_day) };
    let billing = BillingCalendar::new(date("2024-01-20"), day(20))
        .changed(change("2024-01-25", 5))
        .changed(change("2024-01-28", 10));
    let dates: Vec<_> = billing.dates().take(3).map(|date| date.to_string()).collect();
    assert_eq!(dates, ["2024-01-20", "2024-02-20", "2024-03-10"]);
}

#[test]
fn the_begin_is_a_billing_date_whatever_the_billing_day() {
    let billing = BillingCalendar::new(date("2024-01-20"), day(25));
    for (after, first) in
        [("2024-01-18", "2024-01-20"), ("2023-12-18", "2023-12-25"), ("2024-01-20", "2024-02-25")]
    {
        assert_eq!(billing.first_after(date(after)), date(first), "after {after}");
    }
}

#[test]
fn an_age_is_reached_on_the_birthday() {
    for (birth, years, on, reached) in [
        ((1950, 5, 10), 65, "2015-05-09", Truth::False),
        ((1950, 5, 10), 65, "2015-05-10", Truth::True),
        ((1952, 2, 29), 65, "2017-02-28", Truth::False),
        ((1952, 2, 29), 65, "2017-03-01", Truth::True),
        ((1952, 2, 29), 64, "2016-02-29", Truth::True),
        ((1950, 0, 0), 65, "2014-12-31", Truth::False),
        ((1950, 0, 0), 65, "2015-01-01", Truth::Unknown),
        ((1950, 0, 0), 65, "2015-12-30", Truth::Unknown),
        ((1950, 0, 0), 65, "2015-12-31", Truth::True),
        ((1950, 2, 0), 65, "2015-01-31", Truth::False),
        ((1950, 2, 0), 65, "2015-02-15", Truth::Unknown),
        ((1950, 2, 0), 65, "2015-02-28", Truth::True),
        ((2020, 1, 1), 0, "2019-01-01", Truth::True),
        ((2020, 1, 1), 1, "2019-01-01", Truth::False),
    ] {
        let (year, month, day) = birth;
        let known = BirthDate::new(year, month, day).unwrap();
        assert_eq!(known.reached(years, date(on)), reached, "{birth:?} {years} on {on}");
        assert_eq!((known.year(), known.month(), known.day()), birth);
    }
}

#[test]
fn what_is_no_birth_date_is_refused() {
    for (year, month, day) in [(1950, 2, 30), (1950, 13, 0), (1950, 0, 1), (1950, 4, 31)] {
        assert!(BirthDate::new(year, month, day).is_err(), "{year}-{month}-{day}");
    }
}

/// Whether a day is a billing date, told from tomorrow: the day itself, or the end of a month that
/// does not have it. The oracle knows nothing of clamping.
fn bills_on(date: NaiveDate, billing_day: u32) -> bool {
    let month_ends = date.succ_opt().unwrap().day() == 1;
    date.day() == billing_day || (month_ends && date.day() < billing_day)
}

fn walk(from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days()
}

#[test]
fn every_day_of_six_years_and_every_billing_day_agree_with_a_walk() {
    for billing_day in 1..=31 {
        for activation in walk(date("2019-12-01")).take(2200) {
            let begin = reduction_begin(activation, day(billing_day));
            let walked = walk(activation).skip(1).find(|date| bills_on(*date, billing_day));
            assert_eq!(Some(begin), walked, "{activation} day {billing_day}");
        }
    }
}

#[test]
fn every_stop_within_three_years_agrees_with_a_walk() {
    for billing_day in [1, 2, 15, 28, 29, 30, 31] {
        let begin = reduction_begin(date("2023-01-10"), day(billing_day));
        let billing = BillingCalendar::new(begin, day(billing_day));
        for stop in walk(date("2022-12-20")).take(1100) {
            let closed = walk(begin).take_while(|date| *date <= stop);
            let walked = closed.filter(|date| bills_on(*date, billing_day)).last();
            let end = reduction_end(&billing, stop);
            assert_eq!(end, walked.unwrap_or(begin), "{stop} day {billing_day}");
            let lost = walk(stop).skip(1).find(|date| bills_on(*date, billing_day));
            assert_eq!(Some(right_end(Some(&billing), stop)), lost, "{stop} day {billing_day}");
        }
    }
}

/// Walks the days one by one: no calendar month bills twice, and from a billing date on the day
/// counts that was chosen last before it.
fn walked_calendar(begin: NaiveDate, changes: &[(NaiveDate, u32)]) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut billing_day = begin.day();
    let mut billed = None;
    for date in walk(begin).take(900) {
        let month = Some((date.year(), date.month()));
        if date == begin || (bills_on(date, billing_day) && month != billed) {
            dates.push(date);
            billed = month;
            let chosen = changes.iter().filter(|(chosen_on, _)| *chosen_on < date);
            billing_day = chosen.max().map_or(billing_day, |(_, day)| *day);
        }
    }
    dates
}

proptest! {
    #[test]
    fn changed_billing_days_agree_with_a_walk(
        offset in 0_u64..800,
        first_day in 1_u32..=31,
        first in (1_u64..300, 1_u32..=31),
        second in (1_u64..300, 1_u32..=31),
    ) {
        let activation = date("2023-01-01") + Days::new(offset);
        let begin = reduction_begin(activation, day(first_day));
        let first = (begin + Days::new(first.0), first.1);
        let second = (first.0 + Days::new(second.0), second.1);
        let billing = [second, first].iter().fold(
            BillingCalendar::new(begin, day(first_day)),
            |billing, (changed_on, new_day)| billing.changed(BillingDayChange {
                changed_on: *changed_on,
                new_day: day(*new_day),
            }),
        );
        // A reduction that begins on a shortened date still bills on its own day afterwards.
        let chosen = (begin - Days::new(1), first_day);
        let walked = walked_calendar(begin, &[chosen, first, second]);
        let dates: Vec<_> = billing.dates().take(walked.len()).collect();
        prop_assert_eq!(&dates, &walked);
        let months = walked.windows(2).map(|pair| {
            (pair[1].year() - pair[0].year()) * 12 + pair[1].month0().cast_signed()
                - pair[0].month0().cast_signed()
        });
        prop_assert!(months.into_iter().all(|months| months == 1));
    }

    #[test]
    fn an_age_only_grows(birth in 0_u64..20_000, on in 0_u64..40_000, step in 0_u64..1000) {
        let birth = BirthDate::from(date("1930-01-01") + Days::new(birth));
        let on = date("1930-01-01") + Days::new(on);
        let (now, later) = (birth.age_on(on), birth.age_on(on + Days::new(step)));
        prop_assert!(now.at_least() <= later.at_least());
    }
}

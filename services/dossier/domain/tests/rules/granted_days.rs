//! Every date rule at once: a dossier is activated on any day of four years, with any billing day, and
//! is changed, stopped, transferred, or ends by death; its periods are those of a walk through the
//! days. No month is lost or granted twice.

use chrono::{Datelike, Days, NaiveDate};
use stts_dossier_domain::dates::{BillingCalendar, reduction_begin, reduction_end, right_end};
use stts_dossier_domain::dossier::{
    Caller, Command, Dossier, Modification, Status, Undated, night,
};
use stts_kernel::{BillingDay, Formula};

use crate::day_by_day::{Granted, Happens, Walker};
use crate::situations::change_formula;
use crate::world::{World, aged, agent, apply, clerk, confirm, data, date};

/// Four years with a leap year among them.
const FIRST_DAY: &str = "2023-01-01";
const DAYS: u64 = 1461;

/// Numbers without pattern, and the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn billing_day(&mut self) -> u32 {
        u32::try_from(self.below(31) + 1).unwrap()
    }
}

fn day(number: u32) -> BillingDay {
    BillingDay::new(number).unwrap()
}

/// A dossier beside the walker through its days.
struct Walk {
    world: World,
    dossier: Dossier,
    walker: Walker,
    before: Vec<Granted>,
    /// Up to this day every night has been.
    today: NaiveDate,
}

impl Walk {
    fn activated(on: NaiveDate, billing_day: u32) -> Self {
        let (world, today) = (World::new(), on.to_string());
        let mut given = data(&today);
        given.billing_day = day(billing_day);
        let applied = world.ask(None, &clerk("A"), &apply(&aged(), None), &today).unwrap().next;
        let confirm = confirm(Some(given));
        let confirmed = world.ask(Some(&applied), &clerk("A"), &confirm, &today).unwrap().next;
        let dossier = world.night(&confirmed, &today).unwrap().next;
        let walker = Walker::activated(on, billing_day);
        Self { world, dossier, walker, before: Vec::new(), today: on }
    }

    /// The nights before a day, and then that day.
    fn until(&mut self, on: NaiveDate) {
        while self.today < on {
            self.night();
            self.today = self.today.succ_opt().unwrap();
        }
    }

    fn night(&mut self) {
        self.walker.night(self.today);
        let today = self.today.to_string();
        let system = Caller::system();
        while let Some(decision) =
            night(&self.dossier, &self.world.context(&system, &today)).unwrap()
        {
            self.dossier = decision.next;
        }
    }

    fn happens(&mut self, what: Happens) {
        let holder = self.dossier.application.operator.clone();
        let (holder, system) = (clerk(holder.as_str()), Caller::system());
        let (caller, command) = match what {
            Happens::BillingDay(number) => {
                let undated = Undated { billing_day: Some(day(number)), ..Undated::default() };
                (holder, Command::Modify(Box::new(Modification { undated, dated: None })))
            }
            Happens::Change(on) => (holder, change_formula(Formula::CallsOnly, &on.to_string())),
            Happens::StopReduction(on) => (holder, Command::StopReduction { date: on }),
            Happens::StopRight(on) => (agent(), Command::StopRight { date: on }),
            Happens::Death(on) => (system, Command::Death { date: on }),
        };
        let today = self.today.to_string();
        let answer = self.world.ask(Some(&self.dossier), &caller, &command, &today);
        let may = self.walker.happens(self.today, what);
        assert_eq!(answer.is_ok(), may, "{what:?} on {today}: {:?}", self.dossier);
        if let Ok(decision) = answer {
            self.dossier = decision.next;
        }
    }

    /// Operator B takes over on a day, with its own billing day.
    fn transferred(&mut self, activation: NaiveDate, billing_day: u32) {
        let mut given = data(&activation.to_string());
        given.billing_day = day(billing_day);
        let command = Command::ConfirmTransfer { activation_data: Some(Box::new(given)) };
        let today = self.today.to_string();
        let answer = self.world.ask(Some(&self.dossier), &clerk("B"), &command, &today);
        self.dossier = answer.unwrap().next;
        self.until(activation);
        self.walker.taken_over(activation);
        self.before.push(self.walker.granted());
        self.walker = Walker::activated(activation, billing_day);
        self.night();
        assert_eq!(self.dossier.status, Status::Active);
    }

    fn agrees(&self, story: &str) {
        let mut expected = Vec::new();
        let last =
            [(String::from(if self.before.is_empty() { "A" } else { "B" }), self.walker.granted())];
        let first = self.before.iter().map(|granted| (String::from("A"), *granted));
        for (operator, Granted { from, change, until }) in first.chain(last) {
            let both = Formula::SubscriptionAndCalls;
            expected.push((operator.clone(), both, from, change.or(until)));
            expected.extend(change.map(|on| (operator, Formula::CallsOnly, on, until)));
        }
        expected.retain(|(_, _, from, until)| Some(*from) != *until);
        let periods = self.dossier.periods.iter().filter(|one| !one.period.is_empty());
        let periods: Vec<_> = periods
            .map(|one| {
                let operator = one.operator.as_str().to_owned();
                (operator, one.formula, one.period.from(), one.period.until())
            })
            .collect();
        assert_eq!(periods, expected, "{story}");
        assert!(periods.windows(2).all(|pair| pair[0].3.unwrap() <= pair[1].2), "{story}");
        self.no_month_is_lost_or_doubled(story);
    }

    /// From one billing date to the next is a month, and every calendar month has one.
    fn no_month_is_lost_or_doubled(&self, story: &str) {
        let Granted { from, until, .. } = self.walker.granted();
        let until = until.unwrap_or(self.today);
        let walked = self.walker.billing_dates(until);
        let billing = &self.dossier.reduction.as_ref().unwrap().billing;
        let dates: Vec<_> = billing.dates().take(walked.len()).collect();
        assert_eq!(dates, walked, "{story}");
        let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month());
        let months = i64::try_from(walked.iter().filter(|date| **date < until).count()).unwrap();
        if self.walker.granted().until.is_some() {
            assert_eq!(months, month(until) - month(from), "{story}");
        }
    }
}

/// One story: its numbers alone make it.
fn story(number: u64) {
    let mut numbers = Numbers(number);
    for _ in 0..4 {
        numbers.below(2);
    }
    let activation = date(FIRST_DAY) + Days::new(numbers.below(DAYS));
    let first = numbers.billing_day();
    let mut walk = Walk::activated(activation, first);
    let told = format!("story {number}: activated on {activation}, billing day {first}");
    let after = |walk: &mut Walk, days: u64| {
        let on = walk.today + Days::new(days);
        walk.until(on);
    };
    if numbers.below(4) == 0 {
        let soon = walk.walker.granted().from + Days::new(numbers.below(5));
        walk.happens(Happens::Change(soon));
    }
    if numbers.below(3) == 0 {
        after(&mut walk, numbers.below(60));
        walk.happens(Happens::BillingDay(numbers.billing_day()));
    }
    if numbers.below(3) == 0 && walk.dossier.status == Status::Active {
        after(&mut walk, numbers.below(90));
        let activation = walk.today + Days::new(numbers.below(60));
        walk.transferred(activation, numbers.billing_day());
    }
    for _ in 0..numbers.below(5) {
        after(&mut walk, numbers.below(70));
        let soon = walk.today + Days::new(numbers.below(80));
        // Nothing ends before the application of the operator that holds the dossier.
        let past = walk.today - Days::new(numbers.below(60));
        let past =
            past.max(walk.dossier.application.activation_data.as_ref().unwrap().activation_date);
        let ends_on = if numbers.below(2) == 0 { soon } else { past };
        walk.happens(match numbers.below(8) {
            0..=2 => Happens::BillingDay(numbers.billing_day()),
            3 if !walk.walker.has_changed() => Happens::Change(soon),
            3 | 4 => Happens::StopReduction(ends_on),
            5 => Happens::StopRight(ends_on),
            6 => Happens::Death(past),
            _ => Happens::BillingDay(31),
        });
    }
    after(&mut walk, numbers.below(120));
    walk.agrees(&told);
}

#[test]
fn the_days_granted_are_those_of_a_walk() {
    for number in 0..2000 {
        story(number);
    }
}

#[test]
#[ignore = "minutes: make test-long"]
fn the_days_granted_are_those_of_a_walk_through_very_many_stories() {
    for number in 2000..100_000 {
        story(number);
    }
}

/// Begin, end and end of the right, from a day of activation on, for every billing day.
fn rules_from(activation: NaiveDate, days: u64) {
    for billing_day in 1..=31 {
        let walker = Walker::activated(activation, billing_day);
        let begin = reduction_begin(activation, day(billing_day));
        assert_eq!(begin, walker.granted().from, "{activation} day {billing_day}");
        let billing = BillingCalendar::new(begin, day(billing_day));
        let dates = walker.billing_dates(activation + Days::new(days + 70));
        let mut next = 0;
        for stop in activation.iter_days().take(usize::try_from(days).unwrap()) {
            while dates[next] <= stop {
                next += 1;
            }
            let last_full = if next == 0 { begin } else { dates[next - 1] };
            let told = format!("{activation} day {billing_day}: {stop}");
            assert_eq!(reduction_end(&billing, stop), last_full, "{told}");
            assert_eq!(right_end(Some(&billing), stop), dates[next], "{told}");
        }
    }
}

#[test]
fn every_billing_day_and_many_days_of_four_years() {
    for activation in date(FIRST_DAY).iter_days().take(DAYS.try_into().unwrap()).step_by(29) {
        rules_from(activation, 150);
    }
    rules_from(date("2023-12-31"), DAYS);
}

#[test]
#[ignore = "minutes: make test-long"]
fn every_billing_day_and_every_day_of_four_years() {
    for activation in date(FIRST_DAY).iter_days().take(DAYS.try_into().unwrap()) {
        rules_from(activation, 400);
    }
}

//! Who lives with whom, and how old they are: about the shares of Belgian private households, and
//! a rest home now and then.

use stts_identity_domain::{HouseholdPosition, Relation};

use super::random::Random;
use super::words::Sex;

/// Whose last name a member bears; members with the same value bear the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Reference,
    Spouse,
    Own,
}

/// A member of a household, before there is a name or a date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) position: HouseholdPosition,
    /// The age on the reference date, in years; of the dead, the age that would have been reached.
    pub(super) age: u32,
    pub(super) sex: Sex,
    pub(super) family: Family,
    /// How many days before the reference date the member died.
    pub(super) dead_for_days: Option<u32>,
    pub(super) orphan_or_entrusted: Option<bool>,
}

impl Member {
    const fn new(position: HouseholdPosition, age: u32, sex: Sex, family: Family) -> Self {
        Self { position, age, sex, family, dead_for_days: None, orphan_or_entrusted: None }
    }
}

type Shape = fn(&mut Random) -> Vec<Member>;

/// The kinds of private households, with how many there are among a thousand.
const KINDS: &[(u32, Shape)] = &[
    (352, single),
    (4, dead_alone),
    (255, couple),
    (230, couple_with_children),
    (95, single_parent),
    (24, child_with_old_parents),
    (10, three_generations),
    (8, grandparents),
    (7, siblings),
    (15, sharing),
];

/// Ages in years: of all with these weights, evenly from the first to the last of a row.
type Ages = &'static [(u32, u32, u32)];

const AGES_SINGLE: Ages = &[(20, 20, 34), (19, 35, 49), (24, 50, 64), (24, 65, 79), (13, 80, 98)];
const AGES_COUPLE: Ages = &[(20, 22, 34), (17, 35, 54), (23, 55, 64), (30, 65, 79), (10, 80, 96)];
const AGES_PARENT: Ages = &[(30, 24, 34), (50, 35, 49), (20, 50, 62)];
const AGES_REST_HOME: Ages = &[(1, 60, 69), (3, 70, 79), (9, 80, 89), (6, 90, 101)];

const CHILDREN: &[(u32, u32)] = &[(42, 1), (38, 2), (14, 3), (4, 4), (1, 5), (1, 6)];

fn age(random: &mut Random, ages: Ages) -> u32 {
    let row = random.weighted(ages, |row| row.0);
    row.map_or(40, |&(_, least, most)| random.between(least, most))
}

fn sex(random: &mut Random) -> Sex {
    if random.per_mille(500) { Sex::Man } else { Sex::Woman }
}

/// The members of a private household, the reference person first; 1 to 8, the dead not counted.
pub(super) fn private_household(random: &mut Random) -> Vec<Member> {
    let kind = random.weighted(KINDS, |kind| kind.0);
    kind.map_or_else(Vec::new, |(_, members)| members(random))
}

/// Somebody who lives alone, of a given age and sex.
pub(super) fn alone(age: u32, sex: Sex) -> Vec<Member> {
    vec![Member::new(HouseholdPosition::Reference, age, sex, Family::Reference)]
}

/// The residents of a rest home, more women than men, none related to another.
pub(super) fn rest_home(random: &mut Random) -> Vec<Member> {
    let resident = |random: &mut Random| {
        let sex = if random.per_mille(720) { Sex::Woman } else { Sex::Man };
        Member::new(relative(Relation::Other), age(random, AGES_REST_HOME), sex, Family::Own)
    };
    (0..random.between(25, 75)).map(|_| resident(random)).collect()
}

const fn relative(relation: Relation) -> HouseholdPosition {
    HouseholdPosition::RelativeOfReference(relation)
}

/// One in three of the old was married to somebody who died not long ago.
fn single(random: &mut Random) -> Vec<Member> {
    let mut members = alone(age(random, AGES_SINGLE), sex(random));
    let old = members.iter().copied().find(|one| one.age >= 65);
    if let Some(one) = old
        && random.per_mille(330)
    {
        let mut spouse = spouse_of(random, &one, Relation::Spouse);
        spouse.dead_for_days = Some(random.between(20, 3_000));
        members.push(spouse);
    }
    members
}

fn dead_alone(random: &mut Random) -> Vec<Member> {
    let mut members = alone(random.between(55, 100), sex(random));
    for member in &mut members {
        member.dead_for_days = Some(random.between(1, 2_000));
    }
    members
}

fn spouse_of(random: &mut Random, one: &Member, relation: Relation) -> Member {
    let sex = if random.per_mille(970) { one.sex.other() } else { one.sex };
    let age = random.between(one.age.saturating_sub(5), one.age + 4).max(20);
    Member::new(relative(relation), age, sex, Family::Spouse)
}

/// A tenth of the couples below 50 are bound by nothing that the register knows.
fn couple_of(random: &mut Random, ages: Ages) -> Vec<Member> {
    let mut members = alone(age(random, ages), sex(random));
    let bound = members.iter().all(|one| one.age >= 50) || random.per_mille(900);
    let relation = if bound { Relation::Spouse } else { Relation::Other };
    let spouses: Vec<Member> = members.iter().map(|one| spouse_of(random, one, relation)).collect();
    members.extend(spouses);
    members
}

fn couple(random: &mut Random) -> Vec<Member> {
    couple_of(random, AGES_COUPLE)
}

fn couple_with_children(random: &mut Random) -> Vec<Member> {
    let mut members = couple_of(random, AGES_PARENT);
    let step = members.iter().any(|one| one.position == relative(Relation::Spouse))
        && random.per_mille(80);
    let relation = if step { Relation::Stepchild } else { Relation::Child };
    let count = random.weighted(CHILDREN, |row| row.0).map_or(1, |row| row.1);
    add_children(random, &mut members, count, relation);
    members
}

fn single_parent(random: &mut Random) -> Vec<Member> {
    let sex = if random.per_mille(800) { Sex::Woman } else { Sex::Man };
    let mut members = alone(age(random, AGES_PARENT), sex);
    let count = random.weighted(CHILDREN, |row| row.0).map_or(1, |row| row.1);
    add_children(random, &mut members, count, Relation::Child);
    members
}

/// Children bear the father's name, and are at least 18 years younger than the youngest parent.
fn add_children(random: &mut Random, members: &mut Vec<Member>, count: u32, relation: Relation) {
    let youngest = members.iter().map(|parent| parent.age).min().unwrap_or_default();
    let stepchild = relation == Relation::Stepchild;
    let family = if stepchild { Family::Spouse } else { fathers_family(members) };
    let (least, most) = (youngest.saturating_sub(42), youngest.saturating_sub(19).min(30));
    for _ in 0..count {
        let age = random.between(least, most);
        let mut child = Member::new(relative(relation), age, sex(random), family);
        child.orphan_or_entrusted = (age < 18).then_some(false);
        members.push(child);
    }
}

/// Without a father in the household it is that of somebody who does not live there.
fn fathers_family(parents: &[Member]) -> Family {
    let father = parents.iter().find(|parent| parent.sex == Sex::Man);
    father.map_or(Family::Spouse, |father| father.family)
}

fn child_with_old_parents(random: &mut Random) -> Vec<Member> {
    let ages: Ages = &[(3, 66, 79), (2, 80, 94)];
    let mut members = if random.per_mille(500) {
        couple_of(random, ages)
    } else {
        alone(age(random, ages), sex(random))
    };
    let youngest = members.iter().map(|parent| parent.age).min().unwrap_or_default();
    let family = fathers_family(&members);
    let child_age = random.between(30, youngest.saturating_sub(21));
    members.push(Member::new(relative(Relation::Child), child_age, sex(random), family));
    members
}

fn three_generations(random: &mut Random) -> Vec<Member> {
    let mut members = couple_of(random, &[(1, 32, 58)]);
    let reference_age = members.first().map_or(40, |one| one.age);
    add_children(random, &mut members, 1, Relation::Child);
    let parent_sex = sex(random);
    let family = if parent_sex == Sex::Man { Family::Reference } else { Family::Own };
    let parent_age = reference_age + random.between(20, 36);
    members.push(Member::new(relative(Relation::Parent), parent_age, parent_sex, family));
    members
}

fn grandparents(random: &mut Random) -> Vec<Member> {
    let ages: Ages = &[(1, 63, 80)];
    let mut members = if random.per_mille(500) {
        couple_of(random, ages)
    } else {
        alone(age(random, ages), sex(random))
    };
    let known: &[(u32, Option<bool>)] = &[(60, Some(true)), (25, Some(false)), (15, None)];
    let mut grandchild = Member::new(
        relative(Relation::Grandchild),
        random.between(2, 17),
        sex(random),
        Family::Own,
    );
    grandchild.orphan_or_entrusted = random.weighted(known, |row| row.0).and_then(|row| row.1);
    members.push(grandchild);
    members
}

fn siblings(random: &mut Random) -> Vec<Member> {
    let mut members = alone(random.between(55, 85), sex(random));
    let first = members.first().map_or(60, |one| one.age);
    let age = random.between(first - 8, first + 8);
    members.push(Member::new(relative(Relation::Sibling), age, sex(random), Family::Reference));
    members
}

fn sharing(random: &mut Random) -> Vec<Member> {
    let mut members = alone(random.between(19, 45), sex(random));
    for _ in 0..random.between(1, 4) {
        let age = random.between(19, 45);
        members.push(Member::new(relative(Relation::Other), age, sex(random), Family::Own));
    }
    members
}

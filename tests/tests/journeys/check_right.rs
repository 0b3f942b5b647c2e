//! What a check says is what the application then gives: the same person, the same claims, the same
//! day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use stts::suite::PopulationSource;
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1::{
    Applicant, ApplyRequest, ApplyResponse, CancelApplicationRequest, CheckRightRequest,
    CheckRightResponse, Claim, Claims, ConfirmApplicationRequest, Decision, Status,
};
use stts_identity_domain::Person;
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use stts_tests::{Stage, World, activation_data, applicant_of, reason_of, request_id};
use tonic::{Response, Status as Refused};
use tonic_types::StatusExt;

const SHOPS: [&str; 4] = ["op01-shop", "op02-shop", "op03-shop", "op04-shop"];

/// How many people are in each register; some are asked about again and again.
const PERSONS: u64 = 1_200;

/// What must have come up, so that the comparison is one of all answers.
const ANSWERS: [&str; 9] = [
    "ENTITLED",
    "UNDECIDED",
    "NOT_ENTITLED",
    "PERSON_NOT_FOUND",
    "PERSON_AMBIGUOUS",
    "DOSSIER_EXISTS",
    "TRANSFER_REQUIRED",
    "DOSSIER_NOT_TRANSFERABLE",
    "HOUSEHOLD_ALREADY_BENEFITS",
];

/// A fifth of the long test, for every run.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_the_application_gives_in_2000_cases() {
    compare(500).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long"]
async fn a_check_says_what_the_application_gives_in_10000_cases() {
    compare(2_500).await;
}

/// A world of five processes, too small for all answers to come up.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_the_application_gives_in_200_cases_on_five_processes() {
    let answers = in_one_world(5, Stage::Deployed, 200).await;
    println!("answers: {answers:?}");
    assert!(answers.len() >= 4, "{answers:?}");
}

/// Four worlds at once, two on each database, each with people of its own.
async fn compare(cases: u64) {
    let tell = |seed, stage| tokio::spawn(in_one_world(seed, stage, cases));
    let worlds = [
        tell(1, Stage::Sqlite),
        tell(2, Stage::Postgres),
        tell(3, Stage::Sqlite),
        tell(4, Stage::Postgres),
    ];
    let mut answers = BTreeMap::<&str, u64>::new();
    for world in worlds {
        for (answer, times) in world.await.unwrap() {
            *answers.entry(answer).or_default() += times;
        }
    }
    println!("answers: {answers:?}");
    assert_eq!(answers.values().sum::<u64>(), 4 * cases);
    for answer in ANSWERS {
        assert!(answers.get(answer).is_some_and(|times| *times >= 2), "{answer}: {answers:?}");
    }
}

/// The cases of a seed, one after the other, over four days; gives how often each answer came.
async fn in_one_world(seed: u64, stage: Stage, cases: u64) -> BTreeMap<&'static str, u64> {
    println!("{stage:?}: seed {seed}");
    let population = PopulationSource { persons: PERSONS, seed, ..PopulationSource::default() };
    let world = World::of(stage, population, |_| {}).await;
    let namesakes = namesakes(&world);
    let generated = Cases { random: SeededIds::new(seed), world: &world, namesakes };
    let mut answers = BTreeMap::new();
    let mut today = World::first_day();
    for number in 1..=cases {
        if number % (cases / 4) == 0 {
            today = today.succ_opt().unwrap();
            world.live_until(today).await;
        }
        let answer = generated.one(number, today).await;
        *answers.entry(answer).or_default() += 1;
    }
    world.end().await;
    answers
}

struct Cases<'a> {
    random: SeededIds,
    world: &'a World,
    namesakes: Vec<&'a Person>,
}

impl Cases<'_> {
    /// Checks and applies, compares, and sometimes goes on with the dossier.
    async fn one(&self, number: u64, today: NaiveDate) -> &'static str {
        let client = *self.choose(&SHOPS);
        let applicant = self.applicant();
        let mut shop = self.world.dossiers(client);
        let check = CheckRightRequest { applicant: Some(applicant.clone()) };
        let checked = shop.check_right(check).await.map(Response::into_inner);
        let apply = ApplyRequest { request_id: request_id(number * 2), applicant: Some(applicant) };
        let applied = shop.apply(apply).await.map(Response::into_inner);
        match (checked, applied) {
            (Ok(checked), Ok(applied)) => {
                same_answer(&checked, &applied);
                self.go_on(number, client, &applied, today).await;
                match applied.evaluation.unwrap().decision() {
                    Decision::Entitled => "ENTITLED",
                    Decision::Undecided => "UNDECIDED",
                    Decision::Unspecified | Decision::Denied => {
                        panic!("neither entitled nor undecided")
                    }
                }
            }
            (Err(checked), Err(applied)) => {
                same_refusal(&checked, &applied);
                reason_of(&applied)
            }
            (checked, applied) => panic!("case {number}: {checked:?} but {applied:?}"),
        }
    }

    /// The operator confirms or cancels some of them: people become active and are suspended.
    async fn go_on(&self, number: u64, client: &str, applied: &ApplyResponse, today: NaiveDate) {
        let dossier = applied.dossier.as_ref().unwrap();
        let dossier_number = dossier.dossier_number.clone();
        let request_id = request_id(number * 2 + 1);
        let mut shop = self.world.dossiers(client);
        match self.random.number_below(4) {
            0 => {
                let cancel =
                    CancelApplicationRequest { request_id, dossier_number, ..Default::default() };
                shop.cancel_application(cancel).await.unwrap();
            }
            1..=3 if dossier.status() == Status::AwaitingActivation => {
                // Some formulas are for other categories; the operator is told, and goes on.
                let confirm = ConfirmApplicationRequest {
                    request_id,
                    dossier_number,
                    activation_data: Some(activation_data(today)),
                    ..Default::default()
                };
                if let Err(refused) = shop.confirm_application(confirm).await {
                    assert_eq!(reason_of(&refused), "FORMULA_NOT_ALLOWED");
                }
            }
            _ => {}
        }
    }

    /// Somebody, as they or a careless clerk would say who they are.
    fn applicant(&self) -> Applicant {
        if self.random.number_below(50) == 0 {
            let namesake: &&Person = self.choose(&self.namesakes);
            return Applicant { address: None, ..applicant_of(namesake) };
        }
        let residents = self.world.people.residents();
        let mut applicant = applicant_of(&self.choose(residents).person);
        match self.random.number_below(20) {
            0 => applicant.first_name = String::from("Nobody"),
            1..=3 => applicant.address = None,
            4 | 5 => {
                let born = applicant.birth_date.as_mut().unwrap();
                *born = Date { month: 0, day: 0, ..*born };
            }
            _ => {}
        }
        applicant.claims = self.claims();
        applicant.language = i32::try_from(1 + self.random.number_below(3)).unwrap();
        applicant
    }

    fn claims(&self) -> Option<Claims> {
        let all =
            [Claim::Hearing, Claim::HearingChild, Claim::WarBlind, Claim::ExclusiveSubscription];
        let claimed = self.random.number_below(32);
        if claimed >= 16 {
            return if claimed >= 24 { None } else { Some(Claims::default()) };
        }
        let is_claimed = |(bit, _): &(u64, Claim)| claimed >> bit & 1 == 1;
        let claims = (0..).zip(all).filter(is_claimed).map(|(_, claim)| claim.into());
        Some(Claims { claims: claims.collect() })
    }

    fn choose<'a, T>(&self, from: &'a [T]) -> &'a T {
        let index = self.random.number_below(u64::try_from(from.len()).unwrap());
        &from[usize::try_from(index).unwrap()]
    }
}

/// Those of whom another has the names and the birth date.
fn namesakes(world: &World) -> Vec<&Person> {
    let key = |person: &Person| {
        let names = (person.last_name.clone(), person.first_names.clone());
        (names, person.birth_date.date())
    };
    let mut by_key = BTreeMap::<_, Vec<_>>::new();
    for resident in world.people.residents() {
        by_key.entry(key(&resident.person)).or_default().push(&resident.person);
    }
    by_key.into_values().filter(|people| people.len() > 1).flatten().collect()
}

fn same_answer(checked: &CheckRightResponse, applied: &ApplyResponse) {
    let dossier = applied.dossier.as_ref().unwrap();
    assert_eq!(checked.evaluation, applied.evaluation);
    assert_eq!(checked.status(), dossier.status());
    let known = &checked.dossier_number;
    assert!(known.is_empty() || *known == dossier.dossier_number, "{known}");
    let entitled = applied.evaluation.as_ref().unwrap().decision() == Decision::Entitled;
    assert_eq!(checked.first_reduction_date.is_some(), entitled);
}

fn same_refusal(checked: &Refused, applied: &Refused) {
    assert_eq!(checked.code(), applied.code());
    assert_eq!(checked.message(), applied.message());
    let info = |refused: &Refused| {
        let info = refused.get_details_error_info().unwrap();
        (info.reason, info.domain, info.metadata)
    };
    assert_eq!(info(checked), info(applied));
    let retry = |refused: &Refused| refused.get_details_retry_info().map(|info| info.retry_delay);
    assert_eq!(retry(checked), retry(applied));
}

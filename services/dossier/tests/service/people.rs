//! What the register tells of people, and what it means for their dossiers and households.

use stts_dossier::ports::PersonChange;
use stts_dossier::store::DossiersIn;
use stts_dossier_domain::dossier::{Dossier, Status, TaskKind};
use stts_kernel::{DossierNumber, ErrorKind, HouseholdId, PersonId};
use uuid::Uuid;

use crate::world::{World, applicant, call, day, on_both_databases};

on_both_databases!(
    the_dead_keep_nothing_that_runs,
    a_household_whose_holder_leaves_passes_its_place_on,
    two_tariffs_of_one_household_are_found_by_the_check_and_wait_together,
    a_name_that_changed_is_taken_over_later,
    a_person_in_doubt_is_looked_at_by_bipt,
);

const TWO_YEARS: u64 = 730;

fn person(number: u64) -> PersonId {
    PersonId::from(Uuid::from_u128(number.into()))
}

pub(crate) fn household(number: u64) -> HouseholdId {
    HouseholdId::from(Uuid::from_u64_pair(1, number))
}

impl World {
    pub(crate) async fn tell(&self, number: u64, change: PersonChange) {
        let transaction = self.database.store.begin().await.unwrap();
        let dossiers = DossiersIn(&transaction);
        self.app.note_person_change(&dossiers, person(number), change).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn dossier(&self, number: DossierNumber) -> Dossier {
        self.app.present_dossier(&call("GetDossier", 0), number).await.unwrap()
    }
}

async fn the_dead_keep_nothing_that_runs(world: World) {
    let (running, waiting) = (world.active(1).await, world.apply(2).await);
    for number in [1, 2, 3] {
        world.tell(number, PersonChange::Death(day(0))).await;
    }
    let running = world.dossier(running).await;
    assert_eq!(running.status, Status::AwaitingStop);
    let gone = world.app.present_dossier(&call("GetDossier", 0), waiting).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::DossierNotFound, "it is closed, and nobody's");
    world.tell(1, PersonChange::Death(day(0))).await;
}

/// 2 moves in with 1, whose place is taken; when 1 loses the right, 2 has the place.
async fn a_household_whose_holder_leaves_passes_its_place_on(world: World) {
    let (one, two) = (world.active(1).await, world.active(2).await);
    world.tell(2, PersonChange::Household(household(1))).await;
    assert_eq!(world.dossier(two).await.place.id(), household(1));
    assert_eq!(world.place_of(household(1)).await, Some(one));
    assert_eq!(world.place_of(household(2)).await, None);
    // Whoever lives where 2 lived may apply there now.
    world.change_person(3, |person| person.household_id = household(2));
    world.app.apply(&call("Apply", 3), &applicant(3)).await.unwrap();

    world.tell(1, PersonChange::Household(household(4))).await;
    assert_eq!(world.place_of(household(1)).await, Some(two), "it passed on");
    assert_eq!(world.place_of(household(4)).await, Some(one));
}

async fn two_tariffs_of_one_household_are_found_by_the_check_and_wait_together(world: World) {
    let (one, two) = (world.active(1).await, world.active(2).await);
    world.tell(2, PersonChange::Household(household(1))).await;
    world.live_until(day(TWO_YEARS));
    let counts = world.check(1, day(TWO_YEARS), false).await;
    assert_eq!(counts, [("SEVERAL_TARIFFS".to_owned(), 1), ("UNCHANGED".to_owned(), 1)]);
    let mut tasks = Vec::new();
    for number in [one, two] {
        let dossier = world.dossier(number).await;
        assert_eq!(dossier.status, Status::AwaitingVerificationMultiple);
        tasks.extend(dossier.open_tasks.iter().map(|task| task.kind));
    }
    assert_eq!(tasks, [TaskKind::ResolveMultiple], "one for the household");
    // One dies: the other is alone, and its check is over.
    world.tell(1, PersonChange::Death(day(TWO_YEARS))).await;
    let left = world.dossier(two).await;
    assert_eq!((left.status, left.last_check_date), (Status::Active, Some(day(TWO_YEARS))));
    assert!(left.open_tasks.is_empty());
    assert!(
        world
            .dossier(one)
            .await
            .open_tasks
            .iter()
            .all(|task| task.kind != TaskKind::ResolveMultiple)
    );
}

async fn a_name_that_changed_is_taken_over_later(world: World) {
    let number = world.active(1).await;
    world.change_person(1, |person| "Zoë".clone_into(&mut person.snapshot.first_name));
    world.tell(1, PersonChange::NameOrAddress).await;
    let before = world.dossier(number).await;
    world.app.take_over_person_data(person(1)).await.unwrap();
    let after = world.dossier(number).await;
    assert_eq!(after.person.first_name, "Zoë");
    assert_eq!((after.status, after.version), (before.status, before.version + 1));
    world.app.take_over_person_data(person(1)).await.unwrap();
    assert_eq!(world.dossier(number).await.version, after.version, "nothing is new");
}

async fn a_person_in_doubt_is_looked_at_by_bipt(world: World) {
    let number = world.active(1).await;
    world.tell(1, PersonChange::InDoubt).await;
    let kinds: Vec<_> =
        world.dossier(number).await.open_tasks.iter().map(|task| task.kind).collect();
    assert_eq!(kinds, [TaskKind::ReviewPerson]);
}

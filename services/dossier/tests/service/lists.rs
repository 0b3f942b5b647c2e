//! Lists of dossiers, and dossiers as they were.

use stts_dossier::ports::{AsOf, Call, Criterion, Filters, Page};
use stts_dossier_domain::dossier::{Party, PhoneNumber, Profile, Status};
use stts_kernel::{Category, DossierNumber, ErrorKind, Formula, OperatorId};

use crate::tenure::as_operator;
use crate::world::{World, activation_data, applicant, call, day, on_both_databases};

on_both_databases!(
    an_operator_lists_its_own_and_bipt_all,
    filters_admit_what_all_of_them_admit,
    pages_hold_each_dossier_once_whatever_changes_between_them,
    a_page_goes_on_where_few_dossiers_match,
    both_operators_of_a_transfer_find_it_by_their_own_data,
    a_dossier_is_given_as_it_was_on_a_day_or_after_an_entry,
);

fn agent() -> Call {
    let mut call = call("ListDossiers", 0);
    call.caller.party = Party::Bipt;
    call.caller.profile = Profile::BiptAgent;
    call
}

fn of(operator: &str) -> Call {
    as_operator(operator, call("ListDossiers", 0))
}

async fn listed(world: &World, call: &Call, filters: Filters) -> Vec<DossierNumber> {
    let page = Page { after: 0, size: 50 };
    let found = world.app.list_dossiers(call, filters, page).await.unwrap();
    assert_eq!(found.next_after, None);
    found.rows.iter().map(|dossier| dossier.number).collect()
}

fn sorted<const N: usize>(mut numbers: [DossierNumber; N]) -> Vec<DossierNumber> {
    numbers.sort_unstable();
    numbers.to_vec()
}

/// OP01 holds one and has let another go; OP02 has taken up a third that OP01 had.
async fn an_operator_lists_its_own_and_bipt_all(world: World) {
    let held = world.apply(1).await;
    let gone = world.apply(2).await;
    let taken = world.apply(3).await;
    for (request, number) in [(12, gone), (13, taken)] {
        let cancel = call("CancelApplication", request);
        world.app.cancel_application(&cancel, number, None).await.unwrap();
    }
    let applies = as_operator("OP02", call("Apply", 14));
    world.app.apply(&applies, &applicant(3)).await.unwrap();

    let all = Filters::default;
    assert_eq!(listed(&world, &of("OP01"), all()).await, sorted([held, gone]));
    assert_eq!(listed(&world, &of("OP02"), all()).await, [taken]);
    assert_eq!(listed(&world, &of("OP03"), all()).await, []);
    assert_eq!(listed(&world, &agent(), all()).await, sorted([held, gone, taken]));
    let operator = |code| Filters { operator: Some(OperatorId::new(code).unwrap()), ..all() };
    assert_eq!(listed(&world, &agent(), operator("OP02")).await, [taken]);
    // Whatever a filter says, an operator's list holds its own.
    assert_eq!(listed(&world, &of("OP03"), operator("OP02")).await, []);
}

async fn filters_admit_what_all_of_them_admit(world: World) {
    let waiting = world.apply(1).await;
    let confirmed = world.apply(2).await;
    world.confirm(2, confirmed, day(0)).await;
    let all = Filters::default;
    let awaiting = Filters { status: Some(Status::AwaitingActivation), ..all() };
    let calls_only = Filters { formula: Some(Formula::CallsOnly), ..all() };
    let due = |days| Filters { due_before: Some(day(days)), ..all() };
    for (filters, expected) in [
        (awaiting.clone(), sorted([waiting, confirmed])),
        (Filters { status: Some(Status::Closed), ..all() }, vec![]),
        (calls_only.clone(), vec![confirmed]),
        (Filters { formula: Some(Formula::Internet), ..all() }, vec![]),
        (Filters { formula: Some(Formula::CallsOnly), ..awaiting.clone() }, vec![confirmed]),
        // Activated on the day itself; never confirmed after a week.
        (due(0), vec![]),
        (due(1), vec![confirmed]),
        (due(9), sorted([waiting, confirmed])),
    ] {
        assert_eq!(listed(&world, &of("OP01"), filters.clone()).await, expected, "{filters:?}");
        assert_eq!(listed(&world, &agent(), filters.clone()).await, expected, "{filters:?}");
    }
    for (filters, expected) in [
        (Filters { category: Some(Category::Age65), ..all() }, sorted([waiting, confirmed])),
        (Filters { category: Some(Category::Hearing), ..all() }, vec![]),
        (Filters { contested: Some(true), ..all() }, vec![]),
    ] {
        assert_eq!(listed(&world, &agent(), filters.clone()).await, expected, "{filters:?}");
    }
    world
        .execute(&format!(
            "UPDATE dossiers SET place_contested = TRUE WHERE number = {}",
            waiting.get()
        ))
        .await;
    let contested = Filters { contested: Some(true), ..all() };
    assert_eq!(listed(&world, &agent(), contested).await, [waiting]);
}

/// Between two pages dossiers change, come and go: one that is there all the time is listed once.
async fn pages_hold_each_dossier_once_whatever_changes_between_them(world: World) {
    let mut there = Vec::new();
    for person in 1..=7 {
        there.push(world.apply(person).await);
    }
    there.sort_unstable();
    let (mut after, mut seen, mut pages) = (0, Vec::new(), 0);
    loop {
        let page = Page { after, size: 3 };
        let found = world.app.list_dossiers(&of("OP01"), Filters::default(), page).await.unwrap();
        seen.extend(found.rows.iter().map(|dossier| dossier.number));
        pages += 1;
        let Some(next) = found.next_after else { break };
        after = next;
        world.apply(100 + pages).await;
        let changed = there[usize::try_from(pages).unwrap()];
        world.confirm(200 + pages, changed, day(0)).await;
    }
    assert!(pages >= 3);
    let times = |number| seen.iter().filter(|seen| *seen == number).count();
    assert!(there.iter().all(|number| times(number) == 1), "{seen:?}");
    assert!(seen.is_sorted());
}

/// More than a thousand candidates of which the last one matches.
async fn a_page_goes_on_where_few_dossiers_match(world: World) {
    let number = world.apply(1).await;
    let uuid = |n: u32| format!("'00000000-0000-4000-8000-{n:012}'");
    let rows: Vec<String> = (1..=1_200)
        .map(|n| {
            let (person, place) = (uuid(n), uuid(n));
            format!("({n}, {person}, {place}, 1, 'ACTIVE', 'OP01', 'OP01', FALSE, '?')")
        })
        .collect();
    world
        .execute(&format!(
            "INSERT INTO dossiers (number, person_id, place, version, status, operator_id, \
             application_operator_id, place_contested, state) VALUES {}",
            rows.join(", ")
        ))
        .await;
    let hearing = || Filters { category: Some(Category::Age65), ..Filters::default() };
    let first = Page { after: 0, size: 50 };
    let found = world.app.list_dossiers(&agent(), hearing(), first).await.unwrap();
    assert_eq!((found.rows.len(), found.next_after), (0, Some(1_000)));
    let next = Page { after: 1_000, size: 50 };
    let found = world.app.list_dossiers(&agent(), hearing(), next).await.unwrap();
    assert_eq!((found.rows[0].number, found.rows.len()), (number, 1));
    assert_eq!(found.next_after, None);
}

/// The holder by its own phone number and reference, the incoming operator by its own.
async fn both_operators_of_a_transfer_find_it_by_their_own_data(world: World) {
    let number = world.apply(1).await;
    world.confirm(1, number, day(0)).await;
    world
        .execute(&format!(
            "UPDATE dossiers SET status = 'AWAITING_TRANSFER', incoming_operator_id = 'OP02', \
             incoming_phone_number = '+3227654321', incoming_operator_reference = 'B-1', \
             incoming_formula = 'INTERNET' WHERE number = {}",
            number.get()
        ))
        .await;
    let page = Page { after: 0, size: 50 };
    let phone = |number| Criterion::Phone(PhoneNumber::from_national(number).unwrap());
    let reference = |text: &str| Criterion::OperatorReference(text.to_owned());
    for (criterion, finders) in [
        (phone("021234567"), ["OP01", "BIPT"]),
        (phone("027654321"), ["OP02", "BIPT"]),
        (reference("B-1"), ["OP02", "BIPT"]),
    ] {
        let operators = ["OP01", "OP02", "OP03"].map(|code| Some(OperatorId::new(code).unwrap()));
        let mut found = Vec::new();
        for operator in operators.iter().chain([&None]) {
            let rows =
                world.app.store.find(&criterion, operator.as_ref(), page).await.unwrap().rows;
            if !rows.is_empty() {
                found.push(operator.as_ref().map_or("BIPT", OperatorId::as_str));
            }
        }
        assert_eq!(found, finders, "{criterion:?}");
    }
    let formula = |formula| Filters { formula: Some(formula), ..Filters::default() };
    for (operator, formula, listed_there) in [
        ("OP01", formula(Formula::CallsOnly), true),
        ("OP01", formula(Formula::Internet), false),
        ("OP02", formula(Formula::CallsOnly), false),
        ("OP02", formula(Formula::Internet), true),
    ] {
        let found = listed(&world, &of(operator), formula).await;
        assert_eq!(found, if listed_there { vec![number] } else { vec![] }, "{operator}");
    }
}

/// OP01 applies on the first day and cancels on the third; OP02 applies on the fifth, and gives its
/// data on the seventh.
async fn a_dossier_is_given_as_it_was_on_a_day_or_after_an_entry(world: World) {
    let number = world.apply(1).await;
    world.live_until(day(2));
    world.app.cancel_application(&call("CancelApplication", 2), number, None).await.unwrap();
    world.live_until(day(4));
    let applies = as_operator("OP02", call("Apply", 3));
    world.app.apply(&applies, &applicant(1)).await.unwrap();
    world.live_until(day(6));
    let confirms = as_operator("OP02", call("ConfirmApplication", 4));
    let data = Some(activation_data(day(6)));
    world.app.confirm_application(&confirms, number, None, data).await.unwrap();

    let on = |days| AsOf { date: Some(day(days)), version: None };
    let after = |version| AsOf { date: None, version: Some(version) };
    let both = AsOf { date: Some(day(2)), version: Some(4) };
    for (as_of, bipt, first, second) in [
        (on(0), Some(1), Some(1), None),
        (on(1), Some(1), Some(1), None),
        (on(2), Some(2), Some(2), None),
        (on(3), Some(2), Some(2), None),
        (on(5), Some(3), Some(2), Some(3)),
        (on(90), Some(4), Some(2), Some(4)),
        (after(1), Some(1), Some(1), None),
        (after(3), Some(3), Some(2), Some(3)),
        (after(99), Some(4), Some(2), Some(4)),
        (both, Some(2), Some(2), None),
        (AsOf::default(), Some(4), Some(2), Some(4)),
    ] {
        for (caller, expected) in
            [(agent(), bipt), (of("OP01"), first), (of("OP02"), second), (of("OP03"), None)]
        {
            let found = world.app.get_dossier_as_of(&caller, number, as_of).await;
            let found = found.map(|dossier| dossier.version).map_err(|refusal| refusal.kind);
            let expected = expected.ok_or(ErrorKind::DossierNotFound);
            assert_eq!(found, expected, "{as_of:?} {:?}", caller.caller.party);
        }
    }
    let before = AsOf { date: day(0).pred_opt(), version: None };
    let none = world.app.get_dossier_as_of(&agent(), number, before).await.unwrap_err();
    assert_eq!(none.kind, ErrorKind::DossierNotFound);
}

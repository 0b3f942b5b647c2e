//! Tasks open and close as the dossier service tells.

use stts_contracts::events::v1::TaskType as TypeMessage;
use stts_kernel::Cents;
use stts_tasks::ports::{Filter, TaskStore};
use stts_tasks::store::TaskTables;
use stts_tasks_domain::{Assignee, Closing, Task, TaskState, TaskType, Undue};

use crate::DATABASES;
use crate::dossier_log::{DOSSIER, DossierLog, Told, done, raised, task_id, withdrawn};

const MONDAY: &str = "2027-03-01T09:30:00.000001Z";
const TUESDAY: &str = "2027-03-02T09:30:00Z";

async fn bipts(log: &DossierLog, closing: Option<Closing>) -> Vec<Task> {
    let filter =
        Filter { assignee: Assignee::Bipt, closing, task_type: None, dossier_number: None };
    TaskTables::new(log.store.clone()).tasks(&filter, None, 100).await.unwrap()
}

#[tokio::test]
async fn a_raised_task_is_kept_as_it_was_told() {
    for database in DATABASES.each().await {
        let log = DossierLog::new(database.store.clone());
        log.tell(&raised(1, TypeMessage::TerminateReduction, "BIPT"), MONDAY).await;
        let expected = Task {
            task_id: task_id(1),
            task_type: TaskType::TerminateReduction,
            assignee: Assignee::Bipt,
            dossier_number: DOSSIER.parse().unwrap(),
            raised_at: MONDAY.parse().unwrap(),
            due_date: Some("2027-04-30".parse().unwrap()),
            end_date: Some("2027-06-15".parse().unwrap()),
            undue: Some(Undue { months: 3, amount: Cents(3450) }),
            state: TaskState::Open,
        };
        assert_eq!(bipts(&log, None).await, [expected], "{:?}", database.kind);
        log.end().await;
    }
}

#[tokio::test]
async fn a_task_ends_once_however_often_that_is_told() {
    for (ending, closing) in [(done(1), Closing::Done), (withdrawn(1), Closing::Withdrawn)] {
        for database in DATABASES.each().await {
            let log = DossierLog::new(database.store.clone());
            let raising = raised(1, TypeMessage::ReviewDocuments, "BIPT");
            log.tell(&raising, MONDAY).await;
            log.tell(&ending, TUESDAY).await;
            let ended = bipts(&log, Some(closing)).await;
            assert_eq!(ended[0].state, TaskState::Closed(closing, TUESDAY.parse().unwrap()));

            log.tell(&raising, MONDAY).await;
            log.tell(&ending, "2027-03-03T09:30:00Z").await;
            assert_eq!(bipts(&log, Some(closing)).await, ended, "{:?}", database.kind);
            assert_eq!(bipts(&log, None).await, []);
            assert_eq!(log.dead_letters().await, [""; 0]);
            log.end().await;
        }
    }
}

#[tokio::test]
async fn other_events_change_nothing() {
    for database in DATABASES.each().await {
        let log = DossierLog::new(database.store.clone());
        log.tell(&Told("stts.events.v1.DossierChanged", Vec::new()), MONDAY).await;
        assert_eq!(bipts(&log, None).await, []);
        assert_eq!(log.dead_letters().await, [""; 0]);
        log.end().await;
    }
}

#[tokio::test]
async fn what_cannot_be_applied_is_put_aside() {
    let other_task = raised(1, TypeMessage::CloseFile, "BIPT");
    for (event, class) in [
        (done(2), "TASK_NEVER_RAISED"),
        (other_task, "TASK_IDENTIFIER_TAKEN"),
        (raised(2, TypeMessage::Unspecified, "BIPT"), "TYPE"),
        (raised(2, TypeMessage::CloseFile, "nobody at all"), "ASSIGNEE"),
        (Told("stts.events.v1.TaskDone", Vec::new()), "TASK_ID"),
        (Told("stts.events.v1.TaskDone", vec![0xff]), "MALFORMED_MESSAGE"),
        (Told("stts.events.v1.TaskReassigned", Vec::new()), "UNKNOWN_TYPE"),
    ] {
        let database = DATABASES.sqlite().await;
        let log = DossierLog::new(database.store.clone());
        log.tell(&raised(1, TypeMessage::ReviewDocuments, "BIPT"), MONDAY).await;
        let before = bipts(&log, None).await;
        log.tell(&event, TUESDAY).await;
        assert_eq!(log.dead_letters().await, [class]);
        assert_eq!(bipts(&log, None).await, before, "{class}");
        log.end().await;
    }
}

//! The service with everything around it: the log, an identity service, a mailbox, and clocks.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use stts_kernel::PersonId;
use stts_notifications::app::{App, Delivering};
use stts_notifications::clients::FileMailbox;
use stts_notifications::jobs::{Deliver, DossierEvents};
use stts_notifications::ports::{Address, Filter, Mailbox, Message, People, Person, PersonFault};
use stts_notifications::rules::Rules;
use stts_notifications::store::MessageTables;
use stts_queue::jobs::{Jobs, JobsSettings};
use stts_testkit::{FixedClock, SeededIds, TestDatabase};
use tempfile::TempDir;

use crate::dossier_log::DossierLog;

/// When the worker runs.
pub(crate) const WORKED: &str = "2027-03-01T10:00:00Z";

/// An identity service that knows one person, or does not answer.
pub(crate) struct OnePerson {
    pub(crate) told: Mutex<Result<Person, PersonFault>>,
    pub(crate) contexts: Mutex<Vec<Vec<u8>>>,
}

#[async_trait]
impl People for OnePerson {
    async fn person(&self, _: PersonId, context: &[u8]) -> Result<Person, PersonFault> {
        self.contexts.lock().unwrap().push(context.to_vec());
        self.told.lock().unwrap().clone()
    }
}

pub(crate) fn zoe() -> Person {
    Person {
        name: "Zoë Van den Broeck".to_owned(),
        address: Address {
            street: "Kerkstraat".to_owned(),
            house_number: "12".to_owned(),
            box_number: Some("3".to_owned()),
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        },
        is_deceased: false,
    }
}

pub(crate) struct World {
    pub(crate) log: DossierLog,
    pub(crate) people: Arc<OnePerson>,
    pub(crate) machine: Arc<FixedClock>,
    pub(crate) tables: MessageTables,
    folder: TempDir,
    ids: Arc<SeededIds>,
    rules: Arc<Rules>,
}

impl World {
    pub(crate) fn new(database: &TestDatabase) -> Self {
        let ids = Arc::new(SeededIds::new(1));
        let rules = Arc::new(Rules::load(None).unwrap());
        let store = database.store.clone();
        let handler = DossierEvents::new(ids.clone(), rules.clone());
        Self {
            log: DossierLog::new(store.clone(), handler),
            people: Arc::new(OnePerson { told: Mutex::new(Ok(zoe())), contexts: Mutex::default() }),
            machine: Arc::new(FixedClock::at(WORKED)),
            tables: MessageTables::new(store),
            folder: TempDir::with_prefix("stts-mailbox-").unwrap(),
            ids,
            rules,
        }
    }

    pub(crate) async fn mailbox(&self) -> FileMailbox {
        FileMailbox::open(self.folder.path(), self.ids.clone()).await.unwrap()
    }

    /// Does every job that is due; gives how many were done or tried.
    pub(crate) async fn work(&self) -> usize {
        self.work_with(Arc::new(self.mailbox().await)).await
    }

    pub(crate) async fn work_with(&self, mailbox: Arc<dyn Mailbox>) -> usize {
        let business = Arc::new(FixedClock::at(WORKED));
        let deliver = Deliver::new(Delivering {
            deliveries: Arc::new(self.tables.clone()),
            people: self.people.clone(),
            mailbox,
            clock: business.clone(),
            rules: self.rules.clone(),
        });
        let store = Arc::new(self.log.store.clone());
        let (machine, ids) = (self.machine.clone(), self.ids.clone());
        let jobs = Jobs::new(store, business, machine, ids, JobsSettings::default());
        jobs.worker(Arc::new(deliver)).run_due().await.unwrap()
    }

    /// The messages, newest first, each with what the person reads.
    pub(crate) async fn messages(&self) -> Vec<(Message, Option<String>)> {
        let app = App { store: Arc::new(self.tables.clone()) };
        let all = Filter { kind: None, stage: None, dossier_number: None };
        let page = app.list_messages(all, None, 100).await.unwrap();
        let mut messages = Vec::new();
        for message in page.messages {
            messages.push(app.get_message(message.message_id).await.unwrap());
        }
        messages
    }

    /// The letters in the folder by name, each with its content.
    pub(crate) fn letters(&self) -> Vec<(String, String)> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap);
        let files = files.filter(|file| file.file_type().unwrap().is_file());
        let mut letters: Vec<_> = files
            .map(|file| {
                let content = std::fs::read_to_string(file.path()).unwrap();
                (file.file_name().into_string().unwrap(), content)
            })
            .collect();
        letters.sort();
        letters
    }
}

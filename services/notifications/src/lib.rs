//! Letters and messages to beneficiaries.
//!
//! The service owns every message: which event asked for it, in which words the person got it, and
//! whether they did. An event of the dossier service that asks for a message
//! ([`jobs::DossierEvents`]) adds a row and a job in one transaction, one message for an event, a
//! recipient and a kind. The job ([`jobs::Deliver`]) asks the identity service for name and address,
//! renders the letter and hands it to the mailbox, and only then marks it delivered. Whoever dies in
//! between is followed by one who hands over the same letter under the same name: nobody gets two.
//! When an operator takes its last action back, the letters of that action are taken back with it
//! ([`store::take_back`]): one whose handing over has not begun is withdrawn, any other is recalled by
//! one more letter. The row decides which: the job marks it before it hands over, in one statement, and
//! the withdrawal passes marked rows by.
//! Content and what it is made of are sealed in the database and are in no log line. Its rpcs are
//! those of `stts.notifications.v1.NotificationService`: `ListMessages` and `GetMessage`, for BIPT's
//! agents. It publishes nothing.
//!
//! To add a message: a kind and its occasion in `stts-notifications-domain`, the contract's enum,
//! and a template in each language; the compiler asks for all of them. How documents and conditions
//! are named, and how long an answer is awaited, stands in `rules/`. To change a template's words,
//! raise [`letters::TEMPLATE_VERSION`] and accept the changed snapshots of the tests.

pub mod app;
pub mod clients;
pub mod jobs;
pub mod letters;
pub mod ports;
pub mod rpc;
pub mod rules;
pub mod settings;
pub mod store;
pub mod wire;

use std::sync::Arc;

use stts_chassis::server::ServiceServer;
use stts_service::{Frame, FrameSettings, StartError, Surroundings};

use app::{App, Delivering};
use clients::{FileMailbox, IdentityPeople};
use jobs::{Deliver, DossierEvents};
use rules::Rules;
pub use settings::Settings;
use store::MessageTables;

/// The service's name, under which others know it.
pub const NAME: &str = "notifications";

/// Starts the service: it applies events and delivers letters from now on, its server is ready to be
/// served.
pub async fn start(
    settings: &Settings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<ServiceServer, StartError> {
    let rules = Rules::load(settings.rules_folder.as_deref())
        .map_err(|error| StartError::Own(error.to_string()))?;
    let mut frame = Frame::open(NAME, frame, store::migrations, surroundings).await?;
    for set in rules.sets() {
        frame.remember_rules(set.name, set.version, set.content).await?;
    }
    let rules = Arc::new(rules);
    let tables = MessageTables::new(frame.store().clone());
    frame.consume("dossier", Arc::new(DossierEvents::new(frame.ids(), Arc::clone(&rules))))?;
    let delivering = Delivering {
        deliveries: Arc::new(tables.clone()),
        people: Arc::new(IdentityPeople::new(frame.channel("identity")?)),
        mailbox: Arc::new(mailbox(settings, &frame).await?),
        clock: frame.clock(),
        rules,
    };
    frame.work([Arc::new(Deliver::new(delivering)) as _]);
    let app = App { store: Arc::new(tables) };
    let vault = frame.store().vault().clone();
    Ok(frame.server().public(rpc::routes(app, vault)).build()?)
}

async fn mailbox(settings: &Settings, frame: &Frame) -> Result<FileMailbox, StartError> {
    let folder = &settings.mailbox_folder;
    let opened = FileMailbox::open(folder, frame.ids()).await;
    opened.map_err(|error| {
        StartError::Own(format!("the mailbox folder {} cannot be used: {error}", folder.display()))
    })
}

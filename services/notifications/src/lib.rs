//! Letters and messages to beneficiaries.
//!
//! The service owns every message: which event asked for it, in which words the person got it, and
//! whether they did. An event of the dossier service that asks for a message
//! ([`jobs::DossierEvents`]) adds a row and a job in one transaction, one message for an event, a
//! recipient and a kind. The job ([`jobs::Deliver`]) asks the identity service for name and address,
//! renders the letter and hands it to the mailbox, and only then marks it delivered. Whoever dies in
//! between is followed by one who hands over the same letter under the same name: nobody gets two.
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

pub use settings::Settings;
pub use store::migrations;

/// The name of this service: the audience of calls to it, and the consumer that producers know.
pub const NAME: &str = "notifications";
/// The services whose events it consumes.
pub const PRODUCERS: [&str; 1] = ["dossier"];

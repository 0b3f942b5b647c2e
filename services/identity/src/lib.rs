//! Who a person is: the register, the household, the facts, and who asked.
//!
//! This service alone knows national numbers. Everybody else knows a person, and a household, by a
//! random id that is given here at the first consultation and kept for ever. Names, addresses and
//! social statuses are not kept: they are the register's, and are asked for when they are needed.
//!
//! # A consultation
//! [`rpc`] reads the request ([`wire`] names every bad field), [`app`] commits a row of the
//! consultation log, asks the [`register`] within its budget, and completes the row, in one commit
//! with the ids of those who are seen for the first time ([`store`]). Without a row nothing is
//! asked; an attempt whose row was never completed had an unknown end, and its caller no answer.
//!
//! # The register
//! [`population`] makes a synthetic population, writes it to a file and reads it back; [`register`]
//! answers questions about it as the national register and the social-status sources would. The real
//! register is another adapter of [`ports::Register`].
//!
//! # What the register tells by itself
//! Deaths, moves, names, numbers: a register hands each change to the use case `note_change`, which
//! notes it once and, for a person whom the rest of the system knows, publishes `PersonChanged` in the
//! same commit ([`ports::ChangeNotes`]). It says what changed and about whom, in ids; whoever needs to
//! know more asks. An id once given is answered for ever, under whatever number. The simulated
//! register tells what stands in its script: a file, and what was pushed.
//!
//! # Rpcs and jobs
//! `stts.identity.v1.IdentityService`, for other services only: `FindPerson`, `GetPerson`,
//! `GetHousehold`, `GetFacts`. `stts.identity.v1.IdentityAdminService`, for BIPT's agents:
//! `FindPersons`, under the same log. `stts.dev.v1.RegisterService`: what changes about the people of the
//! simulated register. The one kind of job carries out that script on the dates of its changes.
//!
//! # How to add to it
//! A question: its rpc in the contract, a name in [`ports::Question`], a file in [`app`] that goes
//! through `consult`, its request and answer in [`wire`], its handler in [`rpc`]. A fact that a
//! source can give: [`stts_identity_domain::SocialFacts`]; a change that the register tells:
//! [`stts_identity_domain::RegisterChange`]; and the compiler names the rest.

pub mod app;
pub mod jobs;
pub mod population;
pub mod ports;
pub mod register;
pub mod rpc;
pub mod settings;
pub mod store;
pub mod wire;

use std::sync::Arc;

use stts_chassis::server::ServiceServer;
use stts_kernel::Refusal;
use stts_service::{Frame, FrameSettings, StartError, Surroundings};

pub use rpc::routes;
pub use settings::{IdentitySettings, PopulationSource};
pub use store::migrations;

use app::App;
use jobs::CarryOutChanges;
use register::{RegisterScript, ScriptedRegister};
use rpc::{AdminRpc, RegisterRpc};
use store::{IdentityTables, ScriptTables};
use wire::event::Wire;

/// The name of this service: the audience of calls to it.
pub const NAME: &str = "identity";

/// Starts the service: its register is in memory, its server ready to be served.
pub async fn start(
    settings: &IdentitySettings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<ServiceServer, StartError> {
    Ok(start_with_register(settings, frame, surroundings).await?.0)
}

/// As [`start`], and gives the simulated register too, for whoever shows people to try; it is made
/// once, since it may hold millions.
pub async fn start_with_register(
    settings: &IdentitySettings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<(ServiceServer, Arc<ScriptedRegister>), StartError> {
    let index_key = settings.index_key();
    let index_key = index_key.map_err(|error| own(format!("index_key: {error}")))?;
    let population = settings.population.clone();
    let loading = tokio::task::spawn_blocking(move || {
        let changes = population.changes_file.as_deref().map(register::read_changes).transpose();
        Ok::<_, StartError>((register::load(&population).map_err(own)?, changes.map_err(own)?))
    });
    let frame = Frame::open(NAME, frame, migrations, surroundings).await?;
    let (people, changes) = loading.await.map_err(own)??;
    tracing::info!(persons = people.persons(), "the simulated register is loaded");
    let tables = Arc::new(IdentityTables::new(frame.store().clone(), index_key, frame.ids()));
    let script = Arc::new(ScriptTables::new(frame.store().clone()));
    let register = Arc::new(ScriptedRegister::new(people, script));
    let app = App {
        register: Arc::clone(&register) as _,
        log: Arc::clone(&tables) as _,
        changes: Arc::new(tables.changes(Arc::new(Wire))),
        person_ids: tables,
        clock: frame.clock(),
        register_budget: settings.register_budget(),
    };
    let script = RegisterScript::new(Arc::clone(&register), app.clone());
    let prepared = async {
        script.add(&changes.unwrap_or_default()).await?;
        Ok::<_, Refusal>(register.catch_up().await?)
    };
    prepared.await.map_err(|refusal| own(format!("the script: {}", refusal.kind.code())))?;
    frame.work([Arc::new(CarryOutChanges::new(script.clone())) as _]);
    let server = frame
        .server()
        .public(AdminRpc::server(app.clone(), frame.mutations()))
        .internal(RegisterRpc::server(app.clone(), script, frame.mutations()))
        .internal(routes(app, frame.mutations()))
        .build()?;
    Ok((server, register))
}

fn own(error: impl std::fmt::Display) -> StartError {
    StartError::Own(error.to_string())
}

//! The dossier of a beneficiary: application, right, reduction, history.
//!
//! It owns the dossiers, the places of households, the reduction periods and the history of them
//! all, and publishes what happens to them. Operators call `stts.dossier.v1.DossierService`, BIPT
//! also `DossierAdminService`, the fund `DossierExportService`. Its one kind of job is the night run; the
//! rows of bulks have a lane of their own.
//!
//! To add an rpc: the contract under `proto/`, a command or query of the domain, a file in `app`, the
//! mapping in `wire` and the handler in `rpc`.

pub mod app;
pub mod clients;
pub mod jobs;
pub mod ports;
pub mod rpc;
pub mod rules;
pub mod settings;
pub mod store;
pub mod wire;

use std::sync::Arc;

use stts_chassis::server::ServiceServer;
use stts_chassis::time::SystemClock;
use stts_service::{Frame, FrameSettings, StartError, Surroundings};

use app::App;
use clients::IdentityRegister;
use jobs::{BatchRunWorker, BulkLane, IdentityEvents, NightSchedule, PersonDataWorker};
use ports::RunKind;
use ports::SUBMIT_BULK;
use rpc::{AdminRpc, DossierRpc, ExportRpc};
use settings::DossierSettings;
use store::DossierTables;
use wire::Wire;

/// The service's name, under which others know it.
pub const NAME: &str = "dossier";

/// Rows of bulks may hold this part of the connections that write, one in four; the others are there
/// for whoever waits for an answer.
const BULKS_SHARE: usize = 4;

/// Starts the service: its relay and its jobs run from now on, its server is ready to be served.
pub async fn start(
    settings: &DossierSettings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<ServiceServer, StartError> {
    let rules = rules::load(settings.rules_folder.as_deref())
        .map_err(|error| StartError::Own(error.to_string()))?;
    let stop = surroundings.host.shutdown().token();
    let bulk_message_bytes = surroundings.host.bulk_message_bytes();
    let mut frame = Frame::open(NAME, frame, store::migrations, surroundings).await?;
    frame.remember_rules(NAME, &rules.rules.version, &rules.content).await?;
    let tables = Arc::new(DossierTables::new(frame.store().clone()));
    let ceilings = Arc::new(rules.income);
    let register = IdentityRegister::new(frame.channel("identity")?, ceilings, frame.clock());
    let rules = Arc::new(rules.rules);
    let app = App {
        store: Arc::clone(&tables) as _,
        runs: Arc::clone(&tables) as _,
        bulks: Arc::clone(&tables) as _,
        register: Arc::new(register),
        encode: Arc::new(Wire::new(Arc::clone(&rules))),
        clock: frame.clock(),
        ids: frame.ids(),
        rules,
    };
    let worker = |kind| Arc::new(BatchRunWorker::new(kind, app.clone(), stop.clone())) as _;
    let people = Arc::new(PersonDataWorker::new(app.clone())) as _;
    frame.work([worker(RunKind::Night), worker(RunKind::Verification), people]);
    frame.consume("identity", Arc::new(IdentityEvents::new(app.clone())))?;
    let put_back = tables.put_back_rows_of_the_dead().await;
    put_back.map_err(|error| StartError::Own(error.to_string()))?;
    let rows_at_once = frame.store().most_transactions() / BULKS_SHARE;
    let bulks = BulkLane::new(app.clone(), Arc::new(SystemClock), rows_at_once);
    frame.spawn(bulks.run(stop.clone()));
    // By a simulated clock, whoever moves it starts the nights.
    if !frame.is_simulated() {
        frame.spawn(NightSchedule::new(app.clone()).keep(stop.clone()));
    }
    let server = frame
        .server()
        .public(DossierRpc::server(
            app.clone(),
            frame.mutations(),
            frame.store().vault().clone(),
            stop,
        ))
        .message_limit(format!("/{SUBMIT_BULK}"), bulk_message_bytes)
        .public(AdminRpc::server(app.clone(), frame.mutations(), frame.store().vault().clone()))
        .internal(ExportRpc::server(app, frame.mutations()));
    Ok(server.build()?)
}

//! The fund: operators, declarations and the yearly settlement.
//!
//! It owns the registry of operators, what they declare, the settlement of every year with all its
//! runs and statements, and the inputs of the runs: copies of the year's reductions that are read
//! from the dossier service once and never change. Operators and BIPT call
//! `stts.settlement.v1.OperatorService` and `SettlementService`; it has no jobs yet and consumes no
//! events.
//!
//! A calculation asks the dossier service for a copy under an id that follows from the request, so
//! that an interrupted one is taken up where it stood; it adds the rows up as it reads them, and
//! leaves one commit, guarded by the version of the settlement whose declarations it used.
//!
//! To add an rpc: the contract under `proto/`, a command of the domain, a file in `app`, the mapping
//! in `wire`, the handler in `rpc`, and whatever it keeps in `store`.

pub mod app;
pub mod clients;
pub mod ports;
pub mod rpc;
pub mod rules;
pub mod settings;
pub mod store;
pub mod wire;

use std::sync::Arc;

use stts_chassis::rules::tariff;
use stts_chassis::server::ServiceServer;
use stts_service::{Frame, FrameSettings, StartError, Surroundings};

use app::App;
use clients::Dossiers;
use settings::SettlementSettings;
use store::SettlementTables;
use wire::Wire;

/// The service's name, under which others know it.
pub const NAME: &str = "settlement";

/// Starts the service: its relay runs from now on, its server is ready to be served.
pub async fn start(
    settings: &SettlementSettings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<ServiceServer, StartError> {
    let tariff = tariff(settings.rules_folder.as_deref())
        .map_err(|error| StartError::Own(error.to_string()))?;
    let contribution = rules::contribution(settings.rules_folder.as_deref())
        .map_err(|error| StartError::Own(error.to_string()))?;
    let frame = Frame::open(NAME, frame, store::migrations, surroundings).await?;
    let tables = Arc::new(SettlementTables::new(frame.store().clone()));
    let dossiers = Dossiers::new(frame.channel("dossier")?, settings.export_timeout());
    let app = App {
        store: Arc::clone(&tables) as _,
        inputs: tables,
        export: Arc::new(dossiers),
        encode: Arc::new(Wire),
        clock: frame.clock(),
        tariff: Arc::new(tariff),
        contribution: Arc::new(contribution),
    };
    let longest = settings.export_timeout();
    Ok(rpc::routes(frame.server(), app, frame.mutations(), longest).build()?)
}

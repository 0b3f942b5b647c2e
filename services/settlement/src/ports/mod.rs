//! What the use cases need of the world: the tables to read and to commit to, the dossiers' export,
//! and words to answer in. Adapters stand in `store`, `clients` and `wire`.

mod call;
mod encode;
mod export;
mod participation;
mod statement;
mod store;

pub use call::{Call, Party};
pub use encode::{Answer, Encode};
pub use export::{
    CopyPart, DossierExport, ExportPart, ExportStream, ExportSummary, Grant, Granted,
};
pub use participation::ParticipationCheck;
pub use statement::Statement;
pub use store::{Change, Commit, Draft, FrozenInput, FrozenInputs, Loaded, SettlementStore};
pub use stts_service::requests::{Answered, CommitFault, KeptAnswer, RequestIdentity, Requests};

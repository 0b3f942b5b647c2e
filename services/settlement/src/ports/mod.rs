//! What the use cases need of the world: the tables to read and to commit to, the dossiers' export,
//! and words to answer in. Adapters stand in `store`, `clients` and `wire`.

mod call;
mod encode;
mod export;
mod statement;
mod store;

pub use call::{Call, Party, RequestIdentity};
pub use encode::{Answer, Encode};
pub use export::{
    CopyPart, DossierExport, ExportPart, ExportStream, ExportSummary, Grant, Granted,
};
pub use statement::Statement;
pub use store::{
    Change, Commit, CommitFault, Draft, FrozenInput, FrozenInputs, KeptAnswer, Loaded,
    SettlementStore, StoredAnswer,
};

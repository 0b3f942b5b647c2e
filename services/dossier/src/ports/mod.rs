//! What the use cases need of the world: a register to ask, a store to read and to commit to, and
//! words to answer in. Adapters stand in `clients`, `store` and `wire`.

mod archive;
mod bulks;
mod call;
mod correction;
mod encode;
mod lists;
mod people;
mod register;
mod runs;
mod store;

pub use archive::{Archive, AsOf, DecisionTold, GroundTold, KeptEvaluation, Note};
pub use bulks::{
    APPLY, Bulk, BulkChunk, BulkCounts, Bulks, ClaimedRow, NewRow, RowContent, RowResult,
    SUBMIT_BULK,
};
pub use call::{Call, Purpose, party_name};
pub use correction::ProposedCorrection;
pub use encode::{Answer, Change, Encode, Encoded};
pub use lists::{Criterion, Filters, Lists};
pub use people::{EventDossiers, PERSON_DATA_JOB, PersonChange};
pub use register::{PersonSearch, Register};
pub use runs::{Run, RunCounts, RunKind, RunPlace, RunState, Runs, START_NIGHT_RUN, StartRun};
pub use store::{
    Commit, DossierStore, Export, HistoryEntry, Households, Keyed, Loaded, NewCopy, NewEvent, Page,
};
pub use stts_service::requests::{Answered, CommitFault, KeptAnswer, RequestIdentity, Requests};

//! What the use cases need of the world: the tasks to read, the tasks to change while an event is
//! applied, and the queues of all services. Adapters stand in `store` and `clients`.

mod ledger;
mod queues;
mod store;

pub use ledger::TaskLedger;
pub use queues::{
    DeadEvent, DeadLetter, Encode, LetterFilter, LetterKind, LetterPlace, Queues, Redriven,
    SERVICES,
};
pub use store::{Cursor, Filter, TaskStore};
pub use stts_service::requests::{Answered, RequestIdentity, Requests};

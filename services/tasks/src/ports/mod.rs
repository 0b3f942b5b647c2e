//! What the use cases need of the world: the tasks to read, and the tasks to change while an event
//! is applied. Adapters stand in `store`.

mod ledger;
mod store;

pub use ledger::TaskLedger;
pub use store::{Cursor, Filter, TaskStore};

//! The other services, as this one asks them.

mod queues;

pub use queues::ServiceQueues;

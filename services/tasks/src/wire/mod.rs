//! Between the contracts and the domain: events and requests are read, answers are written. The only
//! place that knows both.

pub mod event;
pub mod operations;
pub mod request;
pub mod task;

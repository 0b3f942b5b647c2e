//! Between the contracts and the domain: events, requests and persons are read, answers are written.
//! The only place that knows both.

pub mod call;
pub mod event;
pub mod message;
pub mod person;
pub mod request;
pub mod words;

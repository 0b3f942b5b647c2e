//! The frame of every service: what stands around its use cases and is the same in all five.
//!
//! [`Frame::open`] opens the database (and brings it to the newest schema where the process may do
//! that), tells business time, and starts the relay of the service's own events. The service then
//! says which events of others it applies ([`Frame::consume`]) and which jobs it does
//! ([`Frame::work`]), and builds its server on [`Frame::server`], which already offers the log of
//! its events and, in a simulation, its clock. What differs between one process and five is in
//! [`Surroundings`] alone: in a process of its own, a service is a [`Program`] with
//! [`ServiceSettings`]. [`requests`] gives a repeated request its first answer.

mod backlog;
mod clock;
mod frame;
mod gauges;
mod keeping;
mod program;
pub mod requests;
mod settings;
mod surroundings;

pub use frame::{Frame, FrameSettings, StartError};
pub use gauges::{LOG_HEALTH, TRANSPORT_HEALTH};
pub use program::{Program, Start};
pub use settings::{OwnSettings, ServiceSettings};
pub use surroundings::Surroundings;

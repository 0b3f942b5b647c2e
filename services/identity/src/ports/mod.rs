//! What the use cases need of the world: a register to ask, a log that is written before it is
//! asked, and the ids under which the rest of the system knows people. Adapters stand in `register`
//! and `store`.

mod call;
mod consultations;
mod person_ids;
mod register;

pub use call::Call;
pub use consultations::{
    Consultation, ConsultationId, ConsultationLog, Ids, Question, Seen, Unfound,
};
pub use person_ids::PersonIds;
pub use register::{Register, RegisterUnavailable};

#[cfg(test)]
pub use self::{
    consultations::MockConsultationLog, person_ids::MockPersonIds, register::MockRegister,
};

//! What the use cases need of the world: a register to ask, a log that is written before it is
//! asked, the ids under which the rest of the system knows people, and what was noted of that which
//! the register tells by itself. Adapters stand in `register` and `store`.

mod call;
mod change_script;
mod consultations;
mod person_ids;
mod register;
mod register_changes;

pub use call::Call;
pub use change_script::{ChangeScript, DatedChange};
pub use consultations::{
    Consultation, ConsultationId, ConsultationLog, Ids, Question, Seen, Unfound,
};
pub use person_ids::PersonIds;
pub use register::{Register, RegisterUnavailable};
pub use register_changes::{
    ChangeNotes, Encode, Encoded, Noted, PersonChange, PersonChanged, ToldChange,
};

#[cfg(test)]
pub use self::{
    consultations::MockConsultationLog, person_ids::MockPersonIds, register::MockRegister,
    register_changes::MockChangeNotes,
};

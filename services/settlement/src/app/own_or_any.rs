//! Which operator a query is about: an operator's own, or any for BIPT.

use stts_kernel::{ErrorKind, OperatorId, Refusal, Violation};
use stts_settlement_domain::RegisteredOperator;

use super::App;
use crate::ports::{Call, Party};

/// The operator that is named, else the caller's own.
pub(super) fn asked_for(call: &Call, operator: Option<OperatorId>) -> Result<OperatorId, Refusal> {
    match (operator, &call.party) {
        (Some(operator), _) => Ok(operator),
        (None, Party::Operator(own)) => Ok(own.clone()),
        (None, Party::Bipt) => {
            let field = "operator_id".to_owned();
            let description = "BIPT is no operator itself: name one".to_owned();
            Err(Refusal::invalid_fields(vec![Violation { field, description }]))
        }
    }
}

/// Whether the caller may know anything of the operator.
pub(super) fn may_see(call: &Call, operator: &OperatorId) -> bool {
    match &call.party {
        Party::Operator(own) => own == operator,
        Party::Bipt => true,
    }
}

impl App {
    /// The operator that is asked for, as it is registered. For an operator every other is unknown
    /// (`OPERATOR_NOT_FOUND`), and the same is read for it.
    pub(super) async fn registered(
        &self,
        call: &Call,
        operator: Option<OperatorId>,
    ) -> Result<RegisteredOperator, Refusal> {
        let operator = asked_for(call, operator)?;
        let registry = self.store.registry().await?;
        let found = registry.into_iter().find(|one| *one.operator_id() == operator);
        let visible = found.filter(|found| may_see(call, found.operator_id()));
        visible.ok_or_else(|| ErrorKind::OperatorNotFound.into())
    }
}

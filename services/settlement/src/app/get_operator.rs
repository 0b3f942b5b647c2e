//! An operator reads how it is registered; BIPT any.

use stts_kernel::{OperatorId, Refusal};
use stts_settlement_domain::RegisteredOperator;

use super::App;
use crate::ports::Call;

impl App {
    /// The operator that is named, else the caller's own.
    pub async fn get_operator(
        &self,
        call: &Call,
        operator: Option<OperatorId>,
    ) -> Result<RegisteredOperator, Refusal> {
        self.registered(call, operator).await
    }
}

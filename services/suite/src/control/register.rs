//! What changes about the people of the simulated register.

use stts_contracts::dev::v1::register_service_client::RegisterServiceClient;
use stts_contracts::dev::v1::{ChangeOutcome, PushChangeRequest};

use super::{Control, ControlError, failed};

impl Control {
    /// Adds a change to the script of the simulated register. One whose date has come is carried out
    /// before the answer; another when the clocks have moved, and then it is waited for by
    /// [`Self::quiet`].
    pub async fn push_change(
        &self,
        request: PushChangeRequest,
    ) -> Result<ChangeOutcome, ControlError> {
        let service = stts_identity::NAME;
        let of_identity = self.internal.iter().find(|(name, _)| name == service);
        let (_, channel) = of_identity.ok_or_else(|| ControlError::Empty(service.to_owned()))?;
        let pushed = RegisterServiceClient::new(channel.clone()).push_change(request).await;
        let answer = pushed.map_err(|status| failed(service, status))?;
        Ok(answer.into_inner().outcome())
    }
}

//! What an operator asked and what it was answered.

use prost::Message;
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    ApplyRequest, CancelApplicationRequest, CompleteActivationDataRequest,
    ConfirmApplicationRequest,
};
use tonic::{Code, Status};

use crate::reason_of;

/// A request that changes something.
#[derive(Clone)]
pub enum Asked {
    /// Apply for a person.
    Apply(ApplyRequest),
    /// Confirm, with or without activation data.
    Confirm(ConfirmApplicationRequest),
    /// Give the activation data.
    Complete(CompleteActivationDataRequest),
    /// Take the application back.
    Cancel(CancelApplicationRequest),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was done: the bytes of the answer.
    Done(Vec<u8>),
    /// It was refused: the code and the reason.
    Refused(Code, &'static str),
}

/// A call that was answered.
#[derive(Clone)]
pub struct Call {
    /// The operator in whose name it was made.
    pub operator: &'static str,
    /// The client that made it.
    pub client: &'static str,
    /// What was asked.
    pub asked: Asked,
    /// What was answered.
    pub answer: Answer,
    /// How often it was sent until somebody answered.
    pub attempts: u32,
}

impl Asked {
    /// Sends it once.
    pub async fn send(&self, channel: ServiceChannel) -> Result<Vec<u8>, Status> {
        let mut dossiers = DossierServiceClient::new(channel);
        Ok(match self.clone() {
            Self::Apply(request) => bytes(&dossiers.apply(request).await?),
            Self::Confirm(request) => bytes(&dossiers.confirm_application(request).await?),
            Self::Complete(request) => bytes(&dossiers.complete_activation_data(request).await?),
            Self::Cancel(request) => bytes(&dossiers.cancel_application(request).await?),
        })
    }

    /// Its request id.
    pub fn request_id(&self) -> &str {
        match self {
            Self::Apply(request) => &request.request_id,
            Self::Confirm(request) => &request.request_id,
            Self::Complete(request) => &request.request_id,
            Self::Cancel(request) => &request.request_id,
        }
    }

    /// The command that the history names.
    pub const fn command(&self) -> &'static str {
        match self {
            Self::Apply(_) => "APPLY",
            Self::Confirm(ConfirmApplicationRequest { activation_data: Some(_), .. }) => {
                "CONFIRM_WITH_DATA"
            }
            Self::Confirm(_) => "CONFIRM_WITHOUT_DATA",
            Self::Complete(_) => "COMPLETE_ACTIVATION_DATA",
            Self::Cancel(_) => "CANCEL_APPLICATION",
        }
    }
}

impl Answer {
    /// What somebody said who knew; absent when nobody did, and it has to be asked again.
    pub fn of(result: Result<Vec<u8>, Status>) -> Result<Self, Status> {
        match result {
            Ok(bytes) => Ok(Self::Done(bytes)),
            Err(status) if is_of_a_rule(status.code()) => {
                Ok(Self::Refused(status.code(), reason_of(&status)))
            }
            Err(status) => Err(status),
        }
    }
}

fn bytes(answer: &tonic::Response<impl Message>) -> Vec<u8> {
    answer.get_ref().encode_to_vec()
}

const fn is_of_a_rule(code: Code) -> bool {
    matches!(
        code,
        Code::FailedPrecondition
            | Code::NotFound
            | Code::AlreadyExists
            | Code::InvalidArgument
            | Code::PermissionDenied
    )
}

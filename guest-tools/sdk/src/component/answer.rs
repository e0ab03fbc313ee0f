//! A call, and its two ways out.

use super::{Answer, http, tools};
use crate::{Connector, Failure, Output};

/// Calls a tool.
pub fn invoke(connector: &Connector, tool: &str, input: &str) -> Answer {
    connector.invoke(tool, input).map(tools::Output::from).map_err(tools::Failure::from)
}

impl From<Output> for tools::Output {
    fn from(output: Output) -> Self {
        match output {
            Output::Json(document) => Self::Json(document),
            Output::Text { content, content_type } => Self::Text(tools::Text { content, content_type }),
            Output::Upstream { response, content_type } => {
                Self::Upstream(tools::PassedOn { response: response.into_handle().0, content_type })
            }
            Output::Contents(made) => Self::Contents(
                made.into_iter()
                    .map(|content| http::Blob { content_type: content.content_type, content: content.bytes })
                    .collect(),
            ),
            Output::None => Self::None,
        }
    }
}

impl From<Failure> for tools::Failure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::InvalidInput { path, message } => Self::InvalidInput(tools::Violation { path, message }),
            Failure::Upstream(response) => Self::Upstream(response.into_handle().0),
            Failure::Request(error) => Self::Request(error.into()),
            Failure::Refused(reason) => Self::Refused(reason),
            Failure::Internal(reason) => Self::Internal(reason),
        }
    }
}

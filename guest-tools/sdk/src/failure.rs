//! Why a tool has no answer.
//!
//! A failure is an answer of its own: the host turns it into an error that names the field, the provider's
//! complaint or the denied rule. So a tool hands on what it was given and adds words only where it knows more
//! than the host does.

use crate::Response;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input is wrong in a way that its schema could not say.
    #[error("input {path:?}: {message}")]
    InvalidInput {
        /// JSON Pointer into the input, such as `/branch`; empty for the whole of it.
        path: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The provider answered with an error. The host reads and explains it.
    #[error("the provider answered {}", .0.status())]
    Upstream(Response),
    /// There is no response.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The connector will not do this: what, and what to do instead.
    #[error("{0}")]
    Refused(String),
    /// The connector is at fault.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// A violation of the input named by `field`.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::InvalidInput { path: format!("/{field}"), message: message.into() }
    }
}

/// Why a request has no response. Hand it back unchanged: the host answers with its own record of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The host refused; nothing was sent.
    #[error("{layer}: {rule}; {fix}")]
    Denied {
        /// The layer of the host that said no.
        layer: String,
        /// The rule that was broken.
        rule: String,
        /// The one thing that would fix it.
        fix: String,
    },
    /// The account needs its user.
    #[error("{0}")]
    AuthorizationRequired(String),
    /// The consumer's rate budget is used up; nothing was sent.
    #[error("the rate budget is used up")]
    RateLimited {
        /// Milliseconds to wait, where known.
        retry_after_ms: Option<u32>,
    },
    /// The body is longer than a limit.
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// No answer in time.
    #[error("the provider did not answer in time")]
    TimedOut {
        /// Whether the request may have reached the provider.
        sent: bool,
    },
    /// No connection, or it broke.
    #[error("the provider could not be reached: {message}")]
    Unreachable {
        /// What went wrong.
        message: String,
        /// Whether the request may have reached the provider.
        sent: bool,
    },
}

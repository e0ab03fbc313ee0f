//! Why there is no response.
//!
//! A caller wants to know two things of a failed request: whose fault it is, and whether the provider may have acted on
//! it. Each variant answers the first by what it is; [`SendError::may_have_been_sent`] answers the second.

use std::time::Duration;

use innkeeper_accounts::LeaseError;
use innkeeper_policy::Refusal;

use crate::{BudgetError, OverBudget};

/// Why a request has no response.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Policy refused it; nothing was sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A header outside the allow-list, or one that is no header.
    #[error(
        "the header `{name}` is not one that a connector may set (accept, if-match, if-none-match, range)"
    )]
    Header {
        /// The refused name.
        name: String,
    },
    /// A body that is not what it says it is.
    #[error("the request's body cannot be sent: {reason}")]
    Body {
        /// What is wrong with it.
        reason: String,
    },
    /// The call used up one of its limits; nothing was sent.
    #[error("the call is over its limit of {limit} {of}")]
    Limit {
        /// The limit's value.
        limit: u64,
        /// What is limited: `requests`, `bytes of request bodies`.
        of: &'static str,
    },
    /// The session only plans: the request was written down.
    #[error("a dry run sends nothing")]
    Planned,
    /// The consumer's rate budget does not cover it, or the provider asked for a pause; nothing was sent.
    #[error(transparent)]
    OverBudget(Box<OverBudget>),
    /// The rate budget could not be looked at; nothing was sent.
    #[error(transparent)]
    Budget(Box<BudgetError>),
    /// The account has no token to send with.
    #[error(transparent)]
    Lease(#[from] LeaseError),
    /// The provider refused a fresh token too.
    #[error("the provider refused the account's token, and a refreshed one as well")]
    Unauthorized,
    /// A redirect that no rule of the endpoint covers. It was not followed.
    #[error("the provider redirected {template} to {place}, which the endpoint does not declare")]
    Redirect {
        /// The endpoint's template.
        template: String,
        /// Where to, without query: an origin, or a path below the API base.
        place: String,
    },
    /// The response's body is over the limit.
    #[error("the response is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// No complete answer in time.
    #[error("the provider did not answer within {after_ms} ms")]
    TimedOut {
        /// How long the host waited.
        after_ms: u64,
        /// Whether the request may have reached the provider.
        sent: bool,
    },
    /// No connection, or a broken one.
    #[error("the provider could not be reached: {detail}")]
    Unreachable {
        /// The kind of failure; never a URL or a header.
        detail: String,
        /// Whether the request may have reached the provider.
        sent: bool,
    },
}

impl From<OverBudget> for SendError {
    fn from(error: OverBudget) -> Self {
        Self::OverBudget(Box::new(error))
    }
}

impl From<BudgetError> for SendError {
    fn from(error: BudgetError) -> Self {
        Self::Budget(Box::new(error))
    }
}

impl SendError {
    /// Whether the provider may have acted on the request.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::TimedOut { sent, .. } | Self::Unreachable { sent, .. } => *sent,
            Self::TooLarge { .. } | Self::Redirect { .. } => true,
            Self::Refused(_)
            | Self::Header { .. }
            | Self::Body { .. }
            | Self::Limit { .. }
            | Self::Planned
            | Self::OverBudget(_)
            | Self::Budget(_)
            | Self::Lease(_)
            | Self::Unauthorized => false,
        }
    }

    /// No complete answer `after` that time.
    pub(crate) fn timed_out(after: Duration, sent: bool) -> Self {
        Self::TimedOut { after_ms: crate::millis(after), sent }
    }

    /// The error of a client's failure, without the URL that the client would name.
    pub(crate) fn from_client(error: &reqwest::Error, after: Duration) -> Self {
        let sent = !(error.is_connect() || error.is_builder());
        if error.is_timeout() {
            return Self::timed_out(after, sent);
        }
        let detail = if error.is_connect() {
            "no connection"
        } else if error.is_body() || error.is_decode() {
            "the connection broke while the body was read"
        } else {
            "the connection broke"
        };
        Self::Unreachable { detail: detail.to_owned(), sent }
    }
}

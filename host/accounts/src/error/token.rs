//! Talking to a token endpoint.

use crate::LeaseError;

/// What a token endpoint said instead of giving a grant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// `invalid_grant`: the code or refresh token is used up, revoked or aged out.
    #[error("the grant is not valid any more")]
    InvalidGrant,
    /// The consumer is refused: its secret is wrong, or it may not use this grant.
    #[error("the consumer is refused ({code})")]
    Consumer {
        /// `invalid_client` or `unauthorized_client`.
        code: &'static str,
    },
    /// Any other error code.
    #[error("the token endpoint refused ({code})")]
    Refused {
        /// The code, if it is one of RFC 6749 §5.2; else `other`.
        code: &'static str,
    },
    /// A status that carries no OAuth error.
    #[error("the token endpoint answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is not what RFC 6749 asks for.
    #[error("the token endpoint's answer cannot be used: {problem}")]
    Reply {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Not reached, or no answer in time.
    #[error("the token endpoint {}: {detail}", if *.timeout { "did not answer in time" } else { "could not be reached" })]
    Network {
        /// Whether the time ran out.
        timeout: bool,
        /// The cause, without URL.
        detail: String,
    },
}

impl TokenError {
    /// Whether the provider may have carried out what it was asked for, although its answer cannot be used: the code or
    /// refresh token may be used up.
    pub(crate) fn may_have_been_carried_out(&self) -> bool {
        match self {
            Self::InvalidGrant | Self::Consumer { .. } | Self::Refused { .. } => false,
            Self::Status { .. } | Self::Reply { .. } | Self::Network { .. } => true,
        }
    }

    /// The same failure, as the one who wanted a lease sees it. `InvalidGrant` is not a failure of the endpoint and
    /// is settled before this by the refresh.
    pub(crate) fn for_lease(self, connection: &str) -> LeaseError {
        let connection = connection.to_owned();
        match self {
            Self::Consumer { code } => {
                LeaseError::ConnectionUnhealthy { connection, reason: code.to_owned() }
            }
            Self::Status { status } => LeaseError::TokenEndpoint { connection, status },
            Self::Network { timeout, detail } => LeaseError::Network { connection, timeout, detail },
            Self::InvalidGrant | Self::Refused { .. } | Self::Reply { .. } => {
                LeaseError::TokenReply { connection, problem: self.to_string() }
            }
        }
    }
}

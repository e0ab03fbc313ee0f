//! Leasing a token.

use std::time::Duration;

use crate::{AccountId, AccountsError, Status};

/// Why there is no token to lease.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum LeaseError {
    /// The account has no grant in force.
    #[error("account {account_id} is {status}: {reason}")]
    NotActive {
        /// The account.
        account_id: AccountId,
        /// Its status.
        status: Status,
        /// Why it has that status.
        reason: String,
    },
    /// The grant just turned out to be gone; the account's status says so from now on.
    #[error("account {account_id} needs consent again: {reason}")]
    Reauthorize {
        /// The account.
        account_id: AccountId,
        /// Why.
        reason: String,
    },
    /// The provider refuses the consumer itself. The account keeps its status.
    #[error(
        "connection \"{connection}\" is refused by its provider ({reason}): check its client id and secret"
    )]
    ConnectionUnhealthy {
        /// The connection.
        connection: String,
        /// The provider's error code.
        reason: String,
    },
    /// The token endpoint answered with a status of failure.
    #[error("the token endpoint of connection \"{connection}\" answered {status}: try again later")]
    TokenEndpoint {
        /// The connection.
        connection: String,
        /// The HTTP status.
        status: u16,
    },
    /// The token endpoint's answer makes no sense.
    #[error(
        "the token endpoint of connection \"{connection}\" sent an answer that cannot be used: {problem}"
    )]
    TokenReply {
        /// The connection.
        connection: String,
        /// What is wrong with it. Never a part of the answer.
        problem: String,
    },
    /// The token endpoint was not reached, or did not answer in time.
    #[error("the token endpoint of connection \"{connection}\" {}: {detail}", if *.timeout { "did not answer in time" } else { "could not be reached" })]
    Network {
        /// The connection.
        connection: String,
        /// Whether the time ran out.
        timeout: bool,
        /// The cause, without URL.
        detail: String,
    },
    /// The token endpoint has failed several times in a row and is left alone for a while.
    #[error("{cause} (it has failed several times in a row and is not asked for {} s)", .retry_after.as_secs() + 1)]
    Pausing {
        /// The connection.
        connection: String,
        /// How long it is left alone yet.
        retry_after: Duration,
        /// What was wrong the last time.
        cause: Box<LeaseError>,
    },
    /// The refresh was cut off, by a shutdown for instance.
    #[error("the refresh of account {account_id} was cut off: try again")]
    Interrupted {
        /// The account.
        account_id: AccountId,
    },
    /// The account or its connection is not there, or the vault failed.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
}

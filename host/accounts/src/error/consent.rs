//! Asking for consent.

use innkeeper_vault::VaultError;

use crate::{AccountsError, TokenError};

/// Why a step of a consent was refused.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// No such link, or it was swept away after it expired.
    #[error("this link is unknown: ask for a new one")]
    TicketUnknown,
    /// The link is too old.
    #[error("this link has expired: ask for a new one")]
    TicketExpired,
    /// A grant came back through this link already.
    #[error("this link was used: ask for a new one")]
    TicketUsed,
    /// Another browser opened this link first.
    #[error("this link was opened in another browser: go on there or ask for a new one")]
    TicketBrowser,
    /// The answer belongs to no question of ours, or to one that was answered before.
    #[error("this answer was received before or never asked for: open the link again")]
    StateUnknown,
    /// The answer came too late.
    #[error("the answer came too late: ask for a new link")]
    StateExpired,
    /// The answer came through another browser than the question.
    #[error("the answer came through another browser than the question: open the link in one browser")]
    StateBrowser,
    /// The answer came to the callback of another connection.
    #[error("the answer was for another connection than \"{connection}\"")]
    StateConnection {
        /// The connection whose callback was called.
        connection: String,
    },
    /// The person or the provider said no.
    #[error("the provider answered \"{error}\": open the link again to retry")]
    Refused {
        /// The provider's error code, such as `access_denied`.
        error: String,
        /// The provider's explanation, cut to 200 printable characters. Not part of the message: it is foreign text.
        description: Option<String>,
    },
    /// The code could not be turned into a grant.
    #[error("the code could not be exchanged at connection \"{connection}\": {error}")]
    Exchange {
        /// The connection.
        connection: String,
        /// What the token endpoint said.
        #[source]
        error: TokenError,
    },
    /// The account or its connection is not there any more, or the vault failed.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
}

impl From<VaultError> for ConsentError {
    fn from(error: VaultError) -> Self {
        Self::Accounts(error.into())
    }
}

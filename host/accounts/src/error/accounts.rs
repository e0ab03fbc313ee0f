//! Keeping accounts.

use std::sync::Arc;

use innkeeper_vault::VaultError;

use crate::AccountId;

/// Why a connection or an account could not be set up, found or changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// A URL in the settings cannot be used.
    #[error("{setting} = \"{url}\" {problem}")]
    BadUrl {
        /// The setting that holds it, as in `innkeeper.toml`.
        setting: String,
        /// The value, without user name and password.
        url: String,
        /// What is wrong and what is wanted instead.
        problem: &'static str,
    },
    /// No description of this provider is built in.
    #[error("unknown provider \"{name}\": use one of {}", .known.join(", "))]
    UnknownProvider {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A provider's description does not parse.
    #[error("the description of provider \"{name}\" is broken: {detail}")]
    BadProvider {
        /// The provider.
        name: String,
        /// Where and why.
        detail: String,
    },
    /// No connection of this name is configured.
    #[error("unknown connection \"{name}\": {}", if .known.is_empty() { "none is configured".to_owned() } else { format!("use one of {}", .known.join(", ")) })]
    UnknownConnection {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A connection's settings contradict themselves.
    #[error("connection \"{name}\" {problem}")]
    BadConnection {
        /// The connection.
        name: String,
        /// The setting that is wrong.
        field: &'static str,
        /// What is wrong and what is wanted instead.
        problem: &'static str,
    },
    /// A connection of `innkeeper.toml` was to be changed while the host runs.
    #[error("connection \"{name}\" stands in innkeeper.toml: change it there, and start the host again")]
    ConnectionOfTheFile {
        /// The connection.
        name: String,
    },
    /// A connection was to be removed, and accounts go through it.
    #[error(
        "connection \"{name}\" has accounts: remove them first, or remove it together with them (accounts=remove)"
    )]
    ConnectionInUse {
        /// The connection.
        name: String,
    },
    /// A connection was to become another consumer's, whose tokens those of its accounts are not.
    #[error(
        "connection \"{name}\" has accounts, whose grants are its consumer's: make another connection for another provider or client_id, or remove the accounts first"
    )]
    ConsumerInUse {
        /// The connection.
        name: String,
    },
    /// A connection is being removed, with its accounts.
    #[error("connection \"{name}\" is being removed: try again when that is done")]
    ConnectionLeaving {
        /// The connection.
        name: String,
    },
    /// A budget names a group that the provider does not count.
    #[error(
        "connection \"{connection}\": budget has a number for \"{group}\", which is no group of its provider: use {}", .known.join(", ")
    )]
    UnknownBudgetGroup {
        /// The connection.
        connection: String,
        /// The name that is none.
        group: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Two connections of one consumer say different numbers.
    #[error(
        "connections \"{connection}\" and \"{other}\" are one OAuth consumer, whose requests the provider counts together: give both the same budget"
    )]
    BudgetsDiffer {
        /// One connection.
        connection: String,
        /// Another with the same client_id at the same provider.
        other: String,
    },
    /// `verify = "none"` would let anybody finish a consent that was meant for somebody else.
    #[error(
        "connection \"{connection}\" has verify = \"none\", which is for a host on loopback only, and public_url is {public_url}: set verify = \"app\" or \"host\""
    )]
    UnverifiedInPublic {
        /// The connection.
        connection: String,
        /// Where the host says that it is reached.
        public_url: String,
    },
    /// The caller's name for an account cannot be used.
    #[error("an identifier must have 1 to 256 characters and no control characters")]
    BadIdentifier,
    /// Not an account id.
    #[error("not an account id: it is `acc_` and 26 characters of a-z and 2-7")]
    BadAccountId,
    /// No account has this id.
    #[error("there is no account {account_id}")]
    UnknownAccount {
        /// The id that was asked for.
        account_id: AccountId,
    },
    /// No account has this identifier.
    #[error("there is no account for identifier \"{identifier}\"{}", connection.as_ref().map(|name| format!(" in connection \"{name}\"")).unwrap_or_default())]
    NotFound {
        /// The identifier that was asked for.
        identifier: String,
        /// The connection, if one was named.
        connection: Option<String>,
    },
    /// Several connections have an account of this identifier.
    #[error("identifier \"{identifier}\" has accounts in {}: name the connection", .connections.join(", "))]
    Ambiguous {
        /// The identifier that was asked for.
        identifier: String,
        /// The connections that have one.
        connections: Vec<String>,
    },
    /// A pin can only be narrowed to workspaces that it has.
    #[error(
        "workspace \"{workspace}\" is not among those of account {account_id}: narrow to a subset of them"
    )]
    UnknownWorkspace {
        /// The account.
        account_id: AccountId,
        /// The name that is not in its pin.
        workspace: String,
    },
    /// A URL to come back to is not on the connection's list.
    #[error("{input} {problem} (connection \"{connection}\")")]
    ReturnUrl {
        /// The input that held it: `return_url` or `verify_url`.
        input: &'static str,
        /// The connection whose list counts.
        connection: String,
        /// What is wrong and what to do.
        problem: &'static str,
    },
    /// Somebody else's account at the provider came back. The grant before it stays.
    #[error(
        "account {account_id} belongs to provider user {before}, and {now} gave consent: the earlier grant stays; an operator lets another user take the account over with a link that has `allow_other_user`"
    )]
    OtherProviderUser {
        /// The account.
        account_id: AccountId,
        /// UUID of the provider's user that the account belongs to.
        before: String,
        /// UUID of the one who came back.
        now: String,
    },
    /// The provider says that the grant in force is another user's than before. Nothing is changed.
    #[error(
        "the provider says that the grant of account {account_id} belongs to user {now}, and it was {before}'s: nothing was changed; revoke the account and let its user connect again"
    )]
    ProviderUserChanged {
        /// The account.
        account_id: AccountId,
        /// UUID of the user that it belonged to.
        before: String,
        /// UUID of the one that it belongs to now.
        now: String,
    },
    /// The verification ticket is not one of ours, was used, or is another account's.
    #[error("this verification ticket is unknown or was used: make a new link for account {account_id}")]
    VerificationUnknown {
        /// The account that was to be verified.
        account_id: AccountId,
    },
    /// The verification came too late. The grant is forgotten.
    #[error("this verification ticket has expired: make a new link for account {account_id}")]
    VerificationExpired {
        /// The account that was to be verified.
        account_id: AccountId,
    },
    /// Somebody else than the one the link was made for came back. The grant is forgotten.
    #[error(
        "the person who gave consent is not the one that account {account_id} belongs to: the grant was dropped; make a new link"
    )]
    WrongIdentifier {
        /// The account that was to be verified.
        account_id: AccountId,
    },
    /// The provider was not asked yet whose grant it is.
    #[error("it is not known yet who gave consent for account {account_id}: set its identity first")]
    IdentityUnknown {
        /// The account.
        account_id: AccountId,
    },
    /// The account was revoked or removed after the link was made.
    #[error("account {account_id} was revoked or removed since: make a new link")]
    Withdrawn {
        /// The account.
        account_id: AccountId,
    },
    /// Others changed the connection each time that this change was ready.
    #[error("connection \"{name}\" is being changed by too many at once: try again")]
    ConnectionContended {
        /// The connection.
        name: String,
    },
    /// Others changed the record each time that this change was ready.
    #[error("account {account_id} is being changed by too many at once: try again")]
    Contended {
        /// The account.
        account_id: AccountId,
    },
    /// The HTTP client for token endpoints could not be made.
    #[error("the client for token endpoints could not be set up: {detail}")]
    HttpClient {
        /// Why.
        detail: String,
    },
    /// The vault failed.
    #[error(transparent)]
    Vault(Arc<VaultError>),
}

impl From<VaultError> for AccountsError {
    fn from(error: VaultError) -> Self {
        Self::Vault(Arc::new(error))
    }
}

impl AccountsError {
    /// The setting of a connection that is wrong, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadConnection { field, .. } => Some(field),
            Self::UnknownProvider { .. } => Some("provider"),
            Self::UnknownBudgetGroup { .. } | Self::BudgetsDiffer { .. } => Some("budget"),
            Self::UnverifiedInPublic { .. } => Some("verify"),
            // Of a connection's URLs, only these are its own.
            Self::BadUrl { setting, .. } if setting.starts_with("connection.") => Some("return_urls"),
            _ => None,
        }
    }

    /// Whether the store failed, and not what was asked of it: it may be back in a moment.
    pub(crate) fn is_of_the_store(&self) -> bool {
        matches!(self, Self::Vault(error) if matches!(**error, VaultError::Store(_)))
    }
}

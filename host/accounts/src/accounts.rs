//! The accounts of all connections: finding and creating them.

use std::hash::RandomState;
use std::sync::Arc;

use innkeeper_vault::{RecordKey, Secrets, Vault, VaultError};

use crate::connections::Connections;
use crate::flight::Flights;
use crate::just_read::JustRead;
use crate::known::KnownAccounts;
use crate::records::ACCOUNT;
use crate::token_endpoint::TokenEndpoints;
use crate::usage::Usage;
use crate::warm::WarmLeases;
use crate::{Account, AccountId, AccountsError, ConnectionSettings, Options, Provider, ticket};

const MAX_IDENTIFIER_CHARS: usize = 256;

/// All connected accounts of a host. Cloning it is cheap and gives the same accounts.
#[derive(Clone)]
pub struct Accounts {
    shared: Arc<Shared>,
}

struct Shared {
    vault: Vault,
    connections: Connections,
    options: Options,
    endpoints: TokenEndpoints,
    flights: Flights,
    warm: WarmLeases,
    known: KnownAccounts,
    just_read: JustRead,
    usage: Usage,
    /// Names this running host in attempts to refresh: random, so that a restarted host is another one.
    owner: String,
    /// Spreads refreshes; differs from host to host.
    jitter: RandomState,
}

impl Accounts {
    /// Accounts in `vault`, for these connections at these providers.
    ///
    /// # Errors
    ///
    /// What is wrong with a connection's settings, by its name; [`AccountsError::HttpClient`].
    pub fn new(
        vault: Vault,
        providers: Vec<Provider>,
        connections: Vec<ConnectionSettings>,
        options: Options,
    ) -> Result<Self, AccountsError> {
        Ok(Self {
            shared: Arc::new(Shared {
                vault,
                connections: Connections::new(providers, connections, &options.public_url)?,
                endpoints: TokenEndpoints::new(options.token_timeout)?,
                flights: Flights::default(),
                warm: WarmLeases::new(options.cache_bytes / 2),
                known: KnownAccounts::new(options.cache_bytes / 2),
                just_read: JustRead::default(),
                options,
                usage: Usage::default(),
                owner: format!("{:016x}", ticket::random_number()?),
                jitter: RandomState::new(),
            }),
        })
    }

    /// The account that `connection` has for `identifier`; a new one, `PENDING`, if it has none.
    ///
    /// # Errors
    ///
    /// [`AccountsError::BadIdentifier`], [`AccountsError::UnknownConnection`].
    pub async fn get_or_create(&self, connection: &str, identifier: &str) -> Result<Account, AccountsError> {
        check_identifier(identifier)?;
        self.look_at_connections().await?;
        let connection = self.connection(connection)?;
        let id = AccountId::of(connection.name(), identifier);
        if let Some(account) = self.read_if_any(&id).await? {
            return Ok(account);
        }
        let mut account = Account::new(connection.name(), identifier, ticket::random_number()?);
        let key = RecordKey::new(ACCOUNT, connection.name(), id.as_str());
        match self.vault().save(&key, None, &account, &Secrets::new()).await {
            Ok(_) => {
                tracing::info!(account_id = %id, connection = connection.name(), "account created");
                self.must_still_have_a_connection(&account).await?;
                self.complete(&mut account);
                Ok(account)
            }
            // Somebody created it a moment earlier: that one is as good.
            Err(VaultError::Conflict { .. }) => self.get(&id).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The account of this id.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownAccount`].
    pub async fn get(&self, id: &AccountId) -> Result<Account, AccountsError> {
        let unknown = || AccountsError::UnknownAccount { account_id: id.clone() };
        self.look_at_connections().await?;
        self.read_if_any(id).await?.ok_or_else(unknown)
    }

    /// The one account of this identifier, in the named connection or in any.
    ///
    /// # Errors
    ///
    /// [`AccountsError::NotFound`]; [`AccountsError::Ambiguous`] where several connections have one: never the first.
    pub async fn find(&self, identifier: &str, connection: Option<&str>) -> Result<Account, AccountsError> {
        let mut found = self.of_identifier(identifier, connection).await?;
        match (found.pop(), found.is_empty()) {
            (Some(account), true) => Ok(account),
            (None, _) => Err(AccountsError::NotFound {
                identifier: identifier.to_owned(),
                connection: connection.map(str::to_owned),
            }),
            (Some(last), false) => Err(AccountsError::Ambiguous {
                identifier: identifier.to_owned(),
                connections: found.into_iter().chain([last]).map(|account| account.connection).collect(),
            }),
        }
    }

    /// The accounts of an identifier, in the named connection or in each. There is one key to look at per connection: no
    /// search.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownConnection`].
    pub async fn of_identifier(
        &self,
        identifier: &str,
        connection: Option<&str>,
    ) -> Result<Vec<Account>, AccountsError> {
        self.look_at_connections().await?;
        let connections = match connection {
            Some(name) => vec![self.connection(name)?],
            None => self.connections(),
        };
        let mut found = Vec::new();
        for connection in connections {
            let id = AccountId::of(connection.name(), identifier);
            found.extend(self.read_if_any(&id).await?);
        }
        Ok(found)
    }

    /// A connection may have been removed while an account of it was made: then the account goes too.
    async fn must_still_have_a_connection(&self, account: &Account) -> Result<(), AccountsError> {
        self.look_at_connections().await?;
        match self.connection(&account.connection) {
            Ok(_) => Ok(()),
            Err(gone) => {
                self.remove(&account.id).await?;
                Err(gone)
            }
        }
    }

    pub(crate) fn registry(&self) -> &Connections {
        &self.shared.connections
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.shared.vault
    }

    pub(crate) fn known(&self) -> &KnownAccounts {
        &self.shared.known
    }

    pub(crate) fn just_read(&self) -> &JustRead {
        &self.shared.just_read
    }

    pub(crate) fn options(&self) -> &Options {
        &self.shared.options
    }

    pub(crate) fn endpoints(&self) -> &TokenEndpoints {
        &self.shared.endpoints
    }

    pub(crate) fn flights(&self) -> &Flights {
        &self.shared.flights
    }

    pub(crate) fn warm(&self) -> &WarmLeases {
        &self.shared.warm
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.shared.usage
    }

    pub(crate) fn owner(&self) -> &str {
        &self.shared.owner
    }

    pub(crate) fn jitter(&self) -> &RandomState {
        &self.shared.jitter
    }
}

/// An identifier is the caller's own text; control characters would only serve to forge log lines.
fn check_identifier(identifier: &str) -> Result<(), AccountsError> {
    let length = identifier.chars().take(MAX_IDENTIFIER_CHARS + 1).count();
    if length == 0 || length > MAX_IDENTIFIER_CHARS || identifier.chars().any(char::is_control) {
        return Err(AccountsError::BadIdentifier);
    }
    Ok(())
}

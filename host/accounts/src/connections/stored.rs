//! A connection as a record: its terms in the open, its secrets sealed to its name.

use innkeeper_vault::{Kind, Loaded, RecordKey, Secret, Secrets, Vault, VaultError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::connection::ConnectionTerms;

/// Connections by name. Secrets: the consumer's, one or two.
pub(super) const CONNECTION: Kind = Kind::new("connection");
/// One record, saved anew with each change of any connection. Its version is what counts.
pub(super) const MARK: Kind = Kind::new("connections");
pub(super) const MARK_ID: &str = "mark";

const CURRENT: &str = "client_secret";
const PREVIOUS: &str = "previous_client_secret";

/// The plain part of a connection's record.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredConnection {
    pub(super) terms: ConnectionTerms,
    pub(super) state: State,
    pub(super) changed_at: Timestamp,
}

/// Whether a connection is used.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    InForce,
    /// It is being removed, unless an account turns up.
    Leaving,
    /// It is being removed, and its accounts with it.
    LeavingWithAccounts,
}

/// The plain part of the mark.
#[derive(Serialize, Deserialize)]
pub(super) struct Mark {}

/// The secrets of a stored connection.
pub(super) struct ConsumerSecrets {
    pub(super) current: Secret,
    pub(super) previous: Option<Secret>,
}

impl StoredConnection {
    pub(super) fn new(terms: ConnectionTerms, state: State) -> Self {
        Self { terms, state, changed_at: Timestamp::now() }
    }

    pub(super) fn is_leaving(&self) -> bool {
        self.state != State::InForce
    }
}

impl ConsumerSecrets {
    pub(super) fn into_secrets(self) -> Secrets {
        let secrets = Secrets::new().with(CURRENT, self.current);
        match self.previous {
            Some(previous) => secrets.with(PREVIOUS, previous),
            None => secrets,
        }
    }

    pub(super) fn same_as(&self, other: &Self) -> bool {
        let previous = match (&self.previous, &other.previous) {
            (Some(one), Some(two)) => one.expose() == two.expose(),
            (one, two) => one.is_none() && two.is_none(),
        };
        previous && self.current.expose() == other.current.expose()
    }
}

/// Where a connection is kept. The additional data binds its secrets to its name.
pub(super) fn key(name: &str) -> RecordKey {
    RecordKey::new(CONNECTION, name, name)
}

/// Opens the secrets. A record without a current one has an empty one, which is refused where it is used.
pub(super) fn secrets(loaded: &Loaded<StoredConnection>) -> Result<ConsumerSecrets, VaultError> {
    let current = loaded.open(CURRENT)?.unwrap_or_else(|| Secret::new(String::new()));
    Ok(ConsumerSecrets { current, previous: loaded.open(PREVIOUS)? })
}

/// Tells other hosts that something changed. If one of them was faster, theirs was after our change, and does as well.
pub(super) async fn mark(vault: &Vault) -> Result<(), VaultError> {
    let before = vault.load::<Mark>(MARK, MARK_ID).await?.map(|loaded| loaded.version);
    match vault.save(&RecordKey::new(MARK, "", MARK_ID), before, &Mark {}, &Secrets::new()).await {
        Ok(_) | Err(VaultError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

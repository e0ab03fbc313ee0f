//! Removing a connection: nobody's tokens are left behind that nobody could use or see.
//!
//! A connection that leaves is first no longer used, by any host, and only then removed. A host that dies in between leaves a
//! record that says what was to be done, and the next round of housekeeping, of any host, does it.

use innkeeper_vault::{Loaded, VaultError};

use super::change::ATTEMPTS;
use super::stored::{self, CONNECTION, State, StoredConnection};
use crate::connection::check_name;
use crate::listing::PAGE;
use crate::records::ACCOUNT;
use crate::{Account, AccountId, Accounts, AccountsError};

/// What becomes of the accounts of a connection that is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountsOfIt {
    /// There must be none.
    MustNotBe,
    /// They are removed as well: their tokens are forgotten, their links void.
    Removed,
}

impl Accounts {
    /// Removes a connection that was set while the host ran. Durable when it answers.
    ///
    /// # Errors
    ///
    /// [`AccountsError::ConnectionInUse`] where there are accounts and none must be; [`AccountsError::ConnectionOfTheFile`],
    /// [`AccountsError::UnknownConnection`], [`AccountsError::ConnectionContended`].
    pub async fn remove_connection(&self, name: &str, accounts: AccountsOfIt) -> Result<(), AccountsError> {
        if check_name(name).is_err() {
            // No connection has such a name.
            return self.connection(name).map(drop);
        }
        self.must_not_be_of_the_file(name)?;
        // Whoever is refused disturbs nobody.
        if accounts == AccountsOfIt::MustNotBe && self.has_accounts(name).await? {
            return Err(AccountsError::ConnectionInUse { name: name.to_owned() });
        }
        let state = match accounts {
            AccountsOfIt::MustNotBe => State::Leaving,
            AccountsOfIt::Removed => State::LeavingWithAccounts,
        };
        if !self.set_state(name, state).await? {
            return Err(AccountsError::UnknownConnection {
                name: name.to_owned(),
                known: self.connections().iter().map(|one| one.name().to_owned()).collect(),
            });
        }
        self.finish_removal(name, state).await
    }

    /// Finishes what a host that died had begun. Gives the number of connections removed.
    pub(crate) async fn finish_removals(&self) -> Result<usize, AccountsError> {
        let (mut pages, mut removed) = (self.vault().pages::<StoredConnection>(CONNECTION, PAGE), 0);
        while let Some(page) = pages.next().await? {
            for (name, loaded) in page.iter().filter(|(_, loaded)| loaded.plain.is_leaving()) {
                match self.finish_removal(name, loaded.plain.state).await {
                    Ok(()) => removed += 1,
                    Err(
                        error @ (AccountsError::ConnectionInUse { .. } | AccountsError::Contended { .. }),
                    ) => {
                        tracing::warn!(connection = name, %error, "a connection was not removed");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(removed)
    }

    async fn finish_removal(&self, name: &str, state: State) -> Result<(), AccountsError> {
        match state {
            State::InForce => return Ok(()),
            State::Leaving if self.has_accounts(name).await? => {
                self.set_state(name, State::InForce).await?;
                return Err(AccountsError::ConnectionInUse { name: name.to_owned() });
            }
            State::Leaving => {}
            State::LeavingWithAccounts => self.remove_accounts(name).await?,
        }
        if let Some(loaded) = self.vault().load::<StoredConnection>(CONNECTION, name).await? {
            match self.vault().remove(CONNECTION, name, loaded.version).await {
                // Another host finishes it too.
                Ok(()) | Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.tell_of_connections().await?;
        tracing::info!(connection = name, "connection removed");
        Ok(())
    }

    async fn remove_accounts(&self, connection: &str) -> Result<(), AccountsError> {
        let mut pages = self.vault().pages::<Account>(ACCOUNT, PAGE);
        while let Some(page) = pages.next().await? {
            let of_it = |(_, loaded): &&(String, Loaded<Account>)| loaded.plain.connection == connection;
            let ids: Vec<AccountId> =
                page.iter().filter(of_it).map(|(_, loaded)| loaded.plain.id.clone()).collect();
            for id in ids {
                match self.remove(&id).await {
                    Ok(()) | Err(AccountsError::UnknownAccount { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Changes the state of a connection, and nothing else of it. False if there is no such record.
    async fn set_state(&self, name: &str, state: State) -> Result<bool, AccountsError> {
        for _ in 0..ATTEMPTS {
            let Some(loaded) = self.vault().load::<StoredConnection>(CONNECTION, name).await? else {
                return Ok(false);
            };
            let secrets = stored::secrets(&loaded)?.into_secrets();
            let record = StoredConnection::new(loaded.plain.terms, state);
            match self.vault().save(&stored::key(name), Some(loaded.version), &record, &secrets).await {
                Ok(_) => {
                    self.tell_of_connections().await?;
                    return Ok(true);
                }
                Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(AccountsError::ConnectionContended { name: name.to_owned() })
    }
}

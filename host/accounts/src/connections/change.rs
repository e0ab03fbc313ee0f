//! Setting a connection while the host runs.

use std::sync::Arc;

use innkeeper_vault::{Secret, VaultError};

use super::stored::{self, CONNECTION, ConsumerSecrets, State, StoredConnection};
use crate::connection::{ConnectionSource, ConnectionTerms, check_name};
use crate::listing::PAGE;
use crate::records::ACCOUNT;
use crate::refresh::copy;
use crate::{Account, Accounts, AccountsError, Connection};

/// How often a change is tried again after another host changed the connection first.
pub(super) const ATTEMPTS: usize = 8;

/// What an operator wants a connection to be. No `Debug`: it may hold the consumer's secret.
pub struct ConnectionDraft {
    /// Everything but the secrets.
    pub terms: ConnectionTerms,
    /// The consumer's secret. None: the one that is kept. Another than that one makes that the previous one.
    pub client_secret: Option<Secret>,
    /// The secret before.
    pub previous: PreviousSecret,
}

/// What becomes of the secret before.
pub enum PreviousSecret {
    /// It stays, or is the one that is replaced.
    Kept,
    /// It is forgotten.
    Dropped,
    /// It is this one.
    Given(Secret),
}

impl Accounts {
    /// Makes the connection `name` what the draft says, now and for all hosts that share the vault; a new one, if there is
    /// none. Durable when it answers. Calls in flight go on with what they began with.
    ///
    /// # Errors
    ///
    /// What is wrong with the draft, by [`AccountsError::field`]; [`AccountsError::ConnectionOfTheFile`],
    /// [`AccountsError::ConsumerInUse`], [`AccountsError::ConnectionLeaving`], [`AccountsError::ConnectionContended`].
    pub async fn set_connection(
        &self,
        name: &str,
        draft: &ConnectionDraft,
    ) -> Result<Arc<Connection>, AccountsError> {
        check_name(name)?;
        self.must_not_be_of_the_file(name)?;
        for _ in 0..ATTEMPTS {
            let before = self.vault().load::<StoredConnection>(CONNECTION, name).await?;
            let kept = before.as_ref().map(stored::secrets).transpose()?;
            let secrets = draft.secrets(name, kept.as_ref())?;
            let settings =
                draft.terms.named(name, copy(&secrets.current), secrets.previous.as_ref().map(copy));
            let wanted = self.registry().build(settings, ConnectionSource::Api)?;
            self.registry().must_agree_with(&wanted)?;
            let version = before.as_ref().map(|before| before.version);
            if let Some(before) = &before {
                if before.plain.is_leaving() {
                    return Err(AccountsError::ConnectionLeaving { name: name.to_owned() });
                }
                if kept.is_some_and(|kept| kept.same_as(&secrets)) && before.plain.terms == draft.terms {
                    // The change may be one that its host could not tell anybody.
                    self.tell_of_connections().await?;
                    return self.connection(name);
                }
                self.must_stay_the_consumers(name, &before.plain.terms, &draft.terms).await?;
            }
            let record = StoredConnection::new(draft.terms.clone(), State::InForce);
            match self.vault().save(&stored::key(name), version, &record, &secrets.into_secrets()).await {
                Ok(_) => {
                    self.tell_of_connections().await?;
                    tracing::info!(connection = name, "connection set");
                    return self.connection(name);
                }
                Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(AccountsError::ConnectionContended { name: name.to_owned() })
    }

    /// Makes a change known: to other hosts, and in this one.
    pub(super) async fn tell_of_connections(&self) -> Result<(), AccountsError> {
        stored::mark(self.vault()).await?;
        self.read_connections().await
    }

    pub(super) fn must_not_be_of_the_file(&self, name: &str) -> Result<(), AccountsError> {
        if self.registry().of_the_file.contains_key(name) {
            return Err(AccountsError::ConnectionOfTheFile { name: name.to_owned() });
        }
        Ok(())
    }

    /// Tokens belong to the consumer that they were given to: no other takes them over.
    async fn must_stay_the_consumers(
        &self,
        name: &str,
        before: &ConnectionTerms,
        after: &ConnectionTerms,
    ) -> Result<(), AccountsError> {
        let same = before.provider == after.provider && before.client_id == after.client_id;
        if !same && self.has_accounts(name).await? {
            return Err(AccountsError::ConsumerInUse { name: name.to_owned() });
        }
        Ok(())
    }

    /// Whether any account goes through the connection of this name.
    pub(super) async fn has_accounts(&self, connection: &str) -> Result<bool, AccountsError> {
        let mut pages = self.vault().pages::<Account>(ACCOUNT, PAGE);
        while let Some(page) = pages.next().await? {
            if page.iter().any(|(_, loaded)| loaded.plain.connection == connection) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl ConnectionDraft {
    /// The secrets that the connection is to have, from the draft and those that are kept.
    fn secrets(&self, name: &str, kept: Option<&ConsumerSecrets>) -> Result<ConsumerSecrets, AccountsError> {
        let current = match (&self.client_secret, kept) {
            (Some(given), _) => copy(given),
            (None, Some(kept)) => copy(&kept.current),
            (None, None) => {
                let problem = "has no client_secret: take the consumer's secret";
                return Err(AccountsError::BadConnection {
                    name: name.to_owned(),
                    field: "client_secret",
                    problem,
                });
            }
        };
        let previous = match (&self.previous, kept) {
            (PreviousSecret::Given(previous), _) => Some(copy(previous)),
            (PreviousSecret::Kept, Some(kept)) if kept.current.expose() != current.expose() => {
                Some(copy(&kept.current))
            }
            (PreviousSecret::Kept, Some(kept)) => kept.previous.as_ref().map(copy),
            (PreviousSecret::Kept, None) | (PreviousSecret::Dropped, _) => None,
        };
        Ok(ConsumerSecrets { current, previous })
    }
}

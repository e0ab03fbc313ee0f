//! What a host does now and then, whoever calls.

use std::time::Duration;

use innkeeper_vault::{Kind, VaultError};
use jiff::Timestamp;
use serde::Deserialize;

use crate::clock::{age, later};
use crate::listing::PAGE;
use crate::records::{GRANT, GrantRecord, STATE, TICKET};
use crate::refresh::Need;
use crate::ticket::TokenHash;
use crate::{Account, Accounts, AccountsError, Filter, Status};

/// So long an expired link is told from an unknown one.
const LINGER: Duration = Duration::from_secs(3600);

/// The one field that all records with an end have.
#[derive(Deserialize)]
struct Ending {
    expires_at: Timestamp,
}

impl Accounts {
    /// Clears away links and questions that expired an hour ago, and grants that nobody confirmed in time. Gives the
    /// number of records removed. Finishes removals of connections that a host did not live to finish, and reads the
    /// connections anew. Once in a few minutes is often enough.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`].
    pub async fn sweep(&self) -> Result<usize, AccountsError> {
        self.read_connections().await?;
        let connections = self.finish_removals().await?;
        let questions = self.sweep_kind(TICKET).await? + self.sweep_kind(STATE).await?;
        Ok(connections + questions + self.sweep_grants().await?)
    }

    async fn sweep_kind(&self, kind: Kind) -> Result<usize, AccountsError> {
        let (mut pages, mut removed) = (self.vault().pages::<Ending>(kind, PAGE), 0);
        while let Some(page) = pages.next().await? {
            for (id, loaded) in &page {
                if later(loaded.plain.expires_at, LINGER) <= Timestamp::now() {
                    match self.vault().remove(kind, id, loaded.version).await {
                        Ok(()) => removed += 1,
                        // Somebody is using or removing it: the next sweep will see.
                        Err(VaultError::Conflict { .. }) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
        Ok(removed)
    }

    async fn sweep_grants(&self) -> Result<usize, AccountsError> {
        let (mut pages, mut removed) = (self.vault().pages::<GrantRecord>(GRANT, PAGE), 0);
        while let Some(page) = pages.next().await? {
            for (id, loaded) in &page {
                if loaded.plain.expires_at <= Timestamp::now() {
                    self.abandon(
                        &TokenHash::from_id(id),
                        &loaded.plain,
                        "nobody confirmed the consent in time",
                    )
                    .await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    /// Renews the tokens of accounts in force that were not renewed for `idle`, so that their refresh tokens do not
    /// age out (at Bitbucket after three months). Gives the number renewed; one that fails is logged and left for the
    /// next time.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`] if the accounts cannot be listed.
    pub async fn renew_idle(&self, idle: Duration) -> Result<usize, AccountsError> {
        let filter = Filter { status: Some(Status::Active), ..Filter::default() };
        let (mut after, mut renewed) = (None, 0);
        loop {
            let (page, next) = self.list(&filter, after.as_ref(), PAGE).await?;
            for account in page.iter().filter(|account| is_idle(account, idle)) {
                match self.fly(&account.id, Need::NewerThan(account.generation)).await {
                    Ok(_) => renewed += 1,
                    Err(error) => {
                        tracing::warn!(account_id = %account.id, %error, "an idle account was not renewed")
                    }
                }
            }
            match next {
                Some(cursor) => after = Some(cursor),
                None => return Ok(renewed),
            }
        }
    }
}

fn is_idle(account: &Account, idle: Duration) -> bool {
    account.refreshed_at.is_some_and(|moment| age(moment) >= idle)
}

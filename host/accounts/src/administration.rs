//! What an administrator, or the application, does to an account: narrowing, revoking, removing.

use innkeeper_vault::VaultError;

use crate::records::{ACCOUNT, AccountRecord, Edit};
use crate::refresh::end;
use crate::usage::Note;
use crate::{Account, AccountId, Accounts, AccountsError, Status, ticket};

impl Accounts {
    /// Limits the account to some of the workspaces that it may touch now. There is no way back but a new account.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownWorkspace`] with the first name that is not among them.
    pub async fn narrow(&self, id: &AccountId, workspaces: &[String]) -> Result<Account, AccountsError> {
        let edit = |record: &mut AccountRecord| {
            let narrowed = record.account.pin.narrowed_to(workspaces).map_err(|unknown| {
                AccountsError::UnknownWorkspace { account_id: id.clone(), workspace: unknown.name }
            })?;
            record.account.narrowed = Some(narrowed.workspaces().to_vec());
            Ok::<_, AccountsError>(Edit::Save(()))
        };
        let ((), account) = self.change(id, edit).await?;
        self.warm().forget(id);
        tracing::info!(account_id = %id, workspaces = account.pin.workspaces().len(), "account narrowed");
        Ok(account)
    }

    /// Forgets the account's tokens and makes its open links void. The grant itself lives on at the provider, where
    /// there is no revocation endpoint: tell the person of [`Provider::revoke_hint`](crate::Provider::revoke_hint).
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownAccount`].
    pub async fn revoke(&self, id: &AccountId) -> Result<Account, AccountsError> {
        let life = ticket::random_number()?;
        let account = self
            .set(id, |record| {
                record.account.incarnation = life;
                end(record, Status::Revoked, "revoked here by an administrator or the application");
            })
            .await?;
        self.warm().forget(id);
        tracing::info!(account_id = %id, connection = account.connection, "account revoked");
        Ok(account)
    }

    /// Removes the account and its tokens.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownAccount`]; [`AccountsError::Contended`] if it changed all the while.
    pub async fn remove(&self, id: &AccountId) -> Result<(), AccountsError> {
        // First revoke: whoever is just refreshing then finds nothing to store into.
        self.revoke(id).await?;
        let version = self.load(id).await?.version;
        match self.vault().remove(ACCOUNT, id.as_str(), version).await {
            Ok(()) => {}
            Err(VaultError::Conflict { .. }) => {
                return Err(AccountsError::Contended { account_id: id.clone() });
            }
            Err(error) => return Err(error.into()),
        }
        self.warm().forget(id);
        self.usage().forget(id);
        tracing::info!(account_id = %id, "account removed");
        Ok(())
    }

    /// Notes that the account is used now. Written to the vault at most every five minutes.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownAccount`] where the time was due to be written and there is no such account.
    pub async fn touch(&self, id: &AccountId) -> Result<(), AccountsError> {
        if let Note::Due(now) = self.usage().note(id) {
            self.set(id, |record| record.account.last_used_at = record.account.last_used_at.max(Some(now)))
                .await?;
        }
        Ok(())
    }
}

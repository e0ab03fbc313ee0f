//! What the provider says of an account that is in force: asked again, and kept.
//!
//! Users rename themselves, join workspaces and leave them. What was learned at consent is brought up to date on demand.
//! A limit that an operator has set lives beside it and is only ever intersected with it, so nothing widens a pin but
//! the operator.

use jiff::Timestamp;

use crate::records::{Edit, Identity};
use crate::verification::other_than_before;
use crate::{Account, Accounts, AccountsError};

impl Accounts {
    /// Keeps what the provider said of `asked`, as the account was before the provider was asked. Where a new grant came
    /// into force meanwhile, its own answer is the newer one and stays.
    ///
    /// # Errors
    ///
    /// [`AccountsError::ProviderUserChanged`] if the grant belongs to another user than before, and
    /// [`AccountsError::Withdrawn`] if the account was revoked or removed meanwhile; nothing is changed then.
    pub async fn learn(&self, asked: &Account, identity: &Identity) -> Result<Account, AccountsError> {
        let id = &asked.id;
        let now = Timestamp::now();
        let learned = self
            .change(id, |record| {
                let account = &mut record.account;
                if account.incarnation != asked.incarnation {
                    return Err(AccountsError::Withdrawn { account_id: id.clone() });
                }
                if account.granted_at != asked.granted_at {
                    return Ok(Edit::Leave(()));
                }
                if let Some((before, now)) = other_than_before(account, identity) {
                    return Err(AccountsError::ProviderUserChanged { account_id: id.clone(), before, now });
                }
                account.provider_account = Some(identity.provider_account.clone());
                account.learned.clone_from(&identity.workspaces);
                account.checked_at = account.checked_at.max(Some(now));
                Ok(Edit::Save(()))
            })
            .await;
        match learned {
            Ok(((), account)) => {
                tracing::info!(account_id = %id, workspaces = account.learned.len(), "user and workspaces learned");
                Ok(account)
            }
            Err(AccountsError::UnknownAccount { account_id }) => Err(AccountsError::Withdrawn { account_id }),
            Err(error) => Err(error),
        }
    }
}

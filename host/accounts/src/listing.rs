//! Listing accounts, a page at a time.

use crate::records::ACCOUNT;
use crate::{Account, AccountId, Accounts, AccountsError, Connection, Status};

/// How many records are read at once, at most: half a megabyte, where tokens are long, and well below a millisecond
/// until others get their turn.
pub(crate) const PAGE: usize = 64;

/// Which accounts to list. Nothing set: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this connection only.
    pub connection: Option<String>,
    /// Of this identifier only.
    pub identifier: Option<String>,
    /// In this status only.
    pub status: Option<Status>,
}

impl Filter {
    fn takes(&self, account: &Account) -> bool {
        self.connection.as_ref().is_none_or(|name| *name == account.connection)
            && self.identifier.as_ref().is_none_or(|identifier| *identifier == account.identifier)
            && self.status.is_none_or(|status| status == account.status)
    }
}

impl Accounts {
    /// At most `limit` accounts after the cursor `after`, ordered by id, and the cursor of the next page if there may
    /// be one. With an identifier it looks at one key per connection; otherwise it reads the accounts in order. No
    /// token is opened.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownConnection`] where identifier and an unknown connection are given together.
    pub async fn list(
        &self,
        filter: &Filter,
        after: Option<&AccountId>,
        limit: usize,
    ) -> Result<(Vec<Account>, Option<AccountId>), AccountsError> {
        match &filter.identifier {
            Some(identifier) => self.list_identifier(filter, identifier, after, limit).await,
            None => self.list_in_order(filter, after, limit).await,
        }
    }

    /// Whether no other account in force goes through the consumer of this one.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`].
    pub async fn is_alone(&self, id: &AccountId, connection: &Connection) -> Result<bool, AccountsError> {
        let through: Vec<String> = self
            .connections()
            .iter()
            .filter(|other| other.shares_a_consumer_with(connection))
            .map(|other| other.name().to_owned())
            .collect();
        let is_company = |account: &Account| {
            account.id != *id && account.status == Status::Active && through.contains(&account.connection)
        };
        let mut pages = self.vault().pages::<Account>(ACCOUNT, PAGE);
        while let Some(page) = pages.next().await? {
            if page.iter().any(|(_, loaded)| is_company(&loaded.plain)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn list_identifier(
        &self,
        filter: &Filter,
        identifier: &str,
        after: Option<&AccountId>,
        limit: usize,
    ) -> Result<(Vec<Account>, Option<AccountId>), AccountsError> {
        let mut found = self.of_identifier(identifier, filter.connection.as_deref()).await?;
        found.retain(|account| filter.takes(account) && after.is_none_or(|cursor| account.id > *cursor));
        found.sort_by(|one, other| one.id.cmp(&other.id));
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|account| account.id.clone());
        Ok((found, next))
    }

    async fn list_in_order(
        &self,
        filter: &Filter,
        after: Option<&AccountId>,
        limit: usize,
    ) -> Result<(Vec<Account>, Option<AccountId>), AccountsError> {
        let mut found = Vec::new();
        let mut cursor = after.map(AccountId::to_string);
        loop {
            // One more than is wanted tells whether there is another page; a filter may want more than once.
            let at_once = PAGE.min(limit.saturating_sub(found.len()).saturating_add(1));
            let page = self.vault().scan::<Account>(ACCOUNT, cursor.as_deref(), at_once).await?;
            let last_page = page.len() < at_once;
            for (id, loaded) in page {
                if found.len() == limit {
                    let next = found.last().map(|account: &Account| account.id.clone());
                    return Ok((found, next));
                }
                let mut account = loaded.plain;
                self.complete(&mut account);
                if filter.takes(&account) {
                    found.push(account);
                }
                cursor = Some(id);
            }
            if last_page {
                return Ok((found, None));
            }
        }
    }
}

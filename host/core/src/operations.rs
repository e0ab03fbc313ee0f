//! What people and applications do with accounts, links, keys and connections.
//!
//! Every operation takes its caller, asks whether the caller may, and answers with a view that serialises to the API's
//! JSON. Operators may do everything; agents may make accounts and links and see what they act for; auditors may see.

mod view;

pub use view::{
    AccountPage, AccountQuery, AccountView, ConnectionPage, ConnectionView, LinkView, NewLink, WorkspacesView,
};

use innkeeper_accounts::{Account, AccountId, Filter, LinkRequest, OtherUser};

use crate::caller::Caller;
use crate::host::Host;
use crate::keys::{KeyPage, MadeKey, NewKey, NewSession};
use crate::listing::{PageQuery, page_size};
use crate::problem::{Problem, Result};

impl Host {
    /// The account of an identifier in a connection, made where there is none.
    ///
    /// # Errors
    /// `NOT_FOUND` for an unknown connection, `BAD_INPUT` for an identifier that is none, `POLICY_DENIED`.
    pub async fn ensure_account(
        &self,
        caller: &Caller,
        connection: &str,
        identifier: &str,
    ) -> Result<AccountView> {
        caller.must_act("making an account")?;
        caller.acting_for(Some(identifier))?;
        Ok(self.parts.accounts.get_or_create(connection, identifier).await?.into())
    }

    /// The accounts of an identifier, in whatever connections.
    ///
    /// # Errors
    /// `POLICY_DENIED`.
    pub async fn accounts_of(&self, caller: &Caller, identifier: &str) -> Result<Vec<AccountView>> {
        caller.acting_for(Some(identifier))?;
        let found = self.parts.accounts.of_identifier(identifier, None).await?;
        Ok(found.into_iter().map(AccountView::from).collect())
    }

    /// One account.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`.
    pub async fn account(&self, caller: &Caller, id: &str) -> Result<AccountView> {
        Ok(self.visible(caller, id).await?.into())
    }

    /// A page of accounts.
    ///
    /// # Errors
    /// `BAD_INPUT` for a cursor or limit that is none, `POLICY_DENIED`.
    pub async fn list_accounts(&self, caller: &Caller, query: AccountQuery) -> Result<AccountPage> {
        let identifier = caller.acting_for(query.identifier.as_deref())?.map(str::to_owned);
        let after = query.cursor.as_deref().map(|text| parse_id(text, "/cursor")).transpose()?;
        let limit = page_size(query.limit)?;
        let filter = Filter { connection: query.connection, identifier, status: query.status };
        let (found, next) = self.parts.accounts.list(&filter, after.as_ref(), limit).await?;
        let accounts = found.into_iter().map(AccountView::from).collect();
        Ok(AccountPage { accounts, next_cursor: next.map(|id| id.to_string()) })
    }

    /// Narrows an account's workspace pin.
    ///
    /// # Errors
    /// `BAD_INPUT` for a workspace that is not one of its, `POLICY_DENIED`.
    pub async fn narrow(&self, caller: &Caller, id: &str, workspaces: &[String]) -> Result<AccountView> {
        caller.must_operate("narrowing an account's workspaces")?;
        Ok(self.parts.accounts.narrow(&parse_id(id, "/id")?, workspaces).await?.into())
    }

    /// Forgets an account's grant.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`, `POLICY_DENIED`.
    pub async fn revoke(&self, caller: &Caller, id: &str) -> Result<AccountView> {
        caller.must_operate("revoking an account")?;
        Ok(self.parts.accounts.revoke(&parse_id(id, "/id")?).await?.into())
    }

    /// Forgets an account altogether.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`, `POLICY_DENIED`.
    pub async fn remove(&self, caller: &Caller, id: &str) -> Result<()> {
        caller.must_operate("removing an account")?;
        Ok(self.parts.accounts.remove(&parse_id(id, "/id")?).await?)
    }

    /// A link for an identifier's user; the account is made where there is none.
    ///
    /// # Errors
    /// `BAD_INPUT` for a URL that the connection does not allow, `NOT_FOUND`, `POLICY_DENIED`.
    pub async fn link(
        &self,
        caller: &Caller,
        connection: &str,
        identifier: &str,
        new: NewLink,
    ) -> Result<LinkView> {
        caller.must_act("making a link")?;
        caller.acting_for(Some(identifier))?;
        let other_user = if new.allow_other_user {
            caller.must_operate("letting another user of the provider take an account over")?;
            OtherUser::Allowed
        } else {
            OtherUser::Refused
        };
        let account = self.parts.accounts.get_or_create(connection, identifier).await?;
        let request = LinkRequest { return_url: new.return_url, verify_url: new.verify_url, other_user };
        let link = self.parts.accounts.create_link(&account.id, &request).await?;
        Ok(LinkView { link: link.url.to_string(), expires_at: link.expires_at })
    }

    /// Confirms that the person who gave consent is the one whom the link was made for.
    ///
    /// # Errors
    /// `CONFLICT` for a ticket that is unknown, used or too late, or another identifier; `POLICY_DENIED`.
    pub async fn verify(
        &self,
        caller: &Caller,
        id: &str,
        ticket: &str,
        identifier: &str,
    ) -> Result<AccountView> {
        caller.must_operate("confirming a person")?;
        Ok(self.parts.accounts.verify(&parse_id(id, "/id")?, ticket, identifier).await?.into())
    }

    /// Makes an API key.
    ///
    /// # Errors
    /// `BAD_INPUT`, `POLICY_DENIED`.
    pub async fn create_key(&self, caller: &Caller, new: NewKey) -> Result<MadeKey> {
        caller.must_operate("making a key")?;
        self.parts.keys.create(new).await
    }

    /// Makes a session token: an operator may give everything, an agent what it has itself.
    ///
    /// # Errors
    /// `BAD_INPUT`, `POLICY_DENIED`.
    pub async fn open_session(&self, caller: &Caller, new: NewSession) -> Result<MadeKey> {
        caller.must_act("making a session token")?;
        self.parts.keys.open_session(caller, new).await
    }

    /// A page of keys, without their values.
    ///
    /// # Errors
    /// `POLICY_DENIED` for all but operators, `BAD_INPUT` for a limit that is none.
    pub async fn list_keys(&self, caller: &Caller, query: &PageQuery) -> Result<KeyPage> {
        caller.must_operate("listing keys")?;
        self.parts.keys.list(query).await
    }

    /// Ends a key.
    ///
    /// # Errors
    /// `NOT_FOUND`, `POLICY_DENIED`.
    pub async fn revoke_key(&self, caller: &Caller, id: &str) -> Result<()> {
        caller.must_operate("revoking a key")?;
        self.parts.keys.revoke(id).await
    }

    /// Whether the host can serve: its vault answers.
    ///
    /// # Errors
    /// `INTERNAL` where it does not.
    pub async fn ready(&self) -> Result<()> {
        self.parts.keys.probe().await
    }

    pub(crate) async fn visible(&self, caller: &Caller, id: &str) -> Result<Account> {
        let account = self.parts.accounts.get(&parse_id(id, "/id")?).await?;
        caller.may_see(&account)?;
        Ok(account)
    }
}

/// Parses an account id.
pub(crate) fn parse_id(text: &str, path: &str) -> Result<AccountId> {
    text.parse().map_err(|_| Problem::bad_field(path, "is not an account id (`acc_…`)"))
}

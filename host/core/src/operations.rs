//! What people and applications do with accounts, links, keys and connections.
//!
//! Every operation takes its caller, asks whether the caller may, and answers with a view that serialises to the API's
//! JSON. Operators may do everything; agents may make accounts and links and see what they act for; auditors may see. What is
//! changed is on record, and so is what was refused.

mod view;

pub use view::{
    AccountPage, AccountQuery, AccountView, ConnectionPage, ConnectionView, LinkView, NewLink, WorkspacesView,
};

use innkeeper_accounts::{Account, AccountId, Filter, LinkRequest, OtherUser};
use innkeeper_vault::Secret;

use crate::audit::{Action, Object};
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
        let (host, by) = (self.clone(), caller.clone());
        let (id, workspaces) = (id.to_owned(), workspaces.to_vec());
        let object = self.object_of(&id).await;
        let change = async move {
            by.must_operate("narrowing an account's workspaces")?;
            Ok(host.parts.accounts.narrow(&parse_id(&id, "/id")?, &workspaces).await?.into())
        };
        self.on_record(caller, Action::NarrowAccount, object, change).await
    }

    /// Forgets an account's grant.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`, `POLICY_DENIED`.
    pub async fn revoke(&self, caller: &Caller, id: &str) -> Result<AccountView> {
        let (host, by, id) = (self.clone(), caller.clone(), id.to_owned());
        let object = self.object_of(&id).await;
        let change = async move {
            by.must_operate("revoking an account")?;
            Ok(host.parts.accounts.revoke(&parse_id(&id, "/id")?).await?.into())
        };
        self.on_record(caller, Action::RevokeAccount, object, change).await
    }

    /// Forgets an account altogether.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`, `POLICY_DENIED`.
    pub async fn remove(&self, caller: &Caller, id: &str) -> Result<()> {
        let (host, by, id) = (self.clone(), caller.clone(), id.to_owned());
        let object = self.object_of(&id).await;
        let change = async move {
            by.must_operate("removing an account")?;
            Ok(host.parts.accounts.remove(&parse_id(&id, "/id")?).await?)
        };
        self.on_record(caller, Action::RemoveAccount, object, change).await
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
        let object = Object::account_of(connection, identifier);
        let (host, by) = (self.clone(), caller.clone());
        let (connection, identifier) = (connection.to_owned(), identifier.to_owned());
        let change = async move { host.make_link(&by, &connection, &identifier, new).await };
        self.on_record(caller, Action::CreateLink, object, change).await
    }

    async fn make_link(
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
        let (host, by, id) = (self.clone(), caller.clone(), id.to_owned());
        let (ticket, identifier) = (Secret::new(ticket.to_owned()), identifier.to_owned());
        let object = self.object_of(&id).await;
        let change = async move {
            by.must_operate("confirming a person")?;
            let id = parse_id(&id, "/id")?;
            Ok(host.parts.accounts.verify(&id, ticket.expose(), &identifier).await?.into())
        };
        self.on_record(caller, Action::VerifyAccount, object, change).await
    }

    /// Makes an API key.
    ///
    /// # Errors
    /// `BAD_INPUT`, `POLICY_DENIED`.
    pub async fn create_key(&self, caller: &Caller, new: NewKey) -> Result<MadeKey> {
        let (host, by) = (self.clone(), caller.clone());
        let change = async move {
            by.must_operate("making a key")?;
            host.parts.keys.create(new).await
        };
        self.creation_on_record(caller, Action::CreateKey, of_the_key, change).await
    }

    /// Makes a session token: an operator may give everything, an agent what it has itself.
    ///
    /// # Errors
    /// `BAD_INPUT`, `POLICY_DENIED`.
    pub async fn open_session(&self, caller: &Caller, new: NewSession) -> Result<MadeKey> {
        let (host, by) = (self.clone(), caller.clone());
        let change = async move {
            by.must_act("making a session token")?;
            host.parts.keys.open_session(&by, new).await
        };
        self.creation_on_record(caller, Action::CreateSessionToken, of_the_key, change).await
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
        let object = Object::key(id);
        let (host, by, id) = (self.clone(), caller.clone(), id.to_owned());
        let change = async move {
            by.must_operate("revoking a key")?;
            host.parts.keys.revoke(&id).await
        };
        self.on_record(caller, Action::RevokeKey, object, change).await
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

/// What the audit calls a key that was made, where it was.
fn of_the_key(made: Option<&MadeKey>) -> Object {
    made.map(|made| Object::key(&made.view.id)).unwrap_or_default()
}

/// Parses an account id.
pub(crate) fn parse_id(text: &str, path: &str) -> Result<AccountId> {
    text.parse().map_err(|_| Problem::bad_field(path, "is not an account id (`acc_…`)"))
}

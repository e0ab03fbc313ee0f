//! What people and applications changed, or tried to change: keys, accounts, links, connections, connectors, the vault.
//!
//! A change is on record before its answer leaves, as an execution is, and a caller that goes away takes neither of the two
//! along. What is refused is on record as well. An object is named only in a form that the host gives out itself; whatever
//! else a caller wrote in its place, such as a whole key where an id belongs, stays out.

use std::future::Future;

use innkeeper_accounts::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing::Instrument;
use utoipa::ToSchema;

use super::{AuditAccount, append, outcome};
use crate::Host;
use crate::caller::{Caller, Role};
use crate::keys;
use crate::problem::Result;
use crate::seen_through::see_through;

/// Characters of an identifier that the audit keeps; no account has a longer one.
const LONGEST_IDENTIFIER: usize = 256;
/// Characters of the name of a connection or connector.
const LONGEST_NAME: usize = 64;

/// What somebody changed, or tried to. What it was changed to is not in it: it may be secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangeRecord {
    /// What was done.
    pub action: Action,
    /// When it was over.
    pub at: Timestamp,
    /// The caller's key.
    pub caller: String,
    /// The caller's role.
    pub role: Role,
    /// What it was done to: a key's id, or the name of a connection or connector. Absent where the caller named none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The account that it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AuditAccount>,
    /// `OK`, or the kind of problem.
    pub outcome: String,
}

/// A change that goes on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Action {
    /// An API key was made.
    #[serde(rename = "key.create")]
    CreateKey,
    /// An API key or session token was ended.
    #[serde(rename = "key.revoke")]
    RevokeKey,
    /// A session token was made.
    #[serde(rename = "session_token.create")]
    CreateSessionToken,
    /// A link for consent was made.
    #[serde(rename = "link.create")]
    CreateLink,
    /// The person who gave consent was confirmed.
    #[serde(rename = "account.verify")]
    VerifyAccount,
    /// The workspaces of an account were narrowed.
    #[serde(rename = "account.narrow")]
    NarrowAccount,
    /// An account's grant was forgotten.
    #[serde(rename = "account.revoke")]
    RevokeAccount,
    /// An account was removed.
    #[serde(rename = "account.remove")]
    RemoveAccount,
    /// A connection was set.
    #[serde(rename = "connection.set")]
    SetConnection,
    /// A connection was removed.
    #[serde(rename = "connection.remove")]
    RemoveConnection,
    /// A component was added.
    #[serde(rename = "connector.add")]
    AddConnector,
    /// What a connector asks for was approved.
    #[serde(rename = "connector.approve")]
    ApproveConnector,
    /// A connector was removed.
    #[serde(rename = "connector.remove")]
    RemoveConnector,
    /// A rekey pass was started or joined.
    #[serde(rename = "vault.rekey")]
    RekeyVault,
}

/// What a change is done to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    name: Option<String>,
    account: Option<AuditAccount>,
}

impl Object {
    /// A key or session token.
    pub(crate) fn key(id: &str) -> Self {
        Self { name: keys::is_id(id).then(|| id.to_owned()), account: None }
    }

    /// A connection or connector.
    pub(crate) fn named(name: &str) -> Self {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        let is_name = name.len() <= LONGEST_NAME && name.bytes().all(plain) && !keys::is_meant_as_one(name);
        Self { name: is_name.then(|| name.to_owned()), account: None }
    }

    /// The account that an identifier has in a connection, or would have.
    pub(crate) fn account_of(connection: &str, identifier: &str) -> Self {
        let Self { name, .. } = Self::named(connection);
        let printable = identifier.chars().filter(|one| !one.is_control()).take(LONGEST_IDENTIFIER);
        let account = name.map(|name| AuditAccount {
            id: AccountId::of(connection, identifier).to_string(),
            connection: name,
            identifier: printable.collect(),
            provider_user: None,
        });
        Self { name: None, account }
    }
}

impl Host {
    /// The account of an id, as it is before it is changed.
    pub(crate) async fn object_of(&self, id: &str) -> Object {
        let Ok(id) = id.parse::<AccountId>() else { return Object::default() };
        match self.parts.accounts.get(&id).await {
            Ok(account) => Object { name: None, account: Some((&account).into()) },
            Err(_) => Object { name: Some(id.to_string()), account: None },
        }
    }

    /// Carries a change out and writes down what became of it.
    ///
    /// # Errors
    /// Those of the change; `INTERNAL` where the record cannot be written, and then the change may have been made.
    pub(crate) async fn on_record<T: Send + 'static>(
        &self,
        caller: &Caller,
        action: Action,
        object: Object,
        change: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        self.creation_on_record(caller, action, move |_| object, change).await
    }

    /// As [`Host::on_record`], for what has its name only when it is there. `object` is told of it, where it came to be.
    ///
    /// # Errors
    /// As [`Host::on_record`].
    pub(crate) async fn creation_on_record<T: Send + 'static>(
        &self,
        caller: &Caller,
        action: Action,
        object: impl FnOnce(Option<&T>) -> Object + Send + 'static,
        change: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let (host, by, role) = (self.clone(), caller.id.clone(), caller.role);
        let recorded = async move {
            let done = change.await;
            let Object { name, account } = object(done.as_ref().ok());
            let outcome = outcome(done.as_ref().err().map(|problem| problem.kind));
            let at = Timestamp::now();
            let record = ChangeRecord { action, at, caller: by, role, object: name, account, outcome };
            tracing::info!(
                ?action,
                caller = record.caller,
                object = record.object,
                account_id = record.account.as_ref().map(|account| account.id.as_str()),
                outcome = record.outcome,
                "change"
            );
            append(&host.parts.vault, &record).await?;
            done
        };
        see_through("a change", recorded.in_current_span()).await
    }
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn only_what_the_host_itself_gives_out_names_an_object() {
        assert_eq!(Object::key("0123456789ab").name.as_deref(), Some("0123456789ab"));
        assert_eq!(Object::named("bitbucket-acme").name.as_deref(), Some("bitbucket-acme"));
        assert!(Object::account_of("bitbucket", "alice@acme.example").account.is_some());
        let key = "ik_0123456789ab_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for object in
            [Object::key(key), Object::named(key), Object::named("ik_0123456789ab_x"), Object::named("A key")]
        {
            assert!(object.name.is_none() && object.account.is_none(), "{object:?}");
        }
    }
}

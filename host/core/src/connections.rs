//! Connections: looking at them, and setting and removing them while the host runs.
//!
//! What stands in `innkeeper.toml` is the file's and is changed there. Everything else is an operator's to set; secrets
//! come in and never go out.

mod wanted;

use innkeeper_accounts::{AccountsError, AccountsOfIt};

pub use self::wanted::WantedConnection;
use crate::audit::{Action, Object};
use crate::caller::Caller;
use crate::host::Host;
use crate::listing::{PageQuery, page_of};
use crate::operations::{ConnectionPage, ConnectionView};
use crate::problem::{Kind, Problem, Result};

impl Host {
    /// All connections.
    ///
    /// # Errors
    /// Where it cannot be seen whether other hosts changed them.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>> {
        self.parts.accounts.look_at_connections().await?;
        let connections = self.parts.accounts.connections();
        Ok(connections.iter().map(|connection| ConnectionView::from(&**connection)).collect())
    }

    /// A page of connections.
    ///
    /// # Errors
    /// As [`Host::connections`], and `BAD_INPUT` for a limit that is none.
    pub async fn list_connections(&self, query: &PageQuery) -> Result<ConnectionPage> {
        let (connections, next_cursor) = page_of(self.connections().await?, query, |one| one.name.as_str())?;
        Ok(ConnectionPage { connections, next_cursor })
    }

    /// One connection.
    ///
    /// # Errors
    /// `NOT_FOUND` with the names there are.
    pub async fn connection(&self, name: &str) -> Result<ConnectionView> {
        self.parts.accounts.look_at_connections().await?;
        let connection = self.parts.accounts.connection(name)?;
        let standing = self.parts.budgets.of(&connection).standing().await;
        let budget = standing.map_err(|error| Problem::internal("reading the rate budget", &error))?;
        Ok(ConnectionView { budget, ..ConnectionView::from(&*connection) })
    }

    /// Makes a connection what is wanted, at once and for all hosts on the vault. It is durable when this returns.
    ///
    /// # Errors
    /// `BAD_INPUT` with the field; `CONFLICT` for a connection of `innkeeper.toml`, for one that is being removed, and for
    /// another consumer under a name that has accounts; `POLICY_DENIED`.
    pub async fn set_connection(
        &self,
        caller: &Caller,
        name: &str,
        wanted: WantedConnection,
    ) -> Result<ConnectionView> {
        let object = Object::named(name);
        let (host, by, name) = (self.clone(), caller.clone(), name.to_owned());
        let change = async move {
            by.must_operate("setting a connection")?;
            let set = host.parts.accounts.set_connection(&name, &wanted.into_draft()).await;
            set.map_err(|error| refused(&name, error))?;
            host.connection(&name).await
        };
        self.on_record(caller, Action::SetConnection, object, change).await
    }

    /// Removes a connection. One with accounts is removed with them, or not at all.
    ///
    /// # Errors
    /// `CONFLICT` for a connection of `innkeeper.toml`, and for one with accounts that are not to be removed;
    /// `NOT_FOUND`, `POLICY_DENIED`.
    pub async fn remove_connection(&self, caller: &Caller, name: &str, accounts: AccountsOfIt) -> Result<()> {
        let object = Object::named(name);
        let (host, by, name) = (self.clone(), caller.clone(), name.to_owned());
        let change = async move {
            by.must_operate("removing a connection")?;
            host.parts.accounts.look_at_connections().await?;
            let removed = host.parts.accounts.remove_connection(&name, accounts).await;
            removed.map_err(|error| refused(&name, error))?;
            Ok(())
        };
        self.on_record(caller, Action::RemoveConnection, object, change).await
    }
}

fn refused(name: &str, error: AccountsError) -> Box<Problem> {
    match error {
        AccountsError::ConnectionOfTheFile { .. }
        | AccountsError::ConnectionInUse { .. }
        | AccountsError::ConsumerInUse { .. } => Problem::new(Kind::Conflict, error.to_string()),
        AccountsError::ConnectionLeaving { .. } => {
            Problem::new(Kind::Conflict, error.to_string()).retryable(Some(1_000))
        }
        AccountsError::ConnectionContended { .. } => {
            Problem::new(Kind::Overloaded, error.to_string()).retryable(None)
        }
        error => match error.field() {
            Some(field) => Problem::bad_field(format!("/{field}"), said(name, &error)),
            None => error.into(),
        },
    }
}

/// Without the name of the connection where it comes first: the path of the request has it.
fn said(name: &str, error: &AccountsError) -> String {
    let whole = error.to_string();
    whole.strip_prefix(&format!("connection \"{name}\" ")).map(str::to_owned).unwrap_or(whole)
}

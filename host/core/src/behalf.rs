//! On whose behalf a call is: the accounts that an identifier has, looked up once, and what stands in a tool's way.
//!
//! A call and the answer to "could I call this?" come from the same functions, so that the two cannot disagree:
//! [`Behalf::choose`] finds the account for a tool, [`must_be_usable`] says whether the tool can be used with it. What
//! stands in the way is an [`Obstacle`]: a call makes a problem of it, a listing a [`crate::Readiness`].

use std::sync::Arc;

use innkeeper_accounts::{Account, AccountsError, Connection, Status};
use innkeeper_policy::{
    CallerRights, Refusal, ToolPolicy, check_lifecycle, check_rights, check_scopes, percent_encoded,
};

use crate::caller::Caller;
use crate::catalogue::Entry;
use crate::explain;
use crate::host::Host;
use crate::operations::parse_id;
use crate::problem::{Kind, Problem, Result};

/// The accounts that calls on somebody's behalf may find.
pub(crate) struct Behalf {
    identifier: String,
    /// The connections in question: the one that was named, or all.
    connections: Vec<Arc<Connection>>,
    accounts: Vec<Account>,
    choice: Choice,
}

/// Whether the caller said through which connection it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Any that has an account.
    Open,
    /// This one.
    Made,
}

/// Why a tool cannot be used. Each has one way out.
#[derive(Clone, Debug)]
pub(crate) enum Obstacle {
    /// Policy says no.
    Refused(Refusal),
    /// The connection that was named goes to another provider than the tool's.
    OtherProvider { wanted: String, has: String },
    /// The identifier has no account that goes to the tool's provider.
    NoAccount { identifier: String, connection: Option<String>, linkable: Vec<String> },
    /// It has several. Never the first.
    Ambiguous { identifier: String, connections: Vec<String> },
    /// It has one, whose grant is not in force.
    NotActive { identifier: String, connection: String, status: Status, reason: String },
}

impl Host {
    /// The accounts behind a call: those of an identifier, or the one of an id.
    ///
    /// # Errors
    /// `POLICY_DENIED` for an identifier that the caller is not bound to, `NOT_FOUND` for an unknown connection,
    /// `ACCOUNT_NOT_FOUND` for an unknown id, `BAD_INPUT` where nobody is named.
    pub(crate) async fn behalf(
        &self,
        caller: &Caller,
        account_id: Option<&str>,
        identifier: Option<&str>,
        connection: Option<&str>,
    ) -> Result<Behalf> {
        let identifier = caller.acting_for(identifier)?;
        match (account_id, identifier) {
            (Some(id), identifier) => self.behalf_of_account(caller, id, identifier).await,
            (None, Some(identifier)) => self.behalf_of_identifier(identifier, connection).await,
            (None, None) => {
                Err(Problem::bad_field("/identifier", "is required: on whose behalf is the call?"))
            }
        }
    }

    async fn behalf_of_account(&self, caller: &Caller, id: &str, identifier: Option<&str>) -> Result<Behalf> {
        let accounts = &self.parts.accounts;
        let account = accounts.get(&parse_id(id, "/account_id")?).await?;
        caller.may_see(&account)?;
        if identifier.is_some_and(|identifier| identifier != account.identifier) {
            return Err(Problem::bad_field("/identifier", "is not the identifier of `account_id`"));
        }
        Ok(Behalf {
            identifier: account.identifier.clone(),
            connections: vec![accounts.connection(&account.connection)?],
            accounts: vec![account],
            choice: Choice::Made,
        })
    }

    async fn behalf_of_identifier(&self, identifier: &str, connection: Option<&str>) -> Result<Behalf> {
        let accounts = &self.parts.accounts;
        let (connections, choice) = match connection {
            Some(name) => (vec![accounts.connection(name)?], Choice::Made),
            None => (accounts.connections(), Choice::Open),
        };
        let found = accounts.of_identifier(identifier, connection).await?;
        Ok(Behalf { identifier: identifier.to_owned(), connections, accounts: found, choice })
    }
}

impl Behalf {
    /// The account that a tool is called for, and its connection.
    pub(crate) fn choose(
        &self,
        entry: &Entry,
    ) -> std::result::Result<(&Account, &Arc<Connection>), Obstacle> {
        let index = self.index(entry)?;
        self.at(index)
    }

    /// The same, to keep.
    pub(crate) fn into_chosen(
        mut self,
        entry: &Entry,
    ) -> std::result::Result<(Account, Arc<Connection>), Obstacle> {
        let index = self.index(entry)?;
        let connection = Arc::clone(self.at(index)?.1);
        Ok((self.accounts.swap_remove(index), connection))
    }

    /// Which of the accounts it is.
    fn index(&self, entry: &Entry) -> std::result::Result<usize, Obstacle> {
        let wanted = &entry.connector.manifest().provider;
        let goes_there = |connection: &Arc<Connection>| connection.provider().name == *wanted;
        if let (Choice::Made, Some(has)) = (self.choice, self.connections.first())
            && !goes_there(has)
        {
            let has = has.provider().name.clone();
            return Err(Obstacle::OtherProvider { wanted: wanted.clone(), has });
        }
        let place = |account: &Account| self.connection(account).is_some_and(goes_there);
        let mut found = (0..self.accounts.len()).filter(|&index| place(&self.accounts[index]));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.no_account(entry)),
            (Some(_), Some(_)) => {
                let all = self.accounts.iter().filter(|account| place(account));
                let connections: Vec<&Arc<Connection>> =
                    all.filter_map(|account| self.connection(account)).collect();
                Err(removed_at_all(&entry.tool.policy, &connections).unwrap_or_else(|| Obstacle::Ambiguous {
                    identifier: self.identifier.clone(),
                    connections: names(&connections),
                }))
            }
        }
    }

    fn at(&self, index: usize) -> std::result::Result<(&Account, &Arc<Connection>), Obstacle> {
        let found = self.accounts.get(index);
        found.and_then(|account| Some((account, self.connection(account)?))).ok_or_else(|| {
            Obstacle::NoAccount {
                identifier: self.identifier.clone(),
                connection: None,
                linkable: Vec::new(),
            }
        })
    }

    fn connection(&self, account: &Account) -> Option<&Arc<Connection>> {
        self.connections.iter().find(|connection| connection.name() == account.connection)
    }

    /// What to do without an account: link one, unless that would not help.
    fn no_account(&self, entry: &Entry) -> Obstacle {
        let connections = of_provider(&self.connections, &entry.connector.manifest().provider);
        let tool = &entry.tool.policy;
        removed_at_all(tool, &connections).unwrap_or_else(|| {
            let there =
                |connection: &&Arc<Connection>| check_lifecycle(tool, connection.issue_tracker()).is_ok();
            Obstacle::NoAccount {
                identifier: self.identifier.clone(),
                connection: match self.choice {
                    Choice::Made => self.connections.first().map(|named| named.name().to_owned()),
                    Choice::Open => None,
                },
                linkable: names(&connections.into_iter().filter(there).collect::<Vec<_>>()),
            }
        })
    }
}

/// Whether a caller may use a tool, whoever it is for.
pub(crate) fn must_be_allowed(entry: &Entry, rights: &CallerRights) -> std::result::Result<(), Obstacle> {
    check_rights(&entry.tool.policy, rights).map_err(Obstacle::Refused)
}

/// Whether a caller may use a tool with an account. A removed tool is refused before a link is offered, and a link before
/// scopes are compared: nobody is sent to consent for nothing.
pub(crate) fn must_be_usable(
    entry: &Entry,
    rights: &CallerRights,
    account: &Account,
    connection: &Connection,
) -> std::result::Result<(), Obstacle> {
    let tool = &entry.tool.policy;
    check_rights(tool, rights).map_err(Obstacle::Refused)?;
    check_lifecycle(tool, connection.issue_tracker()).map_err(Obstacle::Refused)?;
    must_be_active(account)?;
    let implied = &connection.provider().implications;
    check_scopes(tool, &account.scopes, implied).map_err(Obstacle::Refused)
}

/// Whether an account's grant is in force.
pub(crate) fn must_be_active(account: &Account) -> std::result::Result<(), Obstacle> {
    match account.status {
        Status::Active => Ok(()),
        status => Err(Obstacle::NotActive {
            identifier: account.identifier.clone(),
            connection: account.connection.clone(),
            status,
            reason: account.status_reason.clone(),
        }),
    }
}

/// The refusal of a tool whose operation none of these connections has. `None` where there are none.
pub(crate) fn removed_at_all(tool: &ToolPolicy, connections: &[&Arc<Connection>]) -> Option<Obstacle> {
    let mut refused = connections.iter().map(|connection| check_lifecycle(tool, connection.issue_tracker()));
    let first = refused.next()?.err()?;
    refused.all(|one| one.is_err()).then_some(Obstacle::Refused(first))
}

/// Those of the connections that go to a provider.
pub(crate) fn of_provider<'a>(connections: &'a [Arc<Connection>], name: &str) -> Vec<&'a Arc<Connection>> {
    connections.iter().filter(|connection| connection.provider().name == name).collect()
}

/// The call that makes a link for an identifier's user.
pub(crate) fn link_call(connection: &str, identifier: &str) -> String {
    let (name, user) = (percent_encoded(connection), percent_encoded(identifier));
    format!("POST /v1/connections/{name}/accounts/{user}/links")
}

fn names(connections: &[&Arc<Connection>]) -> Vec<String> {
    connections.iter().map(|connection| connection.name().to_owned()).collect()
}

impl From<Obstacle> for Box<Problem> {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Refused(refusal) => explain::refusal(&refusal),
            Obstacle::OtherProvider { wanted, has } => {
                Problem::bad_field("/connection", format!("goes to {has}, and the tool is for {wanted}"))
            }
            Obstacle::NoAccount { identifier, connection, linkable } => {
                let calls: Vec<String> =
                    linkable.iter().map(|name| format!("`{}`", link_call(name, &identifier))).collect();
                let mut problem = Self::from(AccountsError::NotFound { identifier, connection });
                problem.detail.push_str(&if calls.is_empty() {
                    "; no connection goes to the tool's provider: an operator sets one up".to_owned()
                } else {
                    format!("; {} makes the link at which its user connects", calls.join(" or "))
                });
                problem
            }
            Obstacle::Ambiguous { identifier, connections } => {
                AccountsError::Ambiguous { identifier, connections }.into()
            }
            Obstacle::NotActive { identifier, connection, status, reason } => Problem::new(
                Kind::AuthRequired,
                format!("the account of `{identifier}` in `{connection}` is {status}: {reason}"),
            ),
        }
    }
}

//! Whether a caller could use a tool now, and what is missing if not: what an agent wants to know before it chooses.
//!
//! It is made of what decides a call ([`crate::behalf`]), so a listing never promises what a call refuses. One lookup of
//! the identifier's accounts serves all tools.

use std::sync::Arc;

use innkeeper_accounts::{Account, Connection, Status};
use innkeeper_policy::{Lifecycle, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::behalf::{self, Behalf, Obstacle};
use crate::caller::{Caller, Role};
use crate::catalogue::{Entry, Filter, Listed};
use crate::host::Host;
use crate::problem::{Problem, Result};

/// Whether a tool could be called now. As JSON: `{"state": "NEEDS_SCOPE", "missing_scopes": […], …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Readiness {
    /// It could.
    Ready {
        /// The account that a call would use.
        account: ReadyAccount,
    },
    /// Nobody has consented yet, or the person is not confirmed yet.
    NeedsConnection {
        /// What is missing, in words.
        reason: String,
        /// Where consent would help. Empty where no connection goes to the tool's provider: an operator sets one up.
        connections: Vec<Linkable>,
    },
    /// The grant is too narrow.
    NeedsScope {
        /// What it does not cover.
        missing_scopes: Vec<String>,
        /// The same in words, and what helps.
        reason: String,
        /// Where to consent again.
        connections: Vec<Linkable>,
    },
    /// There was a grant, and it is no longer in force.
    NeedsReauth {
        /// What became of it, in words.
        reason: String,
        /// Where to consent again.
        connections: Vec<Linkable>,
    },
    /// Several connections have an account: a call has to say which.
    Ambiguous {
        /// What to do, in words.
        reason: String,
        /// One of these goes into `connection`.
        connections: Vec<String>,
    },
    /// Policy says no, whatever the account's user does.
    Denied {
        /// The layer that says no: `effect`, `toolset`, `lifecycle`, `role`, `connection`.
        layer: &'static str,
        /// The rule, in words.
        rule: String,
        /// The one thing that would change it.
        fix: String,
    },
}

/// The account that a call would use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadyAccount {
    /// Its id.
    pub id: String,
    /// Its connection.
    pub connection: String,
}

/// A connection that an identifier's user can consent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Linkable {
    /// Its name.
    pub connection: String,
    /// The call that makes the link: `POST /v1/connections/{connection}/accounts/{identifier}/links`.
    pub link: String,
}

/// How a caller sees the catalogue: its rights, and the accounts of the one that it acts for.
pub struct Outlook {
    caller: Caller,
    behalf: Option<Behalf>,
    /// For tools that are removed, where nobody is named.
    connections: Vec<Arc<Connection>>,
}

impl Host {
    /// How a caller sees the catalogue. The accounts of `identifier` are looked up, here and once; without it, and where
    /// the caller is bound to none, only the caller's rights count. `connection` is as in a call.
    ///
    /// # Errors
    /// `POLICY_DENIED` for an identifier that the caller is not bound to, `NOT_FOUND` for an unknown connection,
    /// `BAD_INPUT` for a connection without an identifier.
    pub async fn outlook(
        &self,
        caller: &Caller,
        identifier: Option<&str>,
        connection: Option<&str>,
    ) -> Result<Outlook> {
        let behalf = match (caller.acting_for(identifier)?, connection) {
            (Some(identifier), _) => Some(self.behalf(caller, None, Some(identifier), connection).await?),
            (None, None) => None,
            (None, Some(_)) => {
                let said = "needs `identifier` beside it: on whose behalf would the calls be?";
                return Err(Problem::bad_field("/connection", said));
            }
        };
        let connections = if behalf.is_none() { self.parts.accounts.connections() } else { Vec::new() };
        Ok(Outlook { caller: caller.clone(), behalf, connections })
    }

    /// The tools that a filter lets through and the caller could use, with their readiness: by rank where there is a
    /// query, else by name. With `all`, those as well that it cannot use; readiness says why.
    ///
    /// # Errors
    /// As [`Host::outlook`].
    pub async fn list_tools(&self, caller: &Caller, filter: &Filter) -> Result<Vec<Listed>> {
        let (identifier, connection) = (filter.identifier.as_deref(), filter.connection.as_deref());
        let outlook = self.outlook(caller, identifier, connection).await?;
        let catalogue = self.catalogue();
        let found = catalogue.filter(filter)?;
        Ok(found.into_iter().filter_map(|entry| outlook.listed(entry, filter.all)).collect())
    }

    /// One tool, with its readiness: also one that the caller cannot use.
    ///
    /// # Errors
    /// `TOOL_NOT_FOUND` with the nearest names; as [`Host::outlook`].
    pub async fn tool(
        &self,
        caller: &Caller,
        name: &str,
        identifier: Option<&str>,
        connection: Option<&str>,
    ) -> Result<Listed> {
        let entry = self.catalogue().get(name)?;
        let outlook = self.outlook(caller, identifier, connection).await?;
        let readiness = outlook.on(&entry);
        Ok(Listed { entry, readiness })
    }
}

impl Outlook {
    /// Whether a tool could be called. `None` where nobody is named and nothing else stands in the way.
    #[must_use]
    pub fn on(&self, entry: &Entry) -> Option<Readiness> {
        if let Err(problem) = self.caller.must_act("calling a tool") {
            let fix = "use an operator's or an agent's key".to_owned();
            return Some(Readiness::Denied { layer: "role", rule: problem.detail, fix });
        }
        match self.obstacle(entry) {
            Ok(readiness) => readiness,
            Err(obstacle) => Some(obstacle.into()),
        }
    }

    fn obstacle(&self, entry: &Entry) -> std::result::Result<Option<Readiness>, Obstacle> {
        let rights = &self.caller.rights;
        behalf::must_be_allowed(entry, rights)?;
        let Some(behalf) = &self.behalf else {
            let places = behalf::of_provider(&self.connections, &entry.connector.manifest().provider);
            return behalf::removed_at_all(&entry.tool.policy, &places).map_or(Ok(None), Err);
        };
        let (account, connection) = behalf.choose(entry)?;
        match behalf::must_be_usable(entry, rights, account, connection) {
            Ok(()) => {
                let (id, connection) = (account.id.to_string(), account.connection.clone());
                Ok(Some(Readiness::Ready { account: ReadyAccount { id, connection } }))
            }
            Err(Obstacle::Refused(refusal)) => Ok(Some(Readiness::refused(&refusal, account))),
            Err(obstacle) => Err(obstacle),
        }
    }

    /// The tool as a listing has it; none where the listing hides it. Hidden is what the caller can never call. Auditors
    /// can call nothing and are there to look, so from them only removed tools are hidden.
    pub(crate) fn listed(&self, entry: &Arc<Entry>, all: bool) -> Option<Listed> {
        let readiness = self.on(entry);
        let is_gone = matches!(entry.tool.policy.lifecycle, Lifecycle::Removed { .. });
        let is_shown = match &readiness {
            Some(Readiness::Denied { .. }) => self.caller.role == Role::Auditor && !is_gone,
            // For this account the operation is still there.
            Some(_) => true,
            None => !is_gone,
        };
        (all || is_shown).then(|| Listed { entry: Arc::clone(entry), readiness })
    }
}

impl From<Obstacle> for Readiness {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Refused(refusal) => Self::denied(&refusal),
            Obstacle::OtherProvider { wanted, has } => Self::Denied {
                layer: "connection",
                rule: format!("the connection goes to {has}, and the tool is for {wanted}"),
                fix: format!("name a connection to {wanted}"),
            },
            Obstacle::NoAccount { identifier, connection, linkable } => {
                let all = linkable.iter().map(|name| Linkable::new(name.clone(), &identifier));
                let connections = all.collect();
                let reason = reason_of(Obstacle::NoAccount { identifier, connection, linkable });
                Self::NeedsConnection { reason, connections }
            }
            Obstacle::Ambiguous { identifier, connections } => Self::Ambiguous {
                reason: reason_of(Obstacle::Ambiguous { identifier, connections: connections.clone() }),
                connections,
            },
            Obstacle::NotActive { identifier, connection, status, reason } => {
                let connections = vec![Linkable::new(connection.clone(), &identifier)];
                let reason = reason_of(Obstacle::NotActive { identifier, connection, status, reason });
                match status {
                    Status::Expired | Status::Revoked => Self::NeedsReauth { reason, connections },
                    _ => Self::NeedsConnection { reason, connections },
                }
            }
        }
    }
}

impl Readiness {
    /// What policy said about a tool and an account.
    fn refused(refusal: &Refusal, account: &Account) -> Self {
        let Refusal::Scope { missing, .. } = refusal else { return Self::denied(refusal) };
        Self::NeedsScope {
            missing_scopes: missing.iter().map(|scope| scope.as_str().to_owned()).collect(),
            reason: refusal.to_string(),
            connections: vec![Linkable::new(account.connection.clone(), &account.identifier)],
        }
    }

    fn denied(refusal: &Refusal) -> Self {
        Self::Denied { layer: refusal.layer().as_str(), rule: refusal.rule(), fix: refusal.fix() }
    }

    /// Whether a call would be answered by the provider.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        matches!(self, Self::Ready { .. })
    }
}

/// What a call would say.
fn reason_of(obstacle: Obstacle) -> String {
    Box::<Problem>::from(obstacle).detail
}

impl Linkable {
    fn new(connection: String, identifier: &str) -> Self {
        let link = behalf::link_call(&connection, identifier);
        Self { connection, link }
    }
}

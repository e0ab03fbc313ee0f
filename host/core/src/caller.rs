//! Who calls, and what they may do.

use std::collections::BTreeSet;

use innkeeper_accounts::Account;
use innkeeper_policy::{CallerRights, Effects};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Kind, Problem, Result};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the host: everything.
    Operator,
    /// Calls tools, and asks for accounts and links on behalf of its users.
    Agent,
    /// Reads.
    Auditor,
}

/// An authenticated caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The key's id, or `oidc:ISSUER:SUBJECT`, for the audit.
    pub id: String,
    /// What the key is for.
    pub role: Role,
    /// Which effects and toolsets it may use.
    pub rights: CallerRights,
    /// The one identifier that it may act for; none: any, named in the request.
    pub bound_to: Option<String>,
    /// When the key or token that it came with ends; none: not by itself.
    pub ends_at: Option<Timestamp>,
}

impl Caller {
    /// The person at the machine, who can read the vault anyway: the command line without a server.
    #[must_use]
    pub fn local_operator() -> Self {
        Self {
            id: "local".to_owned(),
            role: Role::Operator,
            rights: CallerRights { effects: Effects::ALL, toolsets: None::<BTreeSet<String>> },
            bound_to: None,
            ends_at: None,
        }
    }

    /// Lets operators through.
    ///
    /// # Errors
    /// `POLICY_DENIED` for everybody else.
    pub fn must_operate(&self, what: &str) -> Result<()> {
        match self.role {
            Role::Operator => Ok(()),
            Role::Agent | Role::Auditor => Err(self.denied(what, "an operator's key")),
        }
    }

    /// Lets those through who may call tools.
    ///
    /// # Errors
    /// `POLICY_DENIED` for auditors.
    pub fn must_act(&self, what: &str) -> Result<()> {
        match self.role {
            Role::Operator | Role::Agent => Ok(()),
            Role::Auditor => Err(self.denied(what, "an operator's or agent's key")),
        }
    }

    /// Lets those through who run the host or watch over it.
    ///
    /// # Errors
    /// `POLICY_DENIED` for agents.
    pub fn must_oversee(&self, what: &str) -> Result<()> {
        match self.role {
            Role::Operator | Role::Auditor => Ok(()),
            Role::Agent => Err(self.denied(what, "an operator's or auditor's key")),
        }
    }

    /// The identifier that the caller acts for: the one it is bound to, or the one that it names.
    ///
    /// # Errors
    /// `POLICY_DENIED` where it names another than the one it is bound to.
    pub fn acting_for<'a>(&'a self, named: Option<&'a str>) -> Result<Option<&'a str>> {
        match (self.bound_to.as_deref(), named) {
            (None, named) => Ok(named),
            (Some(bound), None) => Ok(Some(bound)),
            (Some(bound), Some(named)) if bound == named => Ok(Some(bound)),
            (Some(_), Some(named)) => Err(self.not_for(named)),
        }
    }

    /// Lets the caller at an account that it may act for.
    ///
    /// # Errors
    /// `ACCOUNT_NOT_FOUND`: a bound caller does not learn which other accounts exist.
    pub fn may_see(&self, account: &Account) -> Result<()> {
        match &self.bound_to {
            Some(bound) if *bound != account.identifier => {
                Err(Problem::new(Kind::AccountNotFound, format!("there is no account {}", account.id)))
            }
            _ => Ok(()),
        }
    }

    fn denied(&self, what: &str, needed: &str) -> Box<Problem> {
        let mut problem = Problem::new(
            Kind::PolicyDenied,
            format!("{what} needs {needed}; this one has the role {}", self.role),
        );
        problem.layer = Some("role");
        problem
    }

    fn not_for(&self, named: &str) -> Box<Problem> {
        let detail =
            format!("this key is bound to one identifier, which is not `{named}`; leave `identifier` out");
        let mut problem = Problem::new(Kind::PolicyDenied, detail);
        problem.layer = Some("identifier");
        problem
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Operator => "operator",
            Self::Agent => "agent",
            Self::Auditor => "auditor",
        })
    }
}

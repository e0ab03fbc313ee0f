//! The audit: one record per execution and per change of what the host keeps, durable before its reply leaves (architecture
//! invariant 8).

mod changes;
mod reading;

pub(crate) use self::changes::Object;
pub use self::changes::{Action, ChangeRecord};
pub use self::reading::{AuditEntry, AuditPage, AuditQuery, ExecutionEntry, Recorded};

use innkeeper_accounts::Account;
use innkeeper_policy::Effect;
use innkeeper_vault::Vault;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Role;
use crate::problem::{Kind, Problem, Result};

/// The log's name in the vault.
const LOG: &str = "audit";
/// Room for most records.
const USUAL_BYTES: usize = 1_024;

/// What one execution was. Inputs and answers are not in it: they may be secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditRecord {
    /// The execution.
    pub execution_id: String,
    /// When it ended.
    pub at: Timestamp,
    /// The caller's key.
    pub caller: String,
    /// The caller's role.
    pub role: Role,
    /// The tool, as it was asked for.
    pub tool: String,
    /// What the tool may do, where there is such a tool.
    pub effect: Option<Effect>,
    /// The component that ran, by its SHA-256.
    pub connector: Option<String>,
    /// The account that it ran for.
    pub account: Option<AuditAccount>,
    /// `OK`, or the kind of problem.
    pub outcome: String,
    /// The provider's last status.
    pub upstream_status: Option<u16>,
    /// Requests that left the host.
    pub requests: u32,
    /// Whether it was a dry run, and nothing left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The whole call.
    pub duration_ms: u64,
    /// Why the caller said it called.
    pub reason: Option<String>,
}

/// An account, as the audit names it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditAccount {
    /// Its id.
    pub id: String,
    /// Its connection.
    pub connection: String,
    /// What the application calls its user.
    pub identifier: String,
    /// Who it is at the provider, by uuid.
    pub provider_user: Option<String>,
}

impl From<&Account> for AuditAccount {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            connection: account.connection.clone(),
            identifier: account.identifier.clone(),
            provider_user: account.provider_account.as_ref().map(|user| user.uuid.clone()),
        }
    }
}

/// How a call or a change ended, for the record.
pub(crate) fn outcome(kind: Option<Kind>) -> String {
    kind.map_or_else(|| "OK".to_owned(), crate::problem::kind_name)
}

/// Appends a record and waits until it is durable.
pub(crate) async fn append(vault: &Vault, record: &impl Serialize) -> Result<()> {
    let mut line = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut line, record)
        .map_err(|error| Problem::internal("writing the audit", &error))?;
    vault.append(LOG, &line).await.map_err(|error| Problem::internal("writing the audit", &error))?;
    Ok(())
}

//! What a call is and what it answers, as the API has them.

use std::time::Duration;

use innkeeper_accounts::Account;
use innkeeper_egress::RateBudget;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Longer than any call runs.
pub(crate) const LONGEST_CALL: Duration = Duration::from_secs(600);

/// A call.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "tool": "bitbucket_user_get", "identifier": "alice", "input": {} }))]
pub struct InvokeRequest {
    /// The tool's name.
    pub tool: String,
    /// Its input.
    #[serde(default = "empty_input")]
    #[schema(value_type = Object)]
    pub input: Value,
    /// What the application calls the user on whose behalf this is.
    pub identifier: Option<String>,
    /// The account, in place of the identifier.
    pub account_id: Option<String>,
    /// The connection, where the identifier has accounts in several.
    pub connection: Option<String>,
    /// Bytes of the answer; more is cut. At most the host's own limit.
    pub max_bytes: Option<u64>,
    /// Why, for the audit.
    pub reason: Option<String>,
    /// Makes a write's repetition harmless: under a key that was used for the same call, its first outcome is told again.
    pub idempotency_key: Option<String>,
    /// Says what would be sent, and sends nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// A call's answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InvokeReply {
    /// Names the execution in the audit.
    pub execution_id: String,
    /// The tool.
    pub tool: String,
    /// On whose behalf it ran.
    pub account: AccountRef,
    /// The answer: the provider's JSON as it came, or `{content, content_type}`.
    #[schema(value_type = Value)]
    pub data: Box<RawValue>,
    /// Whether the answer was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The input that reads on, where it was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub next: Option<Value>,
    /// What it took.
    pub meta: Meta,
}

/// An account, as replies name it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountRef {
    /// Its id.
    pub id: String,
    /// Its connection.
    pub connection: String,
    /// What the application calls its user.
    pub identifier: String,
    /// Who it is at the provider.
    pub provider_account: Option<ProviderRef>,
}

/// A provider's user, as replies name it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProviderRef {
    /// Without braces.
    pub uuid: String,
    /// The user's name.
    pub username: String,
}

/// What a call took.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Meta {
    /// The whole call, in milliseconds.
    pub duration_ms: u64,
    /// The provider's last status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_status: Option<u16>,
    /// Time in the connector, in microseconds.
    pub guest_us: u64,
    /// Time waiting for the provider, in milliseconds.
    pub upstream_ms: f64,
    /// Requests that were sent.
    pub requests: u32,
    /// Those of them that repeated one which had failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub retries: u32,
    /// Where the account stands with the rate budget of its connection's consumer, by group that the call's requests
    /// belonged to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rate_budget: Vec<RateBudget>,
    /// Whether this was a dry run, and nothing was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Whether this is the outcome of an earlier call with the same idempotency key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// A warning about the tool, such as that its operation will be removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

impl From<Account> for AccountRef {
    fn from(account: Account) -> Self {
        let provider_account =
            account.provider_account.map(|user| ProviderRef { uuid: user.uuid, username: user.username });
        Self {
            id: account.id.to_string(),
            connection: account.connection,
            identifier: account.identifier,
            provider_account,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn empty_input() -> Value {
    Value::Object(serde_json::Map::new())
}

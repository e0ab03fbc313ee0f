//! `idempotency_key`: the first outcome of a write is kept for a day and told again.
//!
//! A caller that does not know whether its call arrived makes it again under the same key. The key is taken before the
//! connector runs and settled before the reply leaves; a host that dies in between leaves it taken, and whoever calls then
//! is told that nobody knows. Reads need no key and take none.

use std::time::Duration;

use data_encoding::HEXLOWER;
use innkeeper_accounts::Account;
use innkeeper_vault::{Kind as RecordKind, Loaded, RecordKey, Secret, Secrets, Vault, VaultError, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::call::{InvokeReply, LONGEST_CALL};
use crate::input::Input;
use crate::problem::{Kind, Problem, Result, Violation};

const KIND: RecordKind = RecordKind::new("idempotency");
/// The field of a record that holds the outcome. It is a secret: answers may be.
const OUTCOME: &str = "outcome";
/// How long an outcome is kept.
const KEPT: Duration = Duration::from_secs(24 * 3_600);
const LONGEST_KEY: usize = 255;
/// Records that a sweep looks at in one go.
const PAGE: usize = 200;

/// A key that this call has taken.
pub(crate) struct Claim {
    key: RecordKey,
    version: Version,
    record: Record,
}

/// What became of a call's wish to take a key.
pub(crate) enum Claimed {
    /// It is the first.
    First(Claim),
    /// This is what the first one came to.
    Before(Outcome),
}

/// How a call ended.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Reply(Box<InvokeReply>),
    Problem(Told),
}

/// A problem, as far as it is told again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Told {
    kind: Kind,
    detail: String,
    upstream_status: Option<u16>,
    missing_scopes: Vec<String>,
    violations: Vec<Violation>,
}

/// What the vault shows of a taken key.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    /// Of the call that took it.
    fingerprint: String,
    at: Timestamp,
    is_done: bool,
}

/// Takes a key for a call of an account, or finds what was done under it.
///
/// # Errors
/// `BAD_INPUT` for a key that is none or was another call's, `CONFLICT` while the first call runs, or where nobody knows how
/// it ended.
pub(crate) async fn claim(
    vault: &Vault,
    account: &Account,
    key: &str,
    tool: &str,
    input: &Input,
) -> Result<Claimed> {
    if key.is_empty() || key.len() > LONGEST_KEY || key.chars().any(char::is_control) {
        return Err(refused(format!("must be 1 to {LONGEST_KEY} bytes without control characters")));
    }
    let record = Record { fingerprint: fingerprint(tool, input)?, at: Timestamp::now(), is_done: false };
    let id = digest(&[account.id.to_string().as_bytes(), key.as_bytes()]);
    let key = RecordKey::new(KIND, account.connection.as_str(), id);
    match vault.load::<Record>(KIND, &key.id).await.map_err(|error| failed(&error))? {
        Some(known) if !is_over(&known.plain) => known_outcome(&known, &record),
        expired => take(vault, key, expired.map(|known| known.version), record).await,
    }
}

async fn take(vault: &Vault, key: RecordKey, expected: Option<Version>, record: Record) -> Result<Claimed> {
    match vault.save(&key, expected, &record, &Secrets::new()).await {
        Ok(version) => Ok(Claimed::First(Claim { key, version, record })),
        Err(VaultError::Conflict { .. }) => Err(running()),
        Err(error) => Err(failed(&error)),
    }
}

fn known_outcome(known: &Loaded<Record>, asked: &Record) -> Result<Claimed> {
    if known.plain.fingerprint != asked.fingerprint {
        return Err(refused("was used for another call; a new call needs a key of its own".to_owned()));
    }
    if !known.plain.is_done {
        // A key that is taken for longer than that was left by a host that died.
        return Err(if age(&known.plain) < LONGEST_CALL { running() } else { unknown() });
    }
    let outcome = known.open(OUTCOME).map_err(|error| failed(&error))?;
    let outcome = outcome.ok_or_else(|| Problem::internal("reading a kept outcome", &"there is none"))?;
    let outcome = serde_json::from_str(outcome.expose());
    outcome.map(Claimed::Before).map_err(|error| Problem::internal("reading a kept outcome", &error))
}

impl Claim {
    /// Keeps the outcome. One that cannot be kept leaves the key taken: who calls again learns that nobody knows.
    pub(crate) async fn keep(self, vault: &Vault, outcome: &Outcome) {
        let kept = match serde_json::to_string(outcome) {
            Ok(text) => {
                let record = Record { is_done: true, ..self.record };
                let secrets = Secrets::new().with(OUTCOME, Secret::new(text));
                vault
                    .save(&self.key, Some(self.version), &record, &secrets)
                    .await
                    .map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "the outcome of a call with an idempotency key was not kept");
        }
    }

    /// Gives the key back: nothing was sent, so the call may be made again.
    pub(crate) async fn release(self, vault: &Vault) {
        if let Err(error) = vault.remove(KIND, &self.key.id, self.version).await {
            tracing::warn!(%error, "an idempotency key was not given back; it is taken until tomorrow");
        }
    }
}

impl From<&std::result::Result<InvokeReply, Box<Problem>>> for Outcome {
    fn from(result: &std::result::Result<InvokeReply, Box<Problem>>) -> Self {
        match result {
            Ok(reply) => Self::Reply(Box::new(reply.clone())),
            Err(problem) => Self::Problem(Told {
                kind: problem.kind,
                detail: problem.detail.clone(),
                upstream_status: problem.upstream_status,
                missing_scopes: problem.missing_scopes.clone(),
                violations: problem.violations.clone(),
            }),
        }
    }
}

impl Outcome {
    /// The first outcome, told again.
    pub(crate) fn told_again(self) -> Result<Box<InvokeReply>> {
        match self {
            Self::Reply(mut reply) => {
                reply.meta.replayed = true;
                // It was true then.
                reply.meta.rate_budget.clear();
                Ok(reply)
            }
            Self::Problem(told) => {
                let detail = format!("{} (told again: the first call under this key ended so)", told.detail);
                let mut problem = Problem::new(told.kind, detail).with_upstream(told.upstream_status);
                problem.missing_scopes = told.missing_scopes;
                problem.violations = told.violations;
                Err(problem)
            }
        }
    }
}

/// Removes keys whose time is over.
///
/// # Errors
/// [`VaultError`] if the vault cannot be read or written.
pub(crate) async fn sweep(vault: &Vault) -> std::result::Result<(), VaultError> {
    let mut pages = vault.pages::<Record>(KIND, PAGE);
    while let Some(page) = pages.next().await? {
        for (id, known) in page.iter().filter(|(_, known)| is_over(&known.plain)) {
            match vault.remove(KIND, id, known.version).await {
                // Somebody took it anew in the meantime.
                Ok(()) | Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

fn age(record: &Record) -> Duration {
    Timestamp::now().duration_since(record.at).try_into().unwrap_or(Duration::ZERO)
}

fn is_over(record: &Record) -> bool {
    age(record) >= KEPT
}

/// The same for calls that ask for the same.
fn fingerprint(tool: &str, input: &Input) -> Result<String> {
    let input = serde_json::to_vec(input).map_err(|error| Problem::internal("writing the input", &error))?;
    Ok(digest(&[tool.as_bytes(), &input]))
}

/// A digest of parts, in which none can pass for the end of another.
fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

fn refused(message: String) -> Box<Problem> {
    Problem::bad_field("/idempotency_key", message)
}

fn running() -> Box<Problem> {
    let detail = "the first call under this idempotency key is still running; ask again for its outcome";
    Problem::new(Kind::Conflict, detail).retryable(Some(1_000))
}

fn unknown() -> Box<Problem> {
    let detail = "the first call under this idempotency key was interrupted, and nobody knows whether it was carried out; \
        look at the provider, then call with another key if it was not";
    Problem::new(Kind::Conflict, detail)
}

fn failed(error: &VaultError) -> Box<Problem> {
    Problem::internal("keeping an idempotency key", error)
}

//! API keys and session tokens: how a caller becomes a [`Caller`].
//!
//! A key is `ik_<id>_<secret>`. The id finds the record, the record holds a SHA-256 of the secret: the secret has 256
//! random bits, so a fast hash gives nothing away. A session token is the same with `is_` and an end. The bootstrap key
//! comes from the environment, is whatever the operator chose, and is not stored. `access` exchanges a key's two halves
//! for a bearer that lives for an hour.

mod access;

pub use access::AccessToken;

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use innkeeper_policy::{CallerRights, Effect, Effects};
use innkeeper_vault::{Kind as RecordKind, RecordKey, Secret, Secrets, Vault, VaultError, random_token};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::caller::{Caller, Role};
use crate::problem::{Kind, Problem, Result};
use access::AccessTokens;

const KEY: RecordKind = RecordKind::new("key");
const API_KEY: &str = "ik";
const SESSION: &str = "is";
/// A session token lives a day at most.
const LONGEST_SESSION_S: u64 = 86_400;
/// Keys that a listing shows.
const MOST_KEYS: usize = 1_000;

/// What a new key is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What it is for.
    pub role: Role,
    /// For people who list keys.
    pub name: String,
    /// The one identifier that it acts for.
    pub identifier: Option<String>,
    /// Effects that its calls may have; an agent's default is read and write.
    pub effects: Option<Vec<Effect>>,
    /// Toolsets that it may use; none: all.
    pub toolsets: Option<BTreeSet<String>>,
}

/// What a new session token is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The one identifier that it acts for.
    pub identifier: String,
    /// Toolsets that it may use; none: all.
    pub toolsets: Option<BTreeSet<String>>,
    /// Effects that its calls may have; read and write where absent.
    pub effects: Option<Vec<Effect>>,
    /// Seconds that it lives.
    pub ttl_s: u64,
}

/// A stored key, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyView {
    /// Names the key in lists and in the audit.
    pub id: String,
    /// What it is for.
    pub role: Role,
    /// For people.
    pub name: String,
    /// The one identifier that it acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Effects that its calls may have.
    pub effects: Effects,
    /// Toolsets that it may use; none: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolsets: Option<BTreeSet<String>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, for session tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// What the vault holds of a key.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    view: KeyView,
    sha256: String,
}

/// A key that was just made. The only time that its value is seen.
pub struct MadeKey {
    /// The key's record.
    pub view: KeyView,
    /// Its value.
    pub value: Secret,
}

impl MadeKey {
    /// The key as a client's credentials (RFC 6749 §2.3.1): its part before the secret, and the secret.
    #[must_use]
    pub fn halves(&self) -> (String, &str) {
        let client_id = format!("{}_{}", prefix(&self.view), self.view.id);
        let secret = self.value.expose().get(client_id.len() + 1..).unwrap_or_default();
        (client_id, secret)
    }
}

/// The keys of a host.
#[derive(Clone)]
pub struct Keys {
    vault: Vault,
    bootstrap: Option<[u8; 32]>,
    access: AccessTokens,
}

impl Keys {
    /// Keys in a vault, and the bootstrap key where there is one.
    #[must_use]
    pub fn new(vault: Vault, bootstrap: Option<&Secret>) -> Self {
        let access = AccessTokens::new(&vault);
        Self { vault, bootstrap: bootstrap.map(|key| hash(key.expose())), access }
    }

    /// Finds out who presents a bearer token.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no valid key, without saying why.
    pub async fn authenticate(&self, token: &str) -> Result<Caller> {
        if self.is_bootstrap(token) {
            return Ok(Caller { id: "bootstrap".to_owned(), ..Caller::local_operator() });
        }
        if access::is_meant(token) {
            return self.bearer_of_access_token(token).await;
        }
        let Some((id, secret)) = parse(token) else { return Err(unknown()) };
        let Some(stored) = self.stored(id).await? else { return Err(unknown()) };
        let genuine = same(HEXLOWER.encode(&hash(secret)).as_bytes(), stored.sha256.as_bytes());
        let alive = stored.view.expires_at.is_none_or(|end| end > Timestamp::now());
        let of_its_kind = token.starts_with(prefix(&stored.view));
        if genuine && alive && of_its_kind { Ok(stored.view.into_caller()) } else { Err(unknown()) }
    }

    async fn stored(&self, id: &str) -> Result<Option<Stored>> {
        let loaded = self.vault.load::<Stored>(KEY, id).await.map_err(|error| failed(&error))?;
        Ok(loaded.map(|loaded| loaded.plain))
    }

    /// Makes a key.
    ///
    /// # Errors
    /// `BAD_INPUT` for a name or identifier that is none.
    pub async fn create(&self, new: NewKey) -> Result<MadeKey> {
        let role = new.role;
        let effects = match new.effects {
            Some(asked) => asked.into_iter().collect(),
            None if role == Role::Operator => Effects::ALL,
            None if role == Role::Agent => Effects::READ_WRITE,
            None => Effects::NONE,
        };
        let name = checked_text("/name", new.name)?;
        let identifier = new.identifier.map(|text| checked_text("/identifier", text)).transpose()?;
        self.store(role, name, identifier, effects, new.toolsets, None).await
    }

    /// Makes a session token for one identifier.
    ///
    /// # Errors
    /// `BAD_INPUT` for a life of nothing or more than a day.
    pub async fn open_session(&self, new: NewSession) -> Result<MadeKey> {
        if !(1..=LONGEST_SESSION_S).contains(&new.ttl_s) {
            return Err(Problem::bad_field(
                "/ttl_s",
                format!("must be from 1 to {LONGEST_SESSION_S} seconds"),
            ));
        }
        let life = SignedDuration::from_secs(i64::try_from(new.ttl_s).unwrap_or(0));
        let effects = new.effects.map_or(Effects::READ_WRITE, |asked| asked.into_iter().collect());
        let identifier = checked_text("/identifier", new.identifier)?;
        let name = format!("session of {identifier}");
        let end = Some(Timestamp::now() + life);
        self.store(Role::Agent, name, Some(identifier), effects, new.toolsets, end).await
    }

    async fn store(
        &self,
        role: Role,
        name: String,
        identifier: Option<String>,
        effects: Effects,
        toolsets: Option<BTreeSet<String>>,
        expires_at: Option<Timestamp>,
    ) -> Result<MadeKey> {
        let secret = random_token().map_err(|error| failed(&error))?;
        let id = random_id()?;
        let created_at = Timestamp::now();
        let view = KeyView { id, role, name, identifier, effects, toolsets, created_at, expires_at };
        let sha256 = HEXLOWER.encode(&hash(secret.expose()));
        let value = Secret::new(format!("{}_{}_{}", prefix(&view), view.id, secret.expose()));
        let stored = Stored { view: view.clone(), sha256 };
        let key = RecordKey::new(KEY, "", view.id.clone());
        self.vault.save(&key, None, &stored, &Secrets::new()).await.map_err(|error| failed(&error))?;
        Ok(MadeKey { view, value })
    }

    /// All keys that have not ended.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn list(&self) -> Result<Vec<KeyView>> {
        let found = self.vault.scan::<Stored>(KEY, None, MOST_KEYS).await.map_err(|error| failed(&error))?;
        let now = Timestamp::now();
        let views = found.into_iter().map(|(_, loaded)| loaded.plain.view);
        Ok(views.filter(|view| view.expires_at.is_none_or(|end| end > now)).collect())
    }

    /// Whether the vault answers.
    ///
    /// # Errors
    /// `INTERNAL` where it does not.
    pub(crate) async fn probe(&self) -> Result<()> {
        self.vault.load::<Stored>(KEY, "probe").await.map(drop).map_err(|error| failed(&error))
    }

    /// Ends a key, at once and for good.
    ///
    /// # Errors
    /// `NOT_FOUND` for an id that is none.
    pub async fn revoke(&self, id: &str) -> Result<()> {
        let missing = || {
            Problem::new(Kind::NotFound, format!("there is no key `{id}`; `innkeeper keys list` shows them"))
        };
        if !is_id(id) {
            return Err(missing());
        }
        let loaded = self.vault.load::<Stored>(KEY, id).await.map_err(|error| failed(&error))?;
        let Some(loaded) = loaded else { return Err(missing()) };
        self.vault.remove(KEY, id, loaded.version).await.map_err(|error| failed(&error))
    }

    fn is_bootstrap(&self, token: &str) -> bool {
        self.bootstrap.as_ref().is_some_and(|expected| same(expected, &hash(token)))
    }
}

impl KeyView {
    fn into_caller(self) -> Caller {
        Caller {
            id: self.id,
            role: self.role,
            rights: CallerRights { effects: self.effects, toolsets: self.toolsets },
            bound_to: self.identifier,
        }
    }
}

fn prefix(view: &KeyView) -> &'static str {
    if view.expires_at.is_some() { SESSION } else { API_KEY }
}

/// The id and the secret of `ik_<id>_<secret>` or `is_<id>_<secret>`.
fn parse(token: &str) -> Option<(&str, &str)> {
    let (prefix, rest) = token.split_once('_')?;
    let (id, secret) = rest.split_once('_')?;
    ((prefix == API_KEY || prefix == SESSION) && is_id(id)).then_some((id, secret))
}

fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn random_id() -> Result<String> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal("drawing random bytes", &error))?;
    Ok(HEXLOWER.encode(&bytes))
}

fn checked_text(path: &str, text: String) -> Result<String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= 256 && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(Problem::bad_field(path, "must have 1 to 256 printable characters")) }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn same(left: &[u8], right: &[u8]) -> bool {
    bool::from(left.ct_eq(right))
}

fn unknown() -> Box<Problem> {
    Problem::new(
        Kind::Unauthenticated,
        "the bearer token is not a valid key; make one with `innkeeper keys create`",
    )
}

fn failed(error: &VaultError) -> Box<Problem> {
    Problem::internal("reading or writing a key", error)
}

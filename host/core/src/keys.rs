//! API keys and session tokens: how a caller becomes a [`Caller`].
//!
//! A session token gives away no more than its maker has, and ends when its maker's key is revoked.
//!
//! A key is `ik_<id>_<secret>`. The id finds the record, the record holds a SHA-256 of the secret: the secret has 256
//! random bits, so a fast hash gives nothing away. A session token is the same with `is_` and an end. The bootstrap key
//! comes from the environment, is whatever the operator chose, and is not stored. `access` exchanges a key's two halves
//! for a bearer that lives for an hour.

mod access;

pub use access::AccessToken;

mod known;
mod lent;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use innkeeper_policy::{CallerRights, Effect, Effects};
use innkeeper_vault::{
    Kind as RecordKind, Loaded, RecordKey, Secret, Secrets, Vault, VaultError, random_token,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use self::known::KnownKeys;
use self::lent::{end_of, lent_rights};
use crate::caller::{Caller, Role};
use crate::listing::{PageQuery, cut, page_size};
use crate::problem::{Kind, Problem, Result};
use access::AccessTokens;

const KEY: RecordKind = RecordKind::new("key");
const API_KEY: &str = "ik";
const SESSION: &str = "is";
/// So long a session token that has ended is told from an unknown one.
const LINGER: SignedDuration = SignedDuration::from_hours(1);
/// Records that are read at once, and pages that one round of housekeeping reads at most.
const PAGE: usize = 64;
const PAGES_A_ROUND: usize = 64;

/// What a new key is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "agent", "name": "support bot", "effects": ["read"] }))]
pub struct NewKey {
    /// What it is for.
    pub role: Role,
    /// For people who list keys.
    #[schema(min_length = 1, max_length = 256)]
    pub name: String,
    /// The one identifier that it acts for.
    #[schema(min_length = 1, max_length = 256)]
    pub identifier: Option<String>,
    /// Effects that its calls may have; an agent's default is read and write.
    pub effects: Option<Vec<Effect>>,
    /// Toolsets that it may use; none: all.
    #[schema(value_type = Option<Vec<String>>)]
    pub toolsets: Option<BTreeSet<String>>,
}

/// What a new session token is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "identifier": "alice", "effects": ["read"], "ttl_s": 3600 }))]
pub struct NewSession {
    /// The one identifier that it acts for.
    #[schema(min_length = 1, max_length = 256)]
    pub identifier: String,
    /// Toolsets that it may use; none: all.
    #[schema(value_type = Option<Vec<String>>)]
    pub toolsets: Option<BTreeSet<String>>,
    /// Effects that its calls may have; absent: read and write, as far as its maker has them.
    pub effects: Option<Vec<Effect>>,
    /// Seconds that it lives: a day at most.
    #[schema(minimum = 1, maximum = 86400)]
    pub ttl_s: u64,
}

/// A stored key, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Key)]
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
    /// The key that a session token came from, and ends with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
}

/// A page of keys.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KeyPage {
    /// In the order of their ids.
    pub keys: Vec<KeyView>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
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
    known: Arc<KnownKeys>,
    bootstrap: Option<[u8; 32]>,
    /// Where the last round of housekeeping stopped.
    swept_to: Arc<Mutex<Option<String>>>,
    access: AccessTokens,
}

impl Keys {
    /// Keys in a vault, and the bootstrap key where there is one.
    #[must_use]
    pub fn new(vault: Vault, bootstrap: Option<&Secret>) -> Self {
        let access = AccessTokens::new(&vault);
        let bootstrap = bootstrap.map(|key| hash(key.expose()));
        Self { vault, known: Arc::default(), bootstrap, swept_to: Arc::default(), access }
    }

    /// Finds out who presents a bearer token.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no valid key, without saying why; only whoever presents a session token as it
    /// was made is told that it has expired.
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
        match (genuine && of_its_kind, alive) {
            (true, true) => Ok(stored.view.caller()),
            (true, false) => Err(expired()),
            (false, _) => Err(unknown()),
        }
    }

    /// A key for checking what is presented. One whose record did not change is not proved genuine again.
    async fn stored(&self, id: &str) -> Result<Option<Arc<Stored>>> {
        self.known.read(&self.vault, id).await.map_err(|error| failed(&error))
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
        self.store(role, name, identifier, CallerRights { effects, toolsets: new.toolsets }, None, None).await
    }

    /// Makes a session token for one identifier, with rights that its maker has.
    ///
    /// # Errors
    /// `BAD_INPUT` for a life of nothing, of more than a day, or beyond its maker's own; `POLICY_DENIED` for rights that its
    /// maker does not have.
    pub async fn open_session(&self, maker: &Caller, new: NewSession) -> Result<MadeKey> {
        let end = end_of(maker, new.ttl_s)?;
        let identifier = checked_text("/identifier", new.identifier)?;
        maker.acting_for(Some(&identifier))?;
        let rights = lent_rights(maker, new.effects, new.toolsets)?;
        let name = format!("session of {identifier}");
        let maker_key = self.key_of(maker).await?;
        let made =
            self.store(Role::Agent, name, Some(identifier), rights, Some(end), maker_key.clone()).await?;
        // Whoever revoked the maker in this very moment did not see the token yet.
        if let Some(key) = &maker_key
            && self.load(key).await?.is_none()
        {
            self.revoke(&made.view.id).await?;
            return Err(unknown());
        }
        Ok(made)
    }

    /// The stored key behind a caller: its own, or that of whoever made its session token.
    async fn key_of(&self, maker: &Caller) -> Result<Option<String>> {
        if !is_id(&maker.id) {
            return Ok(None);
        }
        let stored = self.load(&maker.id).await?.ok_or_else(unknown)?;
        Ok(Some(stored.plain.view.made_by.unwrap_or_else(|| maker.id.clone())))
    }

    async fn load(&self, id: &str) -> Result<Option<Loaded<Stored>>> {
        self.vault.load::<Stored>(KEY, id).await.map_err(|error| failed(&error))
    }

    async fn store(
        &self,
        role: Role,
        name: String,
        identifier: Option<String>,
        rights: CallerRights,
        expires_at: Option<Timestamp>,
        made_by: Option<String>,
    ) -> Result<MadeKey> {
        let CallerRights { effects, toolsets } = rights;
        let secret = random_token().map_err(|error| failed(&error))?;
        let id = random_id()?;
        let created_at = Timestamp::now();
        let view = KeyView { id, role, name, identifier, effects, toolsets, created_at, expires_at, made_by };
        let sha256 = HEXLOWER.encode(&hash(secret.expose()));
        let value = Secret::new(format!("{}_{}_{}", prefix(&view), view.id, secret.expose()));
        let stored = Stored { view: view.clone(), sha256 };
        let key = RecordKey::new(KEY, "", view.id.clone());
        self.vault.save(&key, None, &stored, &Secrets::new()).await.map_err(|error| failed(&error))?;
        Ok(MadeKey { view, value })
    }

    /// A page of the keys that have not ended.
    ///
    /// # Errors
    /// `BAD_INPUT` for a cursor or limit that is none; where the vault cannot be read.
    pub async fn list(&self, query: &PageQuery) -> Result<KeyPage> {
        let limit = page_size(query.limit)?;
        if query.cursor.as_deref().is_some_and(|cursor| !is_id(cursor)) {
            return Err(Problem::bad_field("/cursor", "is not `next_cursor` of a page of keys"));
        }
        let (now, mut after, mut found) = (Timestamp::now(), query.cursor.clone(), Vec::new());
        while found.len() <= limit {
            let page = self.vault.scan::<Stored>(KEY, after.as_deref(), PAGE).await;
            let page = page.map_err(|error| failed(&error))?;
            after = page.last().filter(|_| page.len() == PAGE).map(|(id, _)| id.clone());
            let views = page.into_iter().map(|(_, loaded)| loaded.plain.view);
            found.extend(views.filter(|view| view.expires_at.is_none_or(|end| end > now)));
            if after.is_none() {
                break;
            }
        }
        let (keys, next_cursor) = cut(found, limit, |key| key.id.clone());
        Ok(KeyPage { keys, next_cursor })
    }

    /// Whether the vault answers.
    ///
    /// # Errors
    /// `INTERNAL` where it does not.
    pub(crate) async fn probe(&self) -> Result<()> {
        self.vault.load::<Stored>(KEY, "probe").await.map(drop).map_err(|error| failed(&error))
    }

    /// Ends a key, at once and for good, and the session tokens that came from it.
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
        let Some(loaded) = self.load(id).await? else { return Err(missing()) };
        self.vault.remove(KEY, id, loaded.version).await.map_err(|error| failed(&error))?;
        let mut pages = self.vault.pages::<Stored>(KEY, PAGE);
        while let Some(page) = pages.next().await.map_err(|error| failed(&error))? {
            let came_from_it =
                page.iter().filter(|(_, loaded)| loaded.plain.view.made_by.as_deref() == Some(id));
            for (token, loaded) in came_from_it {
                self.forget(token, loaded).await.map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    /// Removes session tokens that ended an hour ago, of a part of the keys: the next round goes on where this one stopped.
    ///
    /// # Errors
    /// [`VaultError`] if the vault cannot be read or written.
    pub(crate) async fn sweep(&self) -> std::result::Result<(), VaultError> {
        let place = || self.swept_to.lock().unwrap_or_else(PoisonError::into_inner);
        let mut after = place().clone();
        for _ in 0..PAGES_A_ROUND {
            let page = self.vault.scan::<Stored>(KEY, after.as_deref(), PAGE).await?;
            let before = Timestamp::now() - LINGER;
            for (id, loaded) in &page {
                if loaded.plain.view.expires_at.is_some_and(|end| end <= before) {
                    self.forget(id, loaded).await?;
                }
            }
            after = page.last().filter(|_| page.len() == PAGE).map(|(id, _)| id.clone());
            if after.is_none() {
                break;
            }
        }
        *place() = after;
        Ok(())
    }

    /// Removes a session token that may be removed by another host as well.
    async fn forget(&self, id: &str, loaded: &Loaded<Stored>) -> std::result::Result<(), VaultError> {
        match self.vault.remove(KEY, id, loaded.version).await {
            Ok(()) | Err(VaultError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn is_bootstrap(&self, token: &str) -> bool {
        self.bootstrap.as_ref().is_some_and(|expected| same(expected, &hash(token)))
    }
}

impl KeyView {
    fn caller(&self) -> Caller {
        Caller {
            id: self.id.clone(),
            role: self.role,
            rights: CallerRights { effects: self.effects, toolsets: self.toolsets.clone() },
            bound_to: self.identifier.clone(),
            ends_at: self.expires_at,
        }
    }
}

fn expired() -> Box<Problem> {
    Problem::new(Kind::Unauthenticated, "the session token has expired; ask for a new one")
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

/// Whether a text is the id of a key or session token.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Whether a text begins like a bearer of this host.
pub(crate) fn is_meant_as_one(text: &str) -> bool {
    let begins = |prefix: &str| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_'));
    begins(API_KEY) || begins(SESSION) || access::is_meant(text)
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

#[cfg(test)]
mod tests;

//! Codes and tokens: who holds what, until when.

use std::{collections::HashMap, fmt, io, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::consumer::{Consumer, ConsumerSpec, Registered};
use crate::{clock::later, scope::Granted, world::UserId};

/// How long a code waits for its exchange.
const CODE_LIFE: Duration = Duration::from_mins(10);
/// How long a refresh token lives on after its first use (Bitbucket facts, OAuth).
const ROTATION_GRACE: Duration = Duration::from_mins(10);
/// How long a refresh token lives unused: three months (Bitbucket facts, OAuth).
const REFRESH_LIFE: Duration = Duration::from_hours(90 * 24);
/// Random bytes in a token; in base64 they are 2,640 characters.
const TOKEN_BYTES: usize = 1980;

/// The state of the OAuth server. Random values are made outside of it, so that none of its methods can fail for want
/// of them.
#[derive(Default)]
pub(crate) struct Authority {
    consumers: Vec<Registered>,
    codes: HashMap<String, Code>,
    access: HashMap<String, AccessToken>,
    refresh: HashMap<String, RefreshToken>,
}

/// What a code stands for until it is exchanged, once.
pub(super) struct Code {
    pub(super) consumer: String,
    pub(super) user: UserId,
    /// As sent to the authorize endpoint; the exchange has to send the same.
    pub(super) redirect_uri: Option<String>,
    pub(super) challenge: Option<Challenge>,
    pub(super) expires_at: Timestamp,
}

/// What proves that the sender of a code is who asked for it (RFC 7636).
pub(super) enum Challenge {
    Plain(String),
    Sha256(String),
}

/// The part of a grant that both its tokens share.
#[derive(Clone)]
struct Grant {
    consumer: String,
    user: UserId,
    granted: Granted,
}

struct AccessToken {
    grant: Grant,
    expires_at: Timestamp,
}

struct RefreshToken {
    grant: Grant,
    dies_at: Timestamp,
    use_state: Use,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Fresh,
    Rotated,
}

/// A pair of tokens, as handed out.
#[derive(Clone)]
pub struct IssuedTokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For the next refresh.
    pub refresh_token: String,
    pub(super) scopes: Vec<&'static str>,
}

impl fmt::Debug for IssuedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedTokens").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// What an access token is worth now.
pub(crate) enum TokenState {
    Live { user: UserId, granted: Granted },
    Expired,
    Unknown,
}

/// Why a grant gives no tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum GrantError {
    /// The code or refresh token is unknown, used, too old, or another consumer's.
    Invalid,
    /// The system gave no random bytes.
    Randomness,
}

/// A new pair of tokens' worth of randomness.
fn fresh_pair() -> io::Result<(String, String)> {
    Ok((random(TOKEN_BYTES)?, random(TOKEN_BYTES)?))
}

/// `bytes` random bytes in URL-safe base64.
pub(super) fn random(bytes: usize) -> io::Result<String> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(buffer))
}

impl Authority {
    /// Registers a consumer.
    pub(crate) fn register(&mut self, spec: ConsumerSpec) -> io::Result<Consumer> {
        let (key, secret) = (random(12)?, random(24)?);
        let registered = spec.register(|| (key, secret));
        let told = registered.told();
        self.consumers.retain(|known| known.key != told.key);
        self.consumers.push(registered);
        Ok(told)
    }

    /// Gives a consumer a new secret; the old one is wrong from now on.
    pub(crate) fn rotate_secret(&mut self, key: &str) -> io::Result<Option<Consumer>> {
        let secret = random(24)?;
        Ok(self.consumers.iter_mut().find(|known| known.key == key).map(|consumer| {
            consumer.secret = secret;
            consumer.previous = None;
            consumer.told()
        }))
    }

    /// Ticks other scopes; false where there is no such consumer.
    pub(crate) fn tick_scopes(&mut self, key: &str, scopes: Granted) -> bool {
        let consumer = self.consumers.iter_mut().find(|known| known.key == key);
        consumer.map(|consumer| consumer.scopes = scopes).is_some()
    }

    /// Registers another callback; false where there is no such consumer.
    pub(crate) fn move_callback(&mut self, key: &str, callback_url: &str) -> bool {
        let consumer = self.consumers.iter_mut().find(|known| known.key == key);
        consumer.map(|consumer| callback_url.clone_into(&mut consumer.callback_url)).is_some()
    }

    /// Makes one user's grants another's.
    pub(crate) fn mix_up(&mut self, from: UserId, to: UserId) {
        let access = self.access.values_mut().map(|token| &mut token.grant);
        let grants = access.chain(self.refresh.values_mut().map(|token| &mut token.grant));
        grants.filter(|grant| grant.user == from).for_each(|grant| grant.user = to);
    }

    /// Gives a consumer a second secret beside the one that it has.
    pub(crate) fn begin_secret_rotation(&mut self, key: &str) -> io::Result<Option<Consumer>> {
        let secret = random(24)?;
        Ok(self.consumers.iter_mut().find(|known| known.key == key).map(|consumer| {
            consumer.previous = Some(std::mem::replace(&mut consumer.secret, secret));
            consumer.told()
        }))
    }

    /// Takes the older of two secrets away. Gives whether there is such a consumer.
    pub(crate) fn end_secret_rotation(&mut self, key: &str) -> bool {
        let consumer = self.consumers.iter_mut().find(|known| known.key == key);
        consumer.map(|consumer| consumer.previous = None).is_some()
    }

    /// The consumer of this key.
    pub(super) fn consumer(&self, key: &str) -> Option<&Registered> {
        self.consumers.iter().find(|known| known.key == key)
    }

    /// Keeps a code for its exchange.
    pub(super) fn keep_code(&mut self, text: String, code: Code) {
        self.codes.insert(text, code);
    }

    /// When a code made now stops being good.
    pub(super) fn code_expiry(now: Timestamp) -> Timestamp {
        later(now, CODE_LIFE)
    }

    /// Exchanges a code. It is spent, whatever comes of it.
    pub(super) fn exchange_code(
        &mut self,
        consumer: &str,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        times: Times,
    ) -> Result<IssuedTokens, GrantError> {
        let code = self.codes.remove(code).ok_or(GrantError::Invalid)?;
        let good = code.consumer == consumer
            && code.expires_at > times.now
            && code.redirect_uri.as_deref() == redirect_uri
            && code.challenge.is_none_or(|challenge| challenge.is_met(verifier));
        if !good {
            return Err(GrantError::Invalid);
        }
        self.issue(consumer, code.user, times)
    }

    /// Exchanges a refresh token. The old one lives on for the grace, counted from its first use.
    pub(super) fn refresh(
        &mut self,
        consumer: &str,
        token: &str,
        times: Times,
    ) -> Result<IssuedTokens, GrantError> {
        let known = self.refresh.get_mut(token).ok_or(GrantError::Invalid)?;
        if known.dies_at <= times.now || known.grant.consumer != consumer {
            return Err(GrantError::Invalid);
        }
        if known.use_state == Use::Fresh {
            known.use_state = Use::Rotated;
            known.dies_at = later(times.now, ROTATION_GRACE);
        }
        let user = known.grant.user;
        self.issue(consumer, user, times)
    }

    /// Hands out a pair of tokens with the scopes that the consumer has ticked.
    pub(super) fn issue(
        &mut self,
        consumer: &str,
        user: UserId,
        times: Times,
    ) -> Result<IssuedTokens, GrantError> {
        let granted = self.consumer(consumer).ok_or(GrantError::Invalid)?.scopes.clone();
        let (access_token, refresh_token) = fresh_pair().map_err(|_| GrantError::Randomness)?;
        let scopes = granted.names();
        let grant = Grant { consumer: consumer.to_owned(), user, granted };
        let expires_at = later(times.now, times.access_life);
        self.access.insert(access_token.clone(), AccessToken { grant: grant.clone(), expires_at });
        let dies_at = later(times.now, REFRESH_LIFE);
        self.refresh.insert(refresh_token.clone(), RefreshToken { grant, dies_at, use_state: Use::Fresh });
        Ok(IssuedTokens { access_token, refresh_token, scopes })
    }

    /// The same for somebody who was never asked: a way round the browser for tests.
    pub(crate) fn issue_unasked(
        &mut self,
        consumer: &str,
        user: UserId,
        times: Times,
    ) -> Option<IssuedTokens> {
        self.issue(consumer, user, times).ok()
    }

    /// What an access token is worth.
    pub(crate) fn look_up(&self, token: &str, now: Timestamp) -> TokenState {
        match self.access.get(token) {
            None => TokenState::Unknown,
            Some(known) if known.expires_at <= now => TokenState::Expired,
            Some(AccessToken { grant, .. }) => {
                TokenState::Live { user: grant.user, granted: grant.granted.clone() }
            }
        }
    }

    /// The key of the consumer that a token was given through.
    pub(crate) fn consumer_of(&self, token: &str) -> Option<String> {
        self.access.get(token).map(|known| known.grant.consumer.clone())
    }

    /// Lets every access token end.
    pub(crate) fn expire_access_tokens(&mut self, now: Timestamp) {
        self.access.values_mut().for_each(|token| token.expires_at = now);
    }

    /// All tokens that are known, access and refresh tokens alike.
    pub(crate) fn tokens(&self) -> Vec<String> {
        self.access.keys().chain(self.refresh.keys()).cloned().collect()
    }

    /// Takes back all that a user has granted.
    pub(crate) fn revoke(&mut self, user: UserId) {
        self.codes.retain(|_, code| code.user != user);
        self.access.retain(|_, token| token.grant.user != user);
        self.refresh.retain(|_, token| token.grant.user != user);
    }
}

/// The present, and how long an access token made now lives.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) now: Timestamp,
    pub(crate) access_life: Duration,
}

impl Challenge {
    fn is_met(&self, verifier: Option<&str>) -> bool {
        let Some(verifier) = verifier else { return false };
        match self {
            Self::Plain(challenge) => challenge == verifier,
            Self::Sha256(challenge) => *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
        }
    }
}

//! Bearers for an hour: what `POST /oauth/token` gives for a key's two halves.
//!
//! An access token is `ia_<key id>_<end>_<mac>`: it names its key and the second that it ends, under a MAC. Nothing is
//! written when one is made. The MAC's key is derived from the vault's master key, so all hosts of a vault take each
//! other's tokens, also while a master key is changed; the MAC covers the hash of the key's secret. A token is checked
//! with its key's record at each call: it has the key's role and limits as they are then, and it ends with the key.

use std::num::NonZeroU32;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use innkeeper_vault::{Secret, Vault};
use jiff::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{API_KEY, Keys, Stored, hash, is_id, prefix, same, unknown};
use crate::caller::Caller;
use crate::problem::{Kind, Problem, Result};

const ACCESS: &str = "ia_";
/// A MAC, in hexadecimal digits.
const MAC_DIGITS: usize = 64;
const DEFAULT_TTL: NonZeroU32 = NonZeroU32::MIN.saturating_add(3_599);

/// A bearer that was just made.
pub struct AccessToken {
    /// Its value.
    pub value: Secret,
    /// Seconds that it lives.
    pub expires_in: NonZeroU32,
}

/// What access tokens are made and checked with.
#[derive(Clone)]
pub(super) struct AccessTokens {
    /// The first makes; all of them check.
    keys: Arc<[Zeroizing<[u8; 32]>]>,
    ttl: NonZeroU32,
}

/// What a token says of itself, not yet checked.
struct Claim<'a> {
    id: &'a str,
    ends: i64,
    mac: [u8; 32],
}

/// Whether a bearer says that it is an access token.
pub(super) fn is_meant(token: &str) -> bool {
    token.starts_with(ACCESS)
}

impl AccessTokens {
    pub(super) fn new(vault: &Vault) -> Self {
        Self { keys: vault.derive_keys("access tokens").collect(), ttl: DEFAULT_TTL }
    }

    fn make(&self, key: &Stored) -> Result<AccessToken> {
        let ends = Timestamp::now().as_second().saturating_add(self.ttl.get().into());
        let signing = self.keys.first().and_then(|signing| mac(signing, key, ends));
        let signed = signing.ok_or_else(|| Problem::internal("signing an access token", &"no key"))?;
        let mac = HEXLOWER.encode(&signed.finalize().into_bytes());
        let value = Secret::new(format!("{ACCESS}{}_{ends:x}_{mac}", key.view.id));
        Ok(AccessToken { value, expires_in: self.ttl })
    }

    fn made(&self, key: &Stored, claim: &Claim<'_>) -> bool {
        let signed_by = |signing: &Zeroizing<[u8; 32]>| {
            mac(signing, key, claim.ends).is_some_and(|mac| mac.verify_slice(&claim.mac).is_ok())
        };
        self.keys.iter().any(signed_by)
    }
}

impl Keys {
    /// The same, with another life of access tokens.
    #[must_use]
    pub fn with_access_ttl(mut self, ttl: NonZeroU32) -> Self {
        self.access.ttl = ttl;
        self
    }

    /// Exchanges a key's two halves for a bearer with exactly the key's rights.
    ///
    /// Guesses are not counted: the secret has 256 bits, and a wrong one costs the host a hash and a look at a record.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no API key, without saying which half is wrong. The bootstrap key is
    /// not stored, so it has no halves; a session token is a bearer already.
    pub async fn exchange(&self, client_id: &str, client_secret: &Secret) -> Result<AccessToken> {
        let id = client_id.strip_prefix(API_KEY).and_then(|rest| rest.strip_prefix('_')).unwrap_or(client_id);
        let stored = if is_id(id) { self.stored(id).await? } else { None };
        let Some(stored) = stored else { return Err(no_client()) };
        let genuine =
            same(HEXLOWER.encode(&hash(client_secret.expose())).as_bytes(), stored.sha256.as_bytes());
        if genuine && prefix(&stored.view) == API_KEY { self.access.make(&stored) } else { Err(no_client()) }
    }

    pub(super) async fn bearer_of_access_token(&self, token: &str) -> Result<Caller> {
        let Some(claim) = Claim::parse(token) else { return Err(unknown()) };
        let Some(stored) = self.stored(claim.id).await? else { return Err(unknown()) };
        let alive = claim.ends > Timestamp::now().as_second();
        if alive && self.access.made(&stored, &claim) { Ok(stored.view.caller()) } else { Err(unknown()) }
    }
}

impl<'a> Claim<'a> {
    fn parse(token: &'a str) -> Option<Self> {
        let mut parts = token.strip_prefix(ACCESS)?.split('_');
        let (id, ends, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none() && is_id(id) && mac.len() == MAC_DIGITS;
        let ends = i64::from_str_radix(ends, 16).ok()?;
        let mac = HEXLOWER.decode(mac.as_bytes()).ok()?.try_into().ok()?;
        is_whole.then_some(Self { id, ends, mac })
    }
}

/// Covers what a token says, and the hash of its key's secret. Each part has one length or is the last.
fn mac(signing: &[u8; 32], key: &Stored, ends: i64) -> Option<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(signing).ok()?;
    Some(mac.chain_update(ends.to_be_bytes()).chain_update(&key.view.id).chain_update(&key.sha256))
}

fn no_client() -> Box<Problem> {
    Problem::new(
        Kind::Unauthenticated,
        "the client id and secret are not the halves of a valid API key; `innkeeper keys create` makes one and prints \
         both (the bootstrap key and session tokens have no halves: send them as bearers)",
    )
}

#[cfg(test)]
mod tests {
    use super::Claim;

    #[test]
    fn a_claim_has_three_parts_of_their_form() {
        let mac = "0".repeat(64);
        assert!(Claim::parse(&format!("ia_0123456789ab_6925a000_{mac}")).is_some());
        for wrong in [
            format!("ik_0123456789ab_6925a000_{mac}"),
            format!("ia_0123456789AB_6925a000_{mac}"),
            format!("ia_0123456789ab_6925a000_{mac}_"),
            format!("ia_0123456789ab_6925a000_{}", &mac[1..]),
            format!("ia_0123456789ab_now_{mac}"),
            format!("ia_0123456789ab_{mac}"),
            "ia_".to_owned(),
        ] {
            assert!(Claim::parse(&wrong).is_none(), "{wrong}");
        }
    }
}

//! Tokens of the operator's own identity provider: signed JWTs whose groups say what a caller may do.
//!
//! A token is taken if all of this holds (RFC 7519, RFC 8725, RFC 9068):
//!
//! - it is of an issuer that the settings name, letter for letter, and signed with a key that this issuer publishes, by an
//!   asymmetric algorithm that goes with the key;
//! - it is for this host (`aud`), has not expired (`exp`, required) and is good already (`nbf`), give or take 30 seconds;
//! - it is an access token or a plain JWT (`typ` `at+jwt`, `JWT` or absent), has no critical extension and is not bound to a
//!   key that the host could not ask for (`cnf`).
//!
//! In reading order: [`Identities`] finds the issuer; [`issuer`] verifies; [`key_set`] keeps the issuer's keys, and asks for
//! them seldom; [`published`] reads them; [`fetch`] is the only way out; [`rights`] makes a [`Caller`] of the claims.
//!
//! A token is a secret as long as it lives: it is in no error and no log.

mod fetch;
mod issuer;
mod key_set;
mod published;
mod refused;
mod rights;

use std::sync::Arc;
use std::time::Duration;

use innkeeper_egress::Clock;
use tokio::time::{MissedTickBehavior, interval};

use self::issuer::Issuer;
use self::refused::Refused;
use crate::caller::Caller;
use crate::problem::Result;
use crate::settings::IdentityEntry;

pub use self::issuer::IdentityProblem;

/// A longer token is not looked at.
const LONGEST_TOKEN: usize = 16 << 10;
/// How often it is looked whether keys are due.
const TICK: Duration = Duration::from_secs(2);

/// The issuers whose tokens let callers in.
pub(crate) struct Identities(Vec<Issuer>);

impl Identities {
    /// The issuers of the settings. Asks nobody yet.
    pub(crate) fn new(
        entries: &[IdentityEntry],
        clock: &Clock,
    ) -> std::result::Result<Self, IdentityProblem> {
        let mut issuers: Vec<Issuer> = Vec::new();
        for entry in entries {
            let issuer = Issuer::new(entry, clock.clone())?;
            if issuers.iter().any(|other| other.name() == issuer.name() || other.url() == issuer.url()) {
                return Err(issuer.problem("issuer", "is there twice, or its name is: each is named once"));
            }
            issuers.push(issuer);
        }
        Ok(Self(issuers))
    }

    /// Whether a bearer token is for us to look at.
    pub(crate) fn may_be_a_token(&self, token: &str) -> bool {
        !self.0.is_empty() && token.bytes().filter(|byte| *byte == b'.').count() == 2
    }

    /// The issuers' URLs.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Issuer::url)
    }

    /// Finds out who presents a token.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` with the reason, `POLICY_DENIED` for a token whose groups give no role, and 503 where its issuer's
    /// keys are not to be had.
    pub(crate) async fn authenticate(&self, token: &str) -> Result<Caller> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refused::TooLong.into());
        }
        let issuer = issuer::claimed(token)?;
        let issuer = self.0.iter().find(|one| one.url() == issuer).ok_or(Refused::UnknownIssuer)?;
        let claims = issuer.verify(token).await?;
        Ok(issuer.rights().caller(issuer.name(), &claims)?)
    }
}

/// Fetches keys when they are due. The host starts whether or not an issuer answers, and holds nothing else meanwhile.
pub(crate) async fn keep_keys(identities: Arc<Identities>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        for issuer in &identities.0 {
            issuer.keys().refresh_if_due().await;
        }
    }
}

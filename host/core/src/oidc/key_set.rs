//! An issuer's keys in memory: fetched hourly, kept a day where the issuer is away, and asked for by tokens very seldom.
//!
//! A token that names a key which is not known makes the host ask the issuer: the issuer may have a new one. Anybody can
//! write such a token, so that happens once in half a minute at most, and one request serves all who wait for it.

use std::sync::{Arc, Mutex, PoisonError};

use innkeeper_egress::Clock;

use super::fetch::{FetchError, Fetcher, Place};
use super::published::Keys;

type Millis = u64;

/// How old keys get before they are fetched again.
const HOUR: Millis = 3_600_000;
/// How old they get where they cannot be.
const OLDEST: Millis = 24 * HOUR;
/// Between two requests because of tokens.
const SELDOM: Millis = 30_000;
/// The first pause after a request in the background that failed, and the longest.
const FIRST_PAUSE: Millis = 5_000;
const LONGEST_PAUSE: Millis = 300_000;

/// The keys of one issuer.
pub(super) struct KeySet {
    issuer: String,
    place: Place,
    fetcher: Fetcher,
    clock: Clock,
    state: Mutex<State>,
    /// Whoever has it asks the issuer.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// When a token last made the host ask.
    asked_for_a_token: Option<Millis>,
    /// Since when, and how often in a row, the background has failed.
    failed: Option<(Millis, u32)>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<Keys>,
    fetched_at: Millis,
    /// Counts up with each fetch.
    edition: u64,
}

impl KeySet {
    pub(super) fn new(issuer: &str, place: Place, fetcher: Fetcher, clock: Clock) -> Self {
        let issuer = issuer.to_owned();
        Self { issuer, place, fetcher, clock, state: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    /// The keys, if they are not too old: those that have a key of this id, if they can be had. None where none could be
    /// fetched in time.
    pub(super) async fn with(&self, id: Option<&str>) -> Option<Arc<Keys>> {
        let first = self.known();
        let fits = |known: &Known| id.is_none_or(|id| known.keys.knows(id));
        if let Some(known) = first.as_ref().filter(|known| fits(known)) {
            return Some(Arc::clone(&known.keys));
        }
        let _turn = self.turn.lock().await;
        let edition = |known: &Option<Known>| known.as_ref().map(|known| known.edition);
        if edition(&self.known()) == edition(&first) && self.may_ask_for_a_token() {
            // What failed is in the log; the keys that are there are used on.
            let _ = self.fetch().await;
        }
        self.known().map(|known| known.keys)
    }

    /// Fetches the keys if they are an hour old, or there are none; after failures, with pauses that double.
    pub(super) async fn refresh_if_due(&self) {
        if !self.is_due() {
            return;
        }
        let _turn = self.turn.lock().await;
        if !self.is_due() {
            return;
        }
        let outcome = self.fetch().await;
        let now = self.clock.millis();
        let mut state = self.state();
        state.failed = match (outcome, state.failed) {
            (Ok(()), _) => None,
            (Err(()), Some((_, count))) => Some((now, count.saturating_add(1))),
            (Err(()), None) => Some((now, 1)),
        };
    }

    fn is_due(&self) -> bool {
        let (now, state) = (self.clock.millis(), self.state());
        let pauses = state.failed.is_some_and(|(at, count)| {
            let pause = FIRST_PAUSE.saturating_mul(2_u64.saturating_pow(count.saturating_sub(1)));
            now.saturating_sub(at) < pause.min(LONGEST_PAUSE)
        });
        !pauses && state.known.as_ref().is_none_or(|known| now.saturating_sub(known.fetched_at) >= HOUR)
    }

    fn may_ask_for_a_token(&self) -> bool {
        let (now, mut state) = (self.clock.millis(), self.state());
        let may = state.asked_for_a_token.is_none_or(|before| now.saturating_sub(before) >= SELDOM);
        if may {
            state.asked_for_a_token = Some(now);
        }
        may
    }

    async fn fetch(&self) -> Result<(), ()> {
        match self.ask().await {
            Ok(keys) => {
                tracing::debug!(issuer = self.issuer, keys = keys.len(), "keys fetched");
                let fetched_at = self.clock.millis();
                let mut state = self.state();
                let edition = state.known.as_ref().map_or(0, |known| known.edition) + 1;
                state.known = Some(Known { keys: Arc::new(keys), fetched_at, edition });
                Ok(())
            }
            Err(error) => {
                tracing::warn!(issuer = self.issuer, %error, "keys could not be fetched; those that are there are used on");
                Err(())
            }
        }
    }

    async fn ask(&self) -> Result<Keys, FetchError> {
        let (url, body) = self.fetcher.keys(&self.place).await?;
        Keys::parse(&body).map_err(|problem| FetchError::Answer { url, problem })
    }

    /// What is known and not too old.
    fn known(&self) -> Option<Known> {
        let now = self.clock.millis();
        self.state().known.clone().filter(|known| now.saturating_sub(known.fetched_at) < OLDEST)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

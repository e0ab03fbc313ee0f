//! How a token endpoint that fails is left alone.
//!
//! A few failures may be an accident and cost nobody a pause. From then on each further one doubles the time in which no
//! account of the connection is refreshed: a provider that is down is not helped by every call of every user. Known to
//! this host only; each host finds out for itself.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{LeaseError, TokenError, jittered};

/// So many failures in a row are followed by no pause.
const FREE: u32 = 3;
/// The pause after the first failure that is followed by one.
const FIRST: Duration = Duration::from_secs(1);
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(60);

/// What is known of an endpoint's failures since it last answered.
#[derive(Default)]
pub(crate) struct Backoff(Mutex<Failures>);

#[derive(Default)]
struct Failures {
    count: u32,
    last: Option<Failure>,
}

struct Failure {
    at: Instant,
    error: TokenError,
    /// How long nobody asks again, from `at`.
    pause: Duration,
}

/// A pause that is not over.
#[derive(Debug)]
pub(crate) struct Pause {
    error: TokenError,
    left: Duration,
}

impl Backoff {
    /// The pause, if one is on.
    pub(crate) fn pause(&self) -> Option<Pause> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = failures.last.as_ref()?;
        let left = last.pause.checked_sub(last.at.elapsed()).filter(|left| !left.is_zero())?;
        Some(Pause { error: last.error.clone(), left })
    }

    /// A request that `began` then has failed. Requests that were under way together are one failure.
    pub(crate) fn failed(&self, began: Instant, error: &TokenError) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.last.as_ref().is_some_and(|last| began < last.at) {
            return;
        }
        failures.count = failures.count.saturating_add(1);
        let pause = pause_after(failures.count);
        failures.last = Some(Failure { at: Instant::now(), error: error.clone(), pause });
    }

    /// The endpoint answered as it should.
    pub(crate) fn passed(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Failures::default();
    }
}

impl Pause {
    /// What somebody who wants a token now is told.
    pub(crate) fn for_lease(self, connection: &str) -> LeaseError {
        LeaseError::Pausing {
            connection: connection.to_owned(),
            retry_after: self.left,
            cause: Box::new(self.error.for_lease(connection)),
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE + 1) else { return Duration::ZERO };
    jittered(FIRST.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: TokenError = TokenError::Status { status: 503 };

    fn fail(backoff: &Backoff) -> Option<Duration> {
        backoff.failed(Instant::now(), &DOWN);
        backoff.pause().map(|pause| pause.left)
    }

    #[test]
    fn a_few_failures_cost_no_pause_and_further_ones_longer_and_longer_ones() {
        let backoff = Backoff::default();
        for _ in 0..FREE {
            assert_eq!(fail(&backoff), None);
        }
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            let (whole, pause) = (Duration::from_secs(expected), fail(&backoff).unwrap());
            assert!(pause > whole / 3 && pause <= whole, "{pause:?} of {whole:?}");
        }
    }

    #[test]
    fn requests_that_fail_together_are_one_failure() {
        let (backoff, began) = (Backoff::default(), Instant::now());
        for _ in 0..100 {
            backoff.failed(began, &DOWN);
        }
        assert!(backoff.pause().is_none());
    }

    #[test]
    fn an_answer_ends_the_pause() {
        let backoff = Backoff::default();
        for _ in 0..=FREE {
            fail(&backoff);
        }
        assert!(backoff.pause().is_some());
        backoff.passed();
        assert!(backoff.pause().is_none());
    }
}

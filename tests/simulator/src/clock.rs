//! The simulator's own clock: real time, plus whatever a test has skipped.
//!
//! Expiry and rotation are decided by this clock alone, so that a test of a ten-minute grace does not wait for it.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use crate::lock;

/// Moves with real time and can be pushed ahead; it never goes back.
pub(crate) struct Clock {
    started: Timestamp,
    running: Instant,
    skipped: Mutex<Duration>,
}

impl Clock {
    /// A clock that shows the present.
    pub(crate) fn start() -> Self {
        Self { started: Timestamp::now(), running: Instant::now(), skipped: Mutex::new(Duration::ZERO) }
    }

    /// The simulated present.
    pub(crate) fn now(&self) -> Timestamp {
        later(self.started, self.running.elapsed().saturating_add(*lock(&self.skipped)))
    }

    /// Skips `step`.
    pub(crate) fn advance(&self, step: Duration) {
        let mut skipped = lock(&self.skipped);
        *skipped = skipped.saturating_add(step);
    }
}

/// `moment` plus `step`, or the end of time.
pub(crate) fn later(moment: Timestamp, step: Duration) -> Timestamp {
    moment.checked_add(step).unwrap_or(Timestamp::MAX)
}

/// A moment as Bitbucket writes it: microseconds and a numeric offset.
pub(crate) fn stamp(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

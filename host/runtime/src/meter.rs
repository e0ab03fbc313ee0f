//! Tells the guest's time from the host's.

use std::time::{Duration, Instant};

/// How often the engine's epoch moves on, and with it how exact [`GuestMeter`] is.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// The guest used up its time.
#[derive(Debug, thiserror::Error)]
#[error("the guest ran for longer than {limit:?}")]
pub(crate) struct GuestTimeUp {
    pub(crate) limit: Duration,
}

/// One call's time, by where it was spent.
#[derive(Debug)]
pub(crate) struct GuestMeter {
    started: Instant,
    in_host: Duration,
    ticks_left: u64,
    limit: Duration,
    /// The guest waited in the host across at least one tick: the tick that it finds on return is not its own.
    waited: bool,
}

impl GuestMeter {
    pub(crate) fn new(limit: Duration) -> Self {
        let ticks = limit.as_millis().div_ceil(TICK.as_millis());
        Self {
            started: Instant::now(),
            in_host: Duration::ZERO,
            ticks_left: u64::try_from(ticks).unwrap_or(u64::MAX).max(1),
            limit,
            waited: false,
        }
    }

    /// The host was busy for the guest since `entered`.
    pub(crate) fn left_host(&mut self, entered: Instant) {
        let spent = entered.elapsed();
        self.in_host += spent;
        self.waited |= spent >= TICK;
    }

    /// The epoch moved on while the guest ran.
    pub(crate) fn tick(&mut self) -> Result<(), GuestTimeUp> {
        if std::mem::take(&mut self.waited) {
            return Ok(());
        }
        self.ticks_left = self.ticks_left.saturating_sub(1);
        if self.ticks_left == 0 { Err(GuestTimeUp { limit: self.limit }) } else { Ok(()) }
    }

    /// Time since the start that was not spent in the host: the guest's, and what it waited for a core.
    pub(crate) fn in_guest(&self) -> Duration {
        self.started.elapsed().saturating_sub(self.in_host)
    }
}

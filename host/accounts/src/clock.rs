//! Wall-clock arithmetic that saturates instead of failing: durations come from providers.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The moment `duration` after `moment`, or the last one there is.
pub(crate) fn later(moment: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| moment.checked_add(duration).ok())
        .unwrap_or(Timestamp::MAX)
}

/// The moment `duration` before `moment`, or the first one there is.
pub(crate) fn earlier(moment: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| moment.checked_sub(duration).ok())
        .unwrap_or(Timestamp::MIN)
}

/// How long ago `moment` was; nothing if it lies ahead (another host's clock may be fast).
pub(crate) fn age(moment: Timestamp) -> Duration {
    Timestamp::now().duration_since(moment).try_into().unwrap_or_default()
}

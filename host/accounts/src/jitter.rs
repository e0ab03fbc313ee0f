//! Chance in pauses, so that those who failed together do not come back together.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Between half of a pause and all of it.
#[must_use]
pub fn jittered(pause: Duration) -> Duration {
    let chance = u32::try_from(RandomState::new().hash_one(0_u8) % 256).unwrap_or(0);
    pause / 2 + (pause / 2) * chance / 256
}

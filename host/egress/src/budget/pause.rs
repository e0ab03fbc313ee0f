//! What the provider's own 429 means for those who come after.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ledger::Millis;
use crate::millis;
use crate::retry_after::LONGEST;

/// The first pause where the provider does not say how long; each that follows soon is twice as long.
const FIRST: Duration = Duration::from_secs(5);
/// A pause that comes later than this after the one before is a first one again.
const SOON: Duration = Duration::from_secs(600);

/// The pause that a provider was last understood to ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pause {
    /// When it ends.
    pub(crate) until: Millis,
    /// How many came one after the other.
    row: u32,
}

/// A request that the provider turned away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TurnedAway {
    pub(crate) sent_at: Millis,
    pub(crate) asked: Option<Duration>,
}

impl Pause {
    /// The pause after one more 429. Requests that were under way when a pause began tell nothing new by it: only what
    /// is sent after a pause makes the next one longer.
    pub(crate) fn after(self, now: Millis, turned_away: TurnedAway) -> Self {
        let is_old_news = turned_away.sent_at < self.until;
        let row = match () {
            () if is_old_news => self.row,
            () if now.saturating_sub(self.until) < millis(SOON) => self.row.saturating_add(1),
            () => 1,
        };
        let wait = match turned_away.asked {
            Some(asked) => asked,
            None if is_old_news => Duration::ZERO,
            None => FIRST.saturating_mul(2_u32.saturating_pow(row.saturating_sub(1))),
        };
        Self { until: self.until.max(now + millis(wait.min(LONGEST))), row }
    }

    /// How long it still is.
    pub(crate) fn left(self, now: Millis) -> Duration {
        // A clock that was set back must not make a pause longer than any pause is.
        Duration::from_millis(self.until.saturating_sub(now)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_000_000_000;

    fn turned_away(pause: Pause, now: Millis, asked: Option<u64>) -> Pause {
        pause.after(now, TurnedAway { sent_at: now, asked: asked.map(Duration::from_secs) })
    }

    #[test]
    fn what_the_provider_asks_for_is_what_it_gets() {
        assert_eq!(turned_away(Pause::default(), NOW, Some(90)).left(NOW), Duration::from_secs(90));
        assert_eq!(turned_away(Pause::default(), NOW, Some(99_999)).left(NOW), LONGEST);
        assert_eq!(turned_away(Pause::default(), NOW, Some(0)).left(NOW), Duration::ZERO);
    }

    #[test]
    fn where_it_does_not_say_pauses_grow_until_it_is_quiet() {
        let (mut pause, mut now, mut pauses) = (Pause::default(), NOW, Vec::new());
        for _ in 0..12 {
            pause = turned_away(pause, now, None);
            pauses.push(pause.left(now).as_secs());
            now = pause.until;
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        let later = pause.until + millis(SOON);
        assert_eq!(turned_away(pause, later, None).left(later), FIRST);
    }

    #[test]
    fn requests_under_way_do_not_make_it_longer() {
        let first = turned_away(Pause::default(), NOW, None);
        let late = TurnedAway { sent_at: NOW - 500, asked: None };
        assert_eq!(first.after(NOW + 100, late), first);
        let longer = TurnedAway { asked: Some(Duration::from_secs(60)), ..late };
        assert_eq!(first.after(NOW, longer).left(NOW), Duration::from_secs(60));
    }
}

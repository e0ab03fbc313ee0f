//! What all hosts know of one group of one consumer: who was granted how much, minute by minute.
//!
//! The ledger is a record of the vault, and everything here is plain arithmetic on it: whoever reads it, decides and
//! writes it back with compare-and-swap has decided for all hosts. It has an entry for each user and minute in which the user
//! was granted something: no more than the limit has requests.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::pause::Pause;

/// Milliseconds since 1970.
pub(crate) type Millis = u64;

const MINUTE: Millis = 60_000;
/// How many minutes after its own a grant still counts. Whatever was granted in a minute counts for more than 61 minutes:
/// the provider's hour, and one minute for all that can make a request arrive later than it was granted by our clocks.
/// That is 5 s in a host's memory ([`LIFE`](super::pocket::LIFE)), 10 s for a connection to be made, and 45 s by which
/// the clocks of two hosts may differ.
const COUNTS: u64 = 61;
/// A batch is at most this part of what is free, so that hosts do not sit on what others could use.
const BATCH: u32 = 32;

/// Grants of the past hour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// By minute since 1970 and by user. What is granted counts as used until it is given back.
    minutes: BTreeMap<u64, BTreeMap<String, u32>>,
    /// When the provider last turned a request away.
    #[serde(default)]
    pub(super) pause: Pause,
}

/// Whether others may want their share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Company {
    /// The user's account is the only one in force that goes through the consumer.
    Alone,
    /// There are others.
    Others,
}

/// Who asks for grants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) user: &'a str,
    pub(crate) company: Company,
    /// Not more than that. At least one.
    pub(crate) most: u32,
}

/// Grants that may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) count: u32,
    /// The minute that they are entered under.
    pub(crate) minute: u64,
    /// How many more the user could be granted now.
    pub(crate) room: u32,
    /// When the oldest grants stop counting.
    pub(crate) frees_at: Millis,
}

/// There is nothing for this user now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    pub(crate) reason: Reason,
    /// When there is, if nobody takes it first.
    pub(crate) opens_at: Millis,
}

/// Why nothing is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The whole budget is used.
    Spent,
    /// What is left is kept for users who have used less.
    Share,
    /// The provider turned a request away, and its pause is not over.
    Paused,
}

impl Ledger {
    /// Forgets what no longer counts.
    pub(crate) fn forget(&mut self, now: Millis) {
        self.minutes = self.minutes.split_off(&(now / MINUTE).saturating_sub(COUNTS));
    }

    /// Enters grants for a user, as many as the rule allows.
    ///
    /// The rule: a user who has used less in the past hour than is free gets through. A user who is alone gets all.
    pub(crate) fn take(&mut self, now: Millis, limit: NonZeroU32, ask: Ask<'_>) -> Result<Grant, Denial> {
        let state = Standing { used: self.used(), own: self.used_by(ask.user), company: self.company(ask) };
        let (room, free) = (state.room(limit), state.free(limit));
        if room == 0 {
            let reason = if free == 0 { Reason::Spent } else { Reason::Share };
            return Err(Denial { reason, opens_at: self.opens_at(now, limit, ask, state) });
        }
        let count = room.min(ask.most).min(free / BATCH).max(1);
        let minute = now / MINUTE;
        let entry = self.minutes.entry(minute).or_default().entry(ask.user.to_owned()).or_default();
        *entry = entry.saturating_add(count);
        let after = Standing { used: state.used + count, own: state.own + count, ..state };
        Ok(Grant { count, minute, room: after.room(limit), frees_at: self.frees_at(now) })
    }

    /// Takes back what a user was granted in a minute and did not use.
    pub(crate) fn give_back(&mut self, user: &str, minute: u64, count: u32) {
        let Some(users) = self.minutes.get_mut(&minute) else { return };
        if let Some(granted) = users.get_mut(user) {
            *granted = granted.saturating_sub(count);
        }
        users.retain(|_, granted| *granted > 0);
        self.minutes.retain(|_, users| !users.is_empty());
    }

    /// How much of the budget is used.
    pub(crate) fn used(&self) -> u32 {
        self.minutes.values().flat_map(BTreeMap::values).fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How many users used it.
    pub(crate) fn users(&self) -> usize {
        self.minutes.values().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>().len()
    }

    /// When the oldest grants stop counting; now, where there are none.
    pub(crate) fn frees_at(&self, now: Millis) -> Millis {
        self.minutes.keys().next().map_or(now, |minute| ends(*minute))
    }

    fn used_by(&self, user: &str) -> u32 {
        let own = self.minutes.values().filter_map(|users| users.get(user));
        own.fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn company(&self, ask: Ask<'_>) -> Company {
        let others = self.minutes.values().flat_map(BTreeMap::keys).any(|user| user != ask.user);
        if others { Company::Others } else { ask.company }
    }

    /// When so many grants have stopped counting that the user gets through.
    fn opens_at(&self, now: Millis, limit: NonZeroU32, ask: Ask<'_>, mut state: Standing) -> Millis {
        for (minute, users) in &self.minutes {
            let leaving = users.values().fold(0_u32, |sum, count| sum.saturating_add(*count));
            state.used = state.used.saturating_sub(leaving);
            state.own = state.own.saturating_sub(users.get(ask.user).copied().unwrap_or(0));
            if state.room(limit) > 0 {
                return ends(*minute).max(now);
            }
        }
        now + MINUTE
    }
}

/// What a user's next grant depends on.
#[derive(Clone, Copy)]
struct Standing {
    used: u32,
    own: u32,
    company: Company,
}

impl Standing {
    fn free(self, limit: NonZeroU32) -> u32 {
        limit.get().saturating_sub(self.used)
    }

    /// How many grants the user gets in a row: each makes the user's use one more and what is free one less.
    fn room(self, limit: NonZeroU32) -> u32 {
        let free = self.free(limit);
        match self.company {
            Company::Alone => free,
            Company::Others => free.saturating_sub(self.own).div_ceil(2),
        }
    }
}

/// The first moment at which the grants of a minute no longer count.
const fn ends(minute: u64) -> Millis {
    (minute + COUNTS + 1) * MINUTE
}

#[cfg(test)]
mod tests;

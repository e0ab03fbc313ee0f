//! One user's grants in this host's memory.
//!
//! A write of the vault per request would cost more than the request, so a host takes a few grants at a time. How many
//! follows the user: one at first, twice as many each time that a batch was spent before it went stale.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ledger::{Denial, Grant, Millis};

/// How long grants may be spent. The ledger counts on it.
pub(crate) const LIFE: Millis = 5_000;
/// So long a denial stands without another look, so that callers who do not wait cost no read of the vault.
const STANDS: Millis = 250;
/// Batches grow no further.
const LARGEST: u32 = 1 << 16;

/// The grants of one user in one group.
#[derive(Debug)]
pub(crate) struct Pocket {
    /// The user, as the ledger has it.
    pub(crate) user: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    grants: u32,
    taken_at: Millis,
    /// Where the ledger has them.
    minute: u64,
    /// What to ask for next.
    pace: u32,
    /// What the user could be granted besides.
    room: u32,
    frees_at: Millis,
    denied: Option<(Millis, Denial)>,
}

/// What became of the wish to spend one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    /// A request may be sent.
    One,
    /// Not now.
    Denied(Denial),
    /// There is none left; the ledger has to be asked.
    Ask,
}

/// Grants that were not used in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unspent {
    pub(crate) user: String,
    pub(crate) minute: u64,
    pub(crate) count: u32,
}

impl Pocket {
    pub(crate) fn new(user: String) -> Self {
        let state = State { grants: 0, taken_at: 0, minute: 0, pace: 1, room: 0, frees_at: 0, denied: None };
        Self { user, state: Mutex::new(state) }
    }

    /// Spends one grant.
    pub(crate) fn spend(&self, now: Millis) -> Spent {
        let mut state = self.lock();
        if state.grants > 0 && is_within(state.taken_at, now, LIFE) {
            state.grants -= 1;
            return Spent::One;
        }
        match state.denied {
            Some((at, denial)) if is_within(at, now, STANDS) => Spent::Denied(denial),
            _ => Spent::Ask,
        }
    }

    /// Whether it has nothing to say but that the ledger has to be asked.
    pub(crate) fn is_empty(&self, now: Millis) -> bool {
        let state = self.lock();
        let is_denied = state.denied.is_some_and(|(at, _)| is_within(at, now, STANDS));
        !is_denied && (state.grants == 0 || !is_within(state.taken_at, now, LIFE))
    }

    /// How many to ask the ledger for: twice as many as last time if those were used up in time, else one.
    pub(crate) fn pace(&self, now: Millis) -> u32 {
        let state = self.lock();
        let was_quick = state.grants == 0 && is_within(state.taken_at, now, LIFE);
        if was_quick { state.pace.saturating_mul(2).min(LARGEST) } else { 1 }
    }

    /// Puts in what the ledger granted. Grants that are still there are fresh enough to be spent first.
    pub(crate) fn fill(&self, now: Millis, pace: u32, answer: Result<Grant, Denial>) {
        let mut state = self.lock();
        match answer {
            Ok(grant) => {
                *state = State {
                    grants: grant.count,
                    taken_at: now,
                    minute: grant.minute,
                    pace,
                    room: grant.room,
                    frees_at: grant.frees_at,
                    denied: None,
                };
            }
            Err(denial) => {
                (state.room, state.frees_at) = (0, denial.opens_at);
                state.denied = Some((now, denial));
            }
        }
    }

    /// Takes out what may no longer be spent, for the ledger.
    pub(crate) fn stale(&self, now: Millis) -> Option<Unspent> {
        let mut state = self.lock();
        if state.grants == 0 || is_within(state.taken_at, now, LIFE) {
            return None;
        }
        let count = std::mem::take(&mut state.grants);
        Some(Unspent { user: self.user.clone(), minute: state.minute, count })
    }

    /// Grants that are in it, stale or not.
    pub(crate) fn grants(&self) -> u32 {
        self.lock().grants
    }

    /// How many requests the user could send now, and when the next grants come free, as of the last look.
    pub(crate) fn outlook(&self) -> (u32, Millis) {
        let state = self.lock();
        (state.grants.saturating_add(state.room), state.frees_at)
    }

    /// Whether it may be forgotten.
    pub(crate) fn is_idle(&self, now: Millis) -> bool {
        let state = self.lock();
        state.grants == 0 && !is_within(state.taken_at, now, LIFE)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `now` is in the time that began `at`. A clock that was set back ends it.
fn is_within(at: Millis, now: Millis, length: Millis) -> bool {
    at <= now && now - at < length
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Reason;
    use super::*;

    const NOW: Millis = 1_000_000;

    fn granted(count: u32) -> Result<Grant, Denial> {
        Ok(Grant { count, minute: 16, room: 7, frees_at: NOW })
    }

    #[test]
    fn grants_are_spent_once_each_and_only_while_they_are_fresh() {
        let pocket = Pocket::new("ada".to_owned());
        pocket.fill(NOW, 1, granted(3));
        assert_eq!([pocket.spend(NOW), pocket.spend(NOW + LIFE - 1)], [Spent::One, Spent::One]);
        assert_eq!(pocket.spend(NOW + LIFE), Spent::Ask);
        let left = Unspent { user: "ada".to_owned(), minute: 16, count: 1 };
        assert_eq!((pocket.stale(NOW + LIFE), pocket.stale(NOW + LIFE)), (Some(left), None));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_grants_stale() {
        let pocket = Pocket::new("ada".to_owned());
        pocket.fill(NOW, 1, granted(1));
        assert_eq!(pocket.spend(NOW - 1), Spent::Ask);
    }

    #[test]
    fn batches_follow_the_user() {
        let pocket = Pocket::new("ada".to_owned());
        assert_eq!(pocket.pace(NOW), 1);
        pocket.fill(NOW, 4, granted(1));
        pocket.spend(NOW);
        assert_eq!((pocket.pace(NOW + 1), pocket.pace(NOW + LIFE)), (8, 1));
    }

    #[test]
    fn a_denial_stands_for_a_moment() {
        let pocket = Pocket::new("ada".to_owned());
        let denial = Denial { reason: Reason::Share, opens_at: NOW + 60_000 };
        pocket.fill(NOW, 1, Err(denial));
        assert_eq!((pocket.spend(NOW), pocket.spend(NOW + STANDS)), (Spent::Denied(denial), Spent::Ask));
    }
}

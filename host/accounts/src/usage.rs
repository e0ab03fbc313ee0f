//! When accounts were last used: kept in memory, written down now and then.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::AccountId;
use crate::clock::age;

/// How much of `last_used_at` a crash may cost. A write per call would cost more than the call.
const WRITE_EVERY: Duration = Duration::from_secs(300);
/// From so many accounts on, those that were not used lately are forgotten: their time is in the vault.
const CROWDED: usize = 4096;

/// The latest use of each account that was used lately.
pub(crate) struct Usage(Mutex<Uses>);

struct Uses {
    by_account: HashMap<AccountId, Use>,
    /// How many there may be until the next look for those to forget: twice as many as the last one left, so that a
    /// look at all of them is paid by as many new ones.
    crowded: usize,
}

struct Use {
    last: Timestamp,
    written: Timestamp,
}

/// Whether a use must be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// Remembering it is enough for now.
    Remembered,
    /// Write this time down.
    Due(Timestamp),
}

impl Default for Usage {
    fn default() -> Self {
        Self(Mutex::new(Uses { by_account: HashMap::new(), crowded: CROWDED }))
    }
}

impl Usage {
    /// Notes that an account is used now.
    pub(crate) fn note(&self, id: &AccountId) -> Note {
        let now = Timestamp::now();
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = uses.by_account.get_mut(id) {
            one.last = now;
            if age(one.written) < WRITE_EVERY {
                return Note::Remembered;
            }
            one.written = now;
            return Note::Due(now);
        }
        if uses.by_account.len() >= uses.crowded {
            uses.by_account.retain(|_, one| age(one.last) < WRITE_EVERY);
            uses.crowded = CROWDED.max(2 * uses.by_account.len());
        }
        uses.by_account.insert(id.clone(), Use { last: now, written: now });
        Note::Due(now)
    }

    /// The latest use that is remembered.
    pub(crate) fn last_used(&self, id: &AccountId) -> Option<Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_account.get(id).map(|one| one.last)
    }

    /// Forgets an account.
    pub(crate) fn forget(&self, id: &AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_account.remove(id);
    }
}

//! How often tokens were refreshed through a connection, for metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Refreshes of this host since it started, by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refreshes {
    /// The provider gave new tokens.
    pub renewed: u64,
    /// The provider does not take the refresh token any more.
    pub refused: u64,
    /// It failed for another reason: no answer, an error, a broken consumer.
    pub failed: u64,
}

/// The counters behind [`Refreshes`].
#[derive(Default)]
pub(crate) struct RefreshCounters {
    renewed: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
}

impl RefreshCounters {
    pub(crate) fn renewed(&self) {
        self.renewed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Refreshes {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Refreshes {
            renewed: count(&self.renewed),
            refused: count(&self.refused),
            failed: count(&self.failed),
        }
    }
}

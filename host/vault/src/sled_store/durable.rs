//! Shares flushes among writers.
//!
//! A write asks for safety after it was applied. One asker flushes for all who asked before the flush began; the others
//! find their write covered when their turn comes. So 64 writers at once wait for about two flushes, not for 64.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::error::StoreError;

/// Turns of the scheduler that a flush waits for company at most.
const MOST_TURNS: usize = 64;

/// Who asked for safety, and who has it.
#[derive(Default)]
pub(super) struct Durability {
    /// Writes that asked so far. Each asks after it was applied.
    asked: AtomicU64,
    /// The last asker that a finished flush covers. Held across a flush, so that there is one at a time.
    covered: Mutex<u64>,
}

impl Durability {
    /// Returns when everything that was applied before the call is safe. `flush` makes it so, unless somebody else's
    /// flush already has.
    ///
    /// If the future is dropped, the write is applied but perhaps not safe yet; the next flush covers it.
    pub(super) async fn wait<F>(&self, flush: impl FnOnce() -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let mine = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        let mut covered = self.covered.lock().await;
        if *covered >= mine {
            return Ok(());
        }
        self.gather().await;
        // Read before the flush begins: whoever asks later may have written too late for it.
        let latest = self.asked.load(Ordering::Acquire);
        flush().await?;
        *covered = latest;
        Ok(())
    }
}

impl Durability {
    /// Lets those who are about to ask do so first, as long as there are some: under load a flush then serves most of
    /// the calls in flight instead of a few. Alone, this costs one turn of the scheduler.
    async fn gather(&self) {
        let mut seen = self.asked.load(Ordering::Acquire);
        for _ in 0..MOST_TURNS {
            tokio::task::yield_now().await;
            let now = self.asked.load(Ordering::Acquire);
            if now == seen {
                return;
            }
            seen = now;
        }
    }
}

#[cfg(test)]
mod tests;

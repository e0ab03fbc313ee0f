//! What a call's requests use, counted while they run.

use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use crate::{SendError, Usage};

/// The counters behind [`Usage`], shared with the responses whose bodies are still read.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    requests: AtomicU32,
    repeats: AtomicU32,
    writes: AtomicU32,
    bytes_out: AtomicU64,
    upstream_ns: AtomicU64,
    status: AtomicU16,
}

impl Meter {
    /// Counts one more request, if the call may send it.
    pub(crate) fn charge_request(&self, limit: u32) -> Result<(), SendError> {
        if self.requests.fetch_add(1, Ordering::Relaxed) >= limit {
            self.requests.fetch_sub(1, Ordering::Relaxed);
            return Err(SendError::Limit { limit: limit.into(), of: "requests" });
        }
        Ok(())
    }

    /// A request that was counted does not leave after all.
    pub(crate) fn stays(&self) {
        self.requests.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts the bytes of a body, if the call may send them.
    pub(crate) fn charge_body(&self, bytes: u64, limit: u64) -> Result<(), SendError> {
        let before = self.bytes_out.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > limit {
            self.bytes_out.fetch_sub(bytes, Ordering::Relaxed);
            return Err(SendError::Limit { limit, of: "bytes of request bodies" });
        }
        Ok(())
    }

    /// A request is sent again.
    pub(crate) fn repeated(&self) {
        self.repeats.fetch_add(1, Ordering::Relaxed);
    }

    /// A request leaves. From now on nobody knows what the provider makes of it, also where the call is cancelled.
    pub(crate) fn leaves(&self, method: &reqwest::Method) {
        if *method != reqwest::Method::GET {
            self.writes.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A request that left came to nothing: it never arrived, or the provider turned it away at the door.
    pub(crate) fn came_to_nothing(&self, method: &reqwest::Method) {
        if *method != reqwest::Method::GET {
            self.writes.fetch_sub(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn waited(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.upstream_ns.fetch_add(nanos, Ordering::Relaxed);
    }

    pub(crate) fn answered(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    pub(crate) fn snapshot(&self) -> Usage {
        let status = self.status.load(Ordering::Relaxed);
        Usage {
            requests: self.requests.load(Ordering::Relaxed),
            repeats: self.repeats.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            bytes_out: self.bytes_out.load(Ordering::Relaxed),
            upstream: Duration::from_nanos(self.upstream_ns.load(Ordering::Relaxed)),
            status: (status != 0).then_some(status),
        }
    }
}

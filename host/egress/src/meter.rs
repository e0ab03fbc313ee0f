//! What a call's requests use, counted while they run.

use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use crate::Usage;

/// The counters behind [`Usage`], shared with the responses whose bodies are still read.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub(crate) requests: AtomicU32,
    pub(crate) repeats: AtomicU32,
    pub(crate) bytes_out: AtomicU64,
    pub(crate) upstream_ns: AtomicU64,
    pub(crate) status: AtomicU16,
}

impl Meter {
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
            bytes_out: self.bytes_out.load(Ordering::Relaxed),
            upstream: Duration::from_nanos(self.upstream_ns.load(Ordering::Relaxed)),
            status: (status != 0).then_some(status),
        }
    }
}

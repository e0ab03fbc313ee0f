//! How requests ended, counted over the host's whole life, for metrics.

use std::array;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::SendError;

/// The statuses that HTTP has room for (RFC 9110 §15), and Bitbucket's 555 among them.
const FIRST: u16 = 100;
const STATUSES: usize = 500;

/// Counts requests by what came back.
#[derive(Debug)]
pub(crate) struct Outcomes {
    statuses: [AtomicU64; STATUSES],
    timed_out: AtomicU64,
    unreachable: AtomicU64,
}

/// What came back of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestOutcome {
    /// An answer with this status.
    Status(u16),
    /// No answer in time.
    TimedOut,
    /// No connection, or a broken one.
    Unreachable,
}

impl Default for Outcomes {
    fn default() -> Self {
        Self {
            statuses: array::from_fn(|_| AtomicU64::new(0)),
            timed_out: AtomicU64::new(0),
            unreachable: AtomicU64::new(0),
        }
    }
}

impl Outcomes {
    pub(crate) fn count(&self, outcome: &Result<reqwest::Response, SendError>) {
        let counter = match outcome {
            Ok(response) => {
                let place = response.status().as_u16().checked_sub(FIRST).map(usize::from);
                place.and_then(|place| self.statuses.get(place))
            }
            Err(SendError::TimedOut { .. }) => Some(&self.timed_out),
            Err(_) => Some(&self.unreachable),
        };
        // Statuses from 600 are no statuses of HTTP, and go uncounted: labels must not be the provider's to choose.
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All outcomes that there were, in order.
    pub(crate) fn read(&self) -> Vec<(RequestOutcome, u64)> {
        let statuses = (FIRST..).map(RequestOutcome::Status).zip(&self.statuses);
        let others =
            [(RequestOutcome::TimedOut, &self.timed_out), (RequestOutcome::Unreachable, &self.unreachable)];
        let counts = statuses.chain(others).map(|(outcome, count)| (outcome, count.load(Ordering::Relaxed)));
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

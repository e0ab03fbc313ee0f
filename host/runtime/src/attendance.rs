//! Who waits for a call: may stop it, and is told how far it is.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::mpsc;

/// Reports of one call that are passed on; the rest is dropped.
const MOST_REPORTS: u32 = 1_000;
/// Characters of a report's message that are kept.
const MESSAGE: usize = 200;

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So much is done. Grows from report to report.
    pub done: u64,
    /// Of so much, where that is known.
    pub total: Option<u64>,
    /// For people. The connector's words, without control characters.
    pub message: Option<String>,
}

/// Completes when a call is to stop.
type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Whoever waits for a call. The default waits to the end and is told nothing.
#[derive(Default)]
pub struct Attendance {
    stop: Option<Stop>,
    progress: Option<mpsc::UnboundedSender<Progress>>,
}

impl Attendance {
    /// Ends the call when `stop` completes: the guest is dropped where it stands.
    #[must_use]
    pub fn until(self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { stop: Some(Box::pin(stop)), ..self }
    }

    /// Tells of progress. A call reports a bounded number of times, so the channel needs no bound of its own.
    #[must_use]
    pub fn telling(self, progress: mpsc::UnboundedSender<Progress>) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// Completes when the call is to stop; never, where nobody stops it.
    pub(crate) async fn stopped(stop: Option<Stop>) {
        match stop {
            Some(stop) => stop.await,
            None => std::future::pending().await,
        }
    }

    pub(crate) fn split(self) -> (Option<Stop>, Reports) {
        (self.stop, Reports { to: self.progress, last: None, room: MOST_REPORTS })
    }
}

/// A guest's reports on their way to whoever waits.
#[derive(Default)]
pub(crate) struct Reports {
    to: Option<mpsc::UnboundedSender<Progress>>,
    last: Option<u64>,
    room: u32,
}

impl Reports {
    /// Passes on what says more than was said before.
    pub(crate) fn pass_on(&mut self, done: u64, total: Option<u64>, message: Option<String>) {
        let Some(to) = &self.to else { return };
        let Some(room) = self.room.checked_sub(1) else { return };
        if self.last.is_some_and(|last| done <= last) {
            return;
        }
        self.last = Some(done);
        self.room = room;
        let clean = |text: String| text.chars().filter(|sign| !sign.is_control()).take(MESSAGE).collect();
        // Nobody listens any more: the call goes on without.
        let _ = to.send(Progress { done, total, message: message.map(clean) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports() -> (Reports, mpsc::UnboundedReceiver<Progress>) {
        let (to, from) = mpsc::unbounded_channel();
        (Attendance::default().telling(to).split().1, from)
    }

    #[test]
    fn only_what_grows_is_passed_on() {
        let (mut reports, mut heard) = reports();
        for done in [0, 0, 5, 3, 6] {
            reports.pass_on(done, None, None);
        }
        drop(reports);
        let told: Vec<u64> = std::iter::from_fn(|| heard.try_recv().ok()).map(|told| told.done).collect();
        assert_eq!(told, [0, 5, 6]);
    }

    #[test]
    fn a_guest_cannot_flood_whoever_waits() {
        let (mut reports, mut heard) = reports();
        for done in 0..5_000 {
            reports.pass_on(done, None, Some("\u{7}x".repeat(1_000)));
        }
        drop(reports);
        let told: Vec<Progress> = std::iter::from_fn(|| heard.try_recv().ok()).collect();
        assert_eq!(told.len(), MOST_REPORTS as usize);
        assert!(told.iter().all(|told| told.message.as_deref() == Some(&"x".repeat(MESSAGE))));
    }
}

//! How many calls run at once, and how many may wait.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

/// A semaphore with a bounded queue: over both, the answer is no, at once.
#[derive(Debug)]
pub(crate) struct Permits {
    places: usize,
    running: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
}

/// Calls of the whole host at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Calls that have a place.
    pub running: usize,
    /// Calls that wait for one.
    pub waiting: usize,
}

/// Every place is taken, and every place in the queue.
#[derive(Debug)]
pub(crate) struct Full;

impl Permits {
    pub(crate) fn new(running: usize, most_waiting: usize) -> Self {
        Self { places: running, running: Semaphore::new(running), waiting: AtomicUsize::new(0), most_waiting }
    }

    /// How many places are taken now, and how many calls wait for one.
    pub(crate) fn load(&self) -> Load {
        let running = self.places.saturating_sub(self.running.available_permits());
        Load { running, waiting: self.waiting.load(Ordering::Relaxed) }
    }

    /// Takes a place, in order of arrival. Cancelling gives the place in the queue back.
    pub(crate) async fn acquire(&self) -> Result<SemaphorePermit<'_>, Full> {
        if let Ok(permit) = self.running.try_acquire() {
            return Ok(permit);
        }
        let _place = QueuePlace::take(self)?;
        self.running.acquire().await.map_err(|_closed| Full)
    }
}

struct QueuePlace<'a>(&'a Permits);

impl<'a> QueuePlace<'a> {
    fn take(permits: &'a Permits) -> Result<Self, Full> {
        let before = permits.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(permits);
        if before < permits.most_waiting { Ok(place) } else { Err(Full) }
    }
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn over_the_queue_the_answer_is_no_at_once() {
        let permits = Permits::new(1, 1);
        let first = permits.acquire().await.unwrap();
        let mut second = Box::pin(permits.acquire());
        assert!(tokio::select! { biased; _ = &mut second => false, () = std::future::ready(()) => true });
        assert!(permits.acquire().await.is_err());
        assert_eq!(permits.load(), Load { running: 1, waiting: 1 });
        drop(first);
        assert!(second.await.is_ok());
    }

    #[tokio::test]
    async fn a_waiter_that_gives_up_leaves_its_place() {
        let permits = Permits::new(1, 1);
        let _first = permits.acquire().await.unwrap();
        let mut waiter = Box::pin(permits.acquire());
        tokio::select! { biased; _ = &mut waiter => {}, () = std::future::ready(()) => {} }
        drop(waiter);
        assert_eq!(permits.waiting.load(Ordering::Relaxed), 0);
    }
}

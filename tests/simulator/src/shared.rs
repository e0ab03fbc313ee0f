//! What all parts of one running simulator share.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    api::Links,
    clock::Clock,
    fault::Faults,
    journal::Journal,
    oauth::{Authority, Times},
    simulator::ScopeMember,
    traffic::Counters,
    world::World,
};

/// The state behind every listener. No lock is held across an `.await`, and none is taken while another is held.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) links: Links,
    pub(crate) world: Mutex<World>,
    pub(crate) authority: Mutex<Authority>,
    pub(crate) faults: Faults,
    pub(crate) api_requests: Journal,
    pub(crate) storage_requests: Journal,
    pub(crate) traffic: Counters,
    token_requests: AtomicU64,
    held_answers: AtomicU64,
    pub(crate) auto_approve: Option<String>,
    access_token_ttl: Duration,
    pub(crate) scope_member: ScopeMember,
}

/// What of the options the parts need while they run.
pub(crate) struct Settings {
    pub(crate) auto_approve: Option<String>,
    pub(crate) access_token_ttl: Duration,
    pub(crate) scope_member: ScopeMember,
}

impl Shared {
    /// A simulator that has seen nothing yet.
    pub(crate) fn new(links: Links, world: World, settings: Settings) -> Self {
        Self {
            clock: Clock::start(),
            links,
            world: Mutex::new(world),
            authority: Mutex::default(),
            faults: Faults::default(),
            api_requests: Journal::default(),
            storage_requests: Journal::default(),
            traffic: Counters::default(),
            token_requests: AtomicU64::new(0),
            held_answers: AtomicU64::new(0),
            auto_approve: settings.auto_approve,
            access_token_ttl: settings.access_token_ttl,
            scope_member: settings.scope_member,
        }
    }

    /// The present, and how long an access token made now lives.
    pub(crate) fn times(&self) -> Times {
        Times { now: self.clock.now(), access_life: self.access_token_ttl }
    }

    /// Counts a request at the token endpoint.
    pub(crate) fn count_token_request(&self) {
        self.token_requests.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub(crate) fn token_requests(&self) -> u64 {
        self.token_requests.load(Ordering::Relaxed)
    }

    /// Counts an answer that is ready and held back.
    pub(crate) fn count_held_answer(&self) {
        self.held_answers.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub(crate) fn held_answers(&self) -> u64 {
        self.held_answers.load(Ordering::Relaxed)
    }
}

/// Locks. A poisoned lock is taken all the same: what it guards is whole between any two statements that matter here,
/// and the panic that poisoned it has been reported where it happened.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

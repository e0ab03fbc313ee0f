//! What is learned about a consumer while the host runs. It outlives a change of what the operator says around it.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::Health;
use crate::backoff::Backoff;
use crate::client_secret::InUse;

/// Health, pauses and the secret in use of one consumer with its secrets.
pub(super) struct Standing {
    health: Mutex<Health>,
    pub(super) backoff: Backoff,
    pub(super) in_use: InUse,
}

impl Standing {
    pub(super) fn new() -> Self {
        Self { health: Mutex::new(Health::Healthy), backoff: Backoff::default(), in_use: InUse::new() }
    }

    pub(super) fn health(&self) -> Health {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn accepted(&self) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = Health::Healthy;
    }

    /// True the first time: "unhealthy since".
    pub(super) fn refused(&self, code: &'static str) -> bool {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let first = *health == Health::Healthy;
        if first {
            *health = Health::Unhealthy { since: Timestamp::now(), reason: code.to_owned() };
        }
        first
    }
}

//! How a call can fail.
//!
//! The variants fall in three groups: what the connector says ([`CallFailure::InvalidInput`], `Upstream`, `Refused`,
//! `Internal`), what the host knows of its own ([`CallFailure::Request`], `Overloaded`), and what the sandbox had to stop
//! (`Trap`, `GuestTime`, `WallTime`, `OutOfMemory`, `Protocol`). Nobody but the host decides about the last two.

use std::sync::Arc;
use std::time::Duration;

use innkeeper_egress::{Response, SendError};
use wasmtime::Trap;

use crate::limits::CallLimits;
use crate::meter::GuestTimeUp;

/// How a call failed.
#[derive(Debug, thiserror::Error)]
pub enum CallFailure {
    /// The connector finds the input wrong in a way that its schema could not say.
    #[error("{path}: {message}")]
    InvalidInput {
        /// JSON Pointer into the input.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The provider answered with an error.
    #[error("the provider answered with status {}", .0.status())]
    Upstream(Box<Response>),
    /// A request failed; this is the host's own record of how.
    #[error("{0}")]
    Request(Arc<SendError>),
    /// The connector will not do this.
    #[error("{0}")]
    Refused(String),
    /// The connector is at fault, in its own words.
    #[error("the connector failed: {0}")]
    Internal(String),
    /// The guest trapped.
    #[error("the connector trapped: {detail}")]
    Trap {
        /// WebAssembly's name of the trap.
        detail: String,
    },
    /// The guest ran too long.
    #[error("the connector ran for longer than {} ms", .limit.as_millis())]
    GuestTime {
        /// The limit.
        limit: Duration,
    },
    /// The call as a whole took too long, most of it waiting for the provider.
    #[error("the call took longer than {} ms", .limit.as_millis())]
    WallTime {
        /// The limit.
        limit: Duration,
    },
    /// The guest asked for more memory than a call may have.
    #[error("the connector needed more than {limit} bytes of memory")]
    OutOfMemory {
        /// The limit in bytes.
        limit: usize,
    },
    /// What the guest gave is not what the contract says.
    #[error("the connector broke its contract: {detail}")]
    Protocol {
        /// How.
        detail: String,
    },
    /// Whoever waited for the call stopped it.
    #[error("the call was cancelled")]
    Cancelled,
    /// Every place for a call is taken, and so is the queue.
    #[error("the host runs as many calls as it may, and as many wait")]
    Overloaded,
}

impl CallFailure {
    /// The right name for an error that came out of the guest.
    pub(crate) fn from_guest(error: &wasmtime::Error, memory_refused: bool, limits: &CallLimits) -> Self {
        if let Some(up) = error.downcast_ref::<GuestTimeUp>() {
            return Self::GuestTime { limit: up.limit };
        }
        if memory_refused {
            return Self::OutOfMemory { limit: limits.memory };
        }
        if let Some(trap) = error.downcast_ref::<Trap>() {
            return Self::Trap { detail: trap.to_string() };
        }
        // Not a trap of the guest's code: a value that does not lift, a handle that is none, a crossing over its limit.
        Self::Protocol { detail: error.root_cause().to_string() }
    }
}

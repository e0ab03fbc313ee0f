//! A connector that sends a request while it is described.
//!
//! Nobody has called it then, so there is no account whose token could be used: the host refuses. The connector's
//! description says what it was told.

#[cfg(target_family = "wasm")]
mod guest;

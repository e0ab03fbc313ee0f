//! Hosts that are killed while they refresh tokens: afterwards every account works, or is `EXPIRED` where the provider
//! itself made it impossible.
//!
//! - [`victim`]: the host as a process of its own, which can be told to end itself at one step of a refresh;
//! - [`stage`]: the provider, the vault that outlives the victims, and the accounts;
//! - [`alone`]: one host after the other on an embedded vault, at every step and at random;
//! - [`together`]: hosts on one database, of which all but one are killed.
//!
//! `INNKEEPER_CRASH_KILLS` sets the number of kills of [`alone`]; thousands take minutes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alone;
mod stage;
mod together;
mod victim;

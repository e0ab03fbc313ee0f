//! Addresses that the provider calls when something happens: a way for what is in a repository to leave it
//! (Bitbucket facts, trap 17), and the tools say so.
//!
//! - [`repository`]: webhooks of one repository;
//! - [`workspace`]: webhooks for all repositories of a workspace.

mod event;
pub mod repository;
mod secret;
#[cfg(test)]
mod tests;
pub mod workspace;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where events are sent.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
struct Address(
    #[schemars(regex(pattern = r"^https?://\S+$"))]
    String,
);

//! What people and groups may do in a repository. Only explicit entries: somebody may have access through a
//! group, the project or the workspace as well.
//!
//! - [`users`]: entries for single people;
//! - [`groups`]: entries for groups of the workspace.
//!
//! The provider's description lets nobody write here but with an app password, and those have ended. API
//! tokens pass; an OAuth token is expected to be refused (Bitbucket facts, Spec), so the writes are
//! `restricted` and are tried.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod groups;
pub mod users;

/// How much somebody may do.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Permission {
    Read,
    Write,
    Admin,
}

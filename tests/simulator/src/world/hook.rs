//! Webhooks of repositories and workspaces. They are kept and shown; nothing is delivered.

use jiff::Timestamp;

use super::Uuid;

/// An address that is told of events.
#[derive(Clone)]
pub(crate) struct Hook {
    pub(crate) uuid: Uuid,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) events: Vec<String>,
    pub(crate) secret: Option<String>,
    pub(crate) created_at: Timestamp,
}

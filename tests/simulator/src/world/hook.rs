//! Webhooks of repositories and workspaces. They are kept and shown; nothing is delivered.

use jiff::Timestamp;

/// An address that is told of events.
#[derive(Clone)]
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) events: Vec<String>,
    pub(crate) secret: Option<String>,
    pub(crate) created_at: Timestamp,
}

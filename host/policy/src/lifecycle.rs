//! Whether a provider still has a tool's operation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a tool's operation still exists at the provider. As JSON: `{"state":"removed","since":"…","reason":"…"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Lifecycle {
    /// It works.
    #[default]
    Live,
    /// It works, and the provider will remove it.
    Deprecated {
        /// Since when, as a date: `2026-11-01`.
        since: String,
        /// Why, and what to use instead.
        reason: String,
    },
    /// It exists, and is expected to refuse OAuth tokens.
    Restricted {
        /// Since when, as a date.
        since: String,
        /// Why, and what to use instead.
        reason: String,
    },
    /// It is gone, but for connections whose API still has it.
    Removed {
        /// Since when, as a date.
        since: String,
        /// Why, and what to use instead.
        reason: String,
    },
}

//! Why a connector cannot join the catalogue.

use innkeeper_policy::Unguarded;

/// Why a connector cannot join the catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Its name is taken.
    #[error("the tool `{tool}` of the connector `{connector}` has the name of a tool that is loaded already")]
    Taken {
        /// The tool.
        tool: String,
        /// The connector that came second.
        connector: String,
    },
    /// It is for a provider that the host does not know.
    #[error("the connector `{connector}` is for the provider `{provider}`, which this host does not know")]
    UnknownProvider {
        /// The connector.
        connector: String,
        /// The provider.
        provider: String,
    },
    /// One of its endpoints walks around the workspace pin.
    #[error("`{tool}`: {error}")]
    Unguarded {
        /// The tool.
        tool: String,
        /// Which template, and why.
        error: Unguarded,
    },
    /// One of its tools has no JSON form.
    #[error("`{tool}` cannot be listed: {reason}")]
    Unwritable {
        /// The tool.
        tool: String,
        /// Why.
        reason: String,
    },
}

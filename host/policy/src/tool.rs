//! What the host knows about one tool when it decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Effect, Endpoint, Lifecycle, Method, ScopeSet};

/// A tool as policy sees it: taken from its connector's approved manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ToolPolicy {
    /// Unique in the host: `bitbucket_repository_get`.
    pub name: String,
    /// The connector that it belongs to: `repositories`.
    pub toolset: String,
    /// What a call may do.
    pub effect: Effect,
    /// What the account's grant has to cover.
    pub scopes: ScopeSet,
    /// The requests that it may make.
    pub endpoints: Vec<Endpoint>,
    /// Whether the provider still has it.
    #[serde(default)]
    pub lifecycle: Lifecycle,
}

impl ToolPolicy {
    /// Whether it can make the provider call a URL of the caller's choice: a way for data to leave.
    pub fn sets_callbacks(&self) -> bool {
        self.endpoints.iter().any(|endpoint| !endpoint.callbacks.is_empty())
    }

    /// The declared endpoint with this method and, letter for letter, this template.
    pub fn endpoint(&self, method: Method, template: &str) -> Option<&Endpoint> {
        self.endpoints
            .iter()
            .find(|endpoint| endpoint.method == method && endpoint.template.as_str() == template)
    }
}

//! One operation of a provider, as a connector declares it.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Method, PathTemplate};

/// One operation of the provider that a tool may use. Nothing else leaves the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path below the API's base. Its parameter `{workspace}`, if any, is what the pin guards.
    #[schema(value_type = String)]
    pub template: PathTemplate,
    /// Where its redirects may lead.
    #[serde(default)]
    pub redirects: Redirects,
    /// Where else a request names a workspace.
    #[serde(default)]
    pub workspaces: Vec<WorkspacePosition>,
    /// Properties of the JSON body, by dotted path, that hold a URL which the provider will call by itself.
    #[serde(default)]
    pub callbacks: Vec<String>,
}

/// Where an endpoint's redirects may lead. The default is nowhere but the endpoint's own template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Redirects {
    /// Templates below the same API base, followed with the token (Bitbucket facts, trap 4).
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub within: Vec<PathTemplate>,
    /// Whether another origin, such as a storage host, may be followed: without the token (Bitbucket facts, trap 5).
    #[serde(default)]
    pub away: bool,
}

/// A place besides `{workspace}` in the path where a request names a workspace. A value `workspace/repository` counts
/// up to its slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WorkspacePosition {
    /// A query parameter, by name.
    Query(String),
    /// A property of a JSON body, by its dotted path: `workspace.slug`.
    Body(String),
}

impl fmt::Display for WorkspacePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(name) => write!(f, "query parameter `{name}`"),
            Self::Body(path) => write!(f, "body property `{path}`"),
        }
    }
}

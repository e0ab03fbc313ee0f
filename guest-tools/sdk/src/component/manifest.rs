//! The manifest.

use super::{Manifest, tools};
use crate::{Answer, Change, Connector, Effect, Endpoint, Entry, Lifecycle, Redirects, WorkspacePosition};

/// The manifest of a connector.
pub fn describe(connector: &Connector) -> Manifest {
    Manifest {
        provider: connector.provider.into(),
        name: connector.name.into(),
        title: connector.title.into(),
        description: connector.description.into(),
        version: connector.version.into(),
        tools: connector.tools.iter().map(tools::Tool::from).collect(),
    }
}

impl From<&Entry> for tools::Tool {
    fn from(entry: &Entry) -> Self {
        let declaration = entry.declaration;
        Self {
            name: declaration.name.into(),
            title: declaration.title.into(),
            description: declaration.description.into(),
            input_schema: entry.input_schema(),
            output_schema: Some(declaration.answer.schema()),
            effect: declaration.effect.into(),
            idempotent: declaration.idempotent,
            endpoints: declaration.endpoints.iter().map(tools::Endpoint::from).collect(),
            scopes: owned(declaration.scopes),
            lifecycle: declaration.lifecycle.into(),
            compact_fields: declaration.compact_fields.map(String::from),
            offset_input: declaration.offset_input.map(String::from),
        }
    }
}

impl Answer {
    /// A reference to one of the answers that the host knows: a schema that costs a connector a line.
    fn schema(self) -> String {
        let (kind, name) = match self {
            Self::Page => ("page", ""),
            Self::Object => ("object", ""),
            Self::List => ("list", ""),
            Self::Text => ("text", ""),
            Self::File => ("file", ""),
            Self::Nothing => ("nothing", ""),
            Self::Question(name) => ("question:", name),
        };
        ["{\"$ref\":\"urn:innkeeper:answer:", kind, name, "\"}"].concat()
    }
}

impl From<&Endpoint> for tools::Endpoint {
    fn from(endpoint: &Endpoint) -> Self {
        Self {
            method: endpoint.method.into(),
            path: endpoint.path.into(),
            redirects: endpoint.redirects.into(),
            workspaces: endpoint.workspaces.iter().map(tools::WorkspacePosition::from).collect(),
            callbacks: owned(endpoint.callbacks),
        }
    }
}

impl From<Redirects> for tools::Redirects {
    fn from(Redirects { within, away }: Redirects) -> Self {
        Self { within: owned(within), away }
    }
}

impl From<&WorkspacePosition> for tools::WorkspacePosition {
    fn from(position: &WorkspacePosition) -> Self {
        match *position {
            WorkspacePosition::Query(name) => Self::Query(name.into()),
            WorkspacePosition::Body(location) => Self::Body(location.into()),
        }
    }
}

impl From<Effect> for tools::Effect {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Read => Self::Read,
            Effect::Write => Self::Write,
            Effect::Destructive => Self::Destructive,
        }
    }
}

impl From<Lifecycle> for tools::Lifecycle {
    fn from(lifecycle: Lifecycle) -> Self {
        match lifecycle {
            Lifecycle::Live => Self::Live,
            Lifecycle::Deprecated(change) => Self::Deprecated(change.into()),
            Lifecycle::Restricted(change) => Self::Restricted(change.into()),
            Lifecycle::Removed(change) => Self::Removed(change.into()),
        }
    }
}

impl From<Change> for tools::Change {
    fn from(Change { since, reason }: Change) -> Self {
        Self { since: since.into(), reason: reason.into() }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().copied().map(String::from).collect()
}

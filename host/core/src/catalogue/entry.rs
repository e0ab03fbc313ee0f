//! One tool of the catalogue.

use std::sync::Arc;

use innkeeper_policy::Lifecycle;
use innkeeper_runtime::{Connector, Tool};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::{CatalogueError, Detail, Filter};

/// A tool, its connector, and its views, ready to send.
pub struct Entry {
    /// The tool.
    pub tool: Tool,
    /// Who offers it.
    pub connector: Connector,
    views: Views,
    /// Name, title and description in lower case, for searching.
    words: String,
}

/// A tool's view at each level of detail. A listing of all tools is a third of a megabyte and changes only with its
/// connectors, so it is written once.
struct Views {
    name: Box<RawValue>,
    summary: Box<RawValue>,
    full: Box<RawValue>,
}

impl Entry {
    /// The entries of a connector's tools.
    pub(crate) fn all_of(connector: &Connector) -> Result<Vec<Arc<Self>>, CatalogueError> {
        connector.manifest().tools.iter().map(|tool| Self::new(tool, connector).map(Arc::new)).collect()
    }

    fn new(tool: &Tool, connector: &Connector) -> Result<Self, CatalogueError> {
        let views = Views::of(tool, connector).map_err(|error| CatalogueError::Unwritable {
            tool: tool.name().to_owned(),
            reason: error.to_string(),
        })?;
        let words = format!("{} {} {}", tool.name(), tool.title, tool.description).to_lowercase();
        Ok(Self { tool: tool.clone(), connector: connector.clone(), views, words })
    }

    /// The tool as a listing shows it.
    #[must_use]
    pub fn view(&self, detail: Detail) -> &RawValue {
        match detail {
            Detail::Name => &self.views.name,
            Detail::Summary => &self.views.summary,
            Detail::Full => &self.views.full,
        }
    }

    pub(super) fn matches(&self, filter: &Filter) -> bool {
        let policy = &self.tool.policy;
        let removed = matches!(policy.lifecycle, Lifecycle::Removed { .. });
        (filter.all || !removed)
            && filter.toolset.as_ref().is_none_or(|toolset| *toolset == policy.toolset)
            && filter.effect.is_none_or(|effect| effect == policy.effect)
            && filter.q.as_ref().is_none_or(|words| self.has_words(words))
    }

    fn has_words(&self, words: &str) -> bool {
        words.to_lowercase().split_whitespace().all(|word| self.words.contains(word))
    }
}

impl Views {
    fn of(tool: &Tool, connector: &Connector) -> serde_json::Result<Self> {
        let summary = summary(tool, connector);
        Ok(Self {
            name: to_raw_value(&json!({ "name": tool.name() }))?,
            full: to_raw_value(&full(summary.clone(), tool, connector))?,
            summary: to_raw_value(&summary)?,
        })
    }
}

/// What helps to choose.
fn summary(tool: &Tool, connector: &Connector) -> Value {
    let policy = &tool.policy;
    json!({
        "name": policy.name,
        "toolset": policy.toolset,
        "title": tool.title,
        "description": tool.description,
        "effect": policy.effect,
        "idempotent": tool.idempotent,
        "scopes": policy.scopes,
        "lifecycle": policy.lifecycle,
        "provider": connector.manifest().provider,
    })
}

/// Everything.
fn full(mut view: Value, tool: &Tool, connector: &Connector) -> Value {
    let manifest = connector.manifest();
    view["input_schema"] = tool.input_schema.clone();
    view["output_schema"] = json!(tool.output_schema);
    view["endpoints"] = json!(tool.policy.endpoints);
    view["compact_fields"] = json!(tool.compact_fields);
    view["connector"] = json!({
        "name": manifest.name,
        "title": manifest.title,
        "description": manifest.description,
        "version": manifest.version,
        "digest": connector.digest(),
    });
    view
}

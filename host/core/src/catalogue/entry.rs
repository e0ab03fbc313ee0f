//! One tool of the catalogue.

use std::sync::Arc;

use innkeeper_policy::Lifecycle;
use innkeeper_runtime::{Connector, Tool};
use serde::Serialize;
use serde_json::json;
use serde_json::value::to_raw_value;

use super::view::Field;
use super::{CatalogueError, Detail, Filter, View};

/// A tool, its connector, and what listings show of it.
pub struct Entry {
    /// The tool.
    pub tool: Tool,
    /// Who offers it.
    pub connector: Connector,
    /// What listings show, ready to send. All tools are a third of a megabyte and change only with their connectors, so it
    /// is written once. A level of detail shows the fields up to its last one.
    fields: Vec<Field>,
}

impl Entry {
    /// The entries of a connector's tools.
    pub(crate) fn all_of(connector: &Connector) -> Result<Vec<Arc<Self>>, CatalogueError> {
        connector.manifest().tools.iter().map(|tool| Self::new(tool, connector).map(Arc::new)).collect()
    }

    fn new(tool: &Tool, connector: &Connector) -> Result<Self, CatalogueError> {
        let fields = fields(tool, connector).map_err(|error| CatalogueError::Unwritable {
            tool: tool.name().to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { tool: tool.clone(), connector: connector.clone(), fields })
    }

    /// The tool as a listing shows it.
    #[must_use]
    pub fn view(&self, detail: Detail) -> View<'_> {
        let shown = match detail {
            Detail::Name => 1,
            Detail::Summary => SUMMARY,
            Detail::Full => self.fields.len(),
        };
        View::of(self.fields.get(..shown).unwrap_or(&self.fields))
    }

    pub(super) fn matches(&self, filter: &Filter) -> bool {
        let policy = &self.tool.policy;
        let removed = matches!(policy.lifecycle, Lifecycle::Removed { .. });
        (filter.all || !removed)
            && filter.toolset.as_ref().is_none_or(|toolset| *toolset == policy.toolset)
            && filter.effect.is_none_or(|effect| effect == policy.effect)
    }
}

/// Fields that help to choose; what follows them is for those who have chosen.
const SUMMARY: usize = 9;

fn fields(tool: &Tool, connector: &Connector) -> serde_json::Result<Vec<Field>> {
    let (policy, manifest) = (&tool.policy, connector.manifest());
    let offered_by = json!({
        "name": manifest.name,
        "title": manifest.title,
        "description": manifest.description,
        "version": manifest.version,
        "digest": connector.digest(),
    });
    let summary: [Field; SUMMARY] = [
        field("name", &policy.name)?,
        field("toolset", &policy.toolset)?,
        field("title", &tool.title)?,
        field("description", &tool.description)?,
        field("effect", &policy.effect)?,
        field("idempotent", &tool.idempotent)?,
        field("scopes", &policy.scopes)?,
        field("lifecycle", &policy.lifecycle)?,
        field("provider", &manifest.provider)?,
    ];
    let more = [
        field("input_schema", &tool.input_schema)?,
        field("output_schema", &tool.output_schema)?,
        field("endpoints", &policy.endpoints)?,
        field("compact_fields", &tool.compact_fields)?,
        field("connector", &offered_by)?,
    ];
    Ok(summary.into_iter().chain(more).collect())
}

fn field(name: &'static str, value: &impl Serialize) -> serde_json::Result<Field> {
    Ok((name, to_raw_value(value)?))
}

//! The tools of all loaded connectors, by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use innkeeper_accounts::Provider;
use innkeeper_policy::{Effect, Lifecycle, ToolPolicy, Unguarded};
use innkeeper_runtime::{Connector, Tool};
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::problem::{Kind, Problem, Result};

/// How alike a name must be to be suggested (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.8;
const SUGGESTIONS: usize = 3;

/// A tool, its connector, and its schema ready to validate.
pub struct Entry {
    /// The tool.
    pub tool: Tool,
    /// Who offers it.
    pub connector: Connector,
    pub(crate) validator: Validator,
}

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
    /// Its schema is none.
    #[error("the input schema of `{tool}` is not a JSON Schema: {reason}")]
    Schema {
        /// The tool.
        tool: String,
        /// What the compiler says.
        reason: String,
    },
}

/// How much of a tool a listing shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// The name alone.
    Name,
    /// What helps to choose.
    #[default]
    Summary,
    /// Everything, schemas included.
    Full,
}

/// Which tools a listing shows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// One toolset.
    pub toolset: Option<String>,
    /// One effect.
    pub effect: Option<Effect>,
    /// Words that all stand in name, title or description.
    pub q: Option<String>,
    /// How much of each.
    #[serde(default)]
    pub detail: Detail,
    /// Removed tools as well.
    #[serde(default)]
    pub all: bool,
}

/// All tools, in the order of their names.
#[derive(Default)]
pub struct Catalogue {
    tools: BTreeMap<String, Arc<Entry>>,
}

impl Catalogue {
    /// Adds a connector's tools; all of them or none.
    ///
    /// # Errors
    /// [`CatalogueError`] names the tool.
    pub fn add(
        &mut self,
        connector: &Connector,
        providers: &[Provider],
    ) -> std::result::Result<(), CatalogueError> {
        let manifest = connector.manifest();
        let provider =
            providers.iter().find(|provider| provider.name == manifest.provider).ok_or_else(|| {
                let (connector, provider) = (manifest.name.clone(), manifest.provider.clone());
                CatalogueError::UnknownProvider { connector, provider }
            })?;
        let mut new = Vec::with_capacity(manifest.tools.len());
        for tool in &manifest.tools {
            let name = tool.name().to_owned();
            if self.tools.contains_key(&name) {
                return Err(CatalogueError::Taken { tool: name, connector: manifest.name.clone() });
            }
            check_guarded(&tool.policy, provider)?;
            let validator = jsonschema::draft202012::new(&tool.input_schema)
                .map_err(|error| CatalogueError::Schema { tool: name.clone(), reason: error.to_string() })?;
            let entry = Entry { tool: tool.clone(), connector: connector.clone(), validator };
            new.push((name, Arc::new(entry)));
        }
        self.tools.extend(new);
        Ok(())
    }

    /// The tool of a name.
    ///
    /// # Errors
    /// `TOOL_NOT_FOUND` with the nearest names.
    pub fn get(&self, name: &str) -> Result<Arc<Entry>> {
        self.tools.get(name).cloned().ok_or_else(|| {
            let near = self.nearest(name);
            let hint = if near.is_empty() {
                "`GET /v1/tools` lists all".to_owned()
            } else {
                format!("did you mean {}?", near.join(", "))
            };
            Problem::new(Kind::ToolNotFound, format!("there is no tool `{}`; {hint}", cut(name)))
        })
    }

    fn nearest(&self, name: &str) -> Vec<String> {
        let name = cut(name);
        let mut scored: Vec<(f64, &String)> =
            self.tools.keys().map(|known| (strsim::jaro_winkler(known, &name), known)).collect();
        scored.retain(|(score, _)| *score >= ALIKE);
        scored.sort_by(|left, right| right.0.total_cmp(&left.0));
        scored.into_iter().take(SUGGESTIONS).map(|(_, known)| format!("`{known}`")).collect()
    }

    /// Tools that a filter lets through, in the order of their names.
    pub fn filter<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = &'a Arc<Entry>> {
        self.tools.values().filter(|entry| entry.matches(filter))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tools.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tools.is_empty()
    }
}

/// Every endpoint names its workspace where the provider's paths have one.
fn check_guarded(tool: &ToolPolicy, provider: &Provider) -> std::result::Result<(), CatalogueError> {
    let templates = tool
        .endpoints
        .iter()
        .flat_map(|endpoint| std::iter::once(&endpoint.template).chain(&endpoint.redirects.within));
    for template in templates {
        for prefix in &provider.workspace_prefixes {
            prefix
                .check(template)
                .map_err(|error| CatalogueError::Unguarded { tool: tool.name.clone(), error })?;
        }
    }
    Ok(())
}

impl Entry {
    fn matches(&self, filter: &Filter) -> bool {
        let policy = &self.tool.policy;
        let removed = matches!(policy.lifecycle, Lifecycle::Removed { .. });
        (filter.all || !removed)
            && filter.toolset.as_ref().is_none_or(|toolset| *toolset == policy.toolset)
            && filter.effect.is_none_or(|effect| effect == policy.effect)
            && filter.q.as_ref().is_none_or(|words| self.has_words(words))
    }

    fn has_words(&self, words: &str) -> bool {
        let text =
            format!("{} {} {}", self.tool.name(), self.tool.title, self.tool.description).to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The tool as a listing shows it.
    #[must_use]
    pub fn view(&self, detail: Detail) -> Value {
        let policy = &self.tool.policy;
        if detail == Detail::Name {
            return json!({ "name": policy.name });
        }
        let mut view = json!({
            "name": policy.name,
            "toolset": policy.toolset,
            "title": self.tool.title,
            "description": self.tool.description,
            "effect": policy.effect,
            "idempotent": self.tool.idempotent,
            "scopes": policy.scopes,
            "lifecycle": policy.lifecycle,
            "provider": self.connector.manifest().provider,
        });
        if let (Detail::Full, Some(fields)) = (detail, view.as_object_mut()) {
            fields.insert("input_schema".to_owned(), self.tool.input_schema.clone());
            fields.insert("output_schema".to_owned(), json!(self.tool.output_schema));
            fields.insert("endpoints".to_owned(), json!(policy.endpoints));
            fields.insert("compact_fields".to_owned(), json!(self.tool.compact_fields));
            let manifest = self.connector.manifest();
            let connector = json!({ "name": manifest.name, "version": manifest.version, "digest": self.connector.digest() });
            fields.insert("connector".to_owned(), connector);
        }
        view
    }
}

/// As much of a name as an error may repeat.
fn cut(name: &str) -> String {
    name.chars().take(80).collect()
}

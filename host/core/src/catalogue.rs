//! The tools of all loaded connectors, by name.
//!
//! A catalogue does not change. Where connectors come and go, another takes its place, and whoever reads the old one goes on
//! with it: a call has one from its beginning to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use innkeeper_accounts::Provider;
use innkeeper_policy::{Effect, ToolPolicy};
use innkeeper_runtime::{Connector, Manifest};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::{Kind, Problem, Result};
use crate::search::{self, Index};

mod entry;
mod error;
mod load;
mod view;

pub use entry::Entry;
pub use error::CatalogueError;
pub(crate) use load::BuiltIn;
pub use load::{Component, Loaded};
pub use view::{Listed, OfferedBy, ToolShape, View};

/// How alike a name must be to be suggested, 0 to 1.
const ALIKE: f64 = 0.6;
const SUGGESTIONS: usize = 3;

/// How much of a tool a listing shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
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
    /// What somebody wants to do, in words: the tools that fit best come first. 1,000 bytes at most.
    pub q: Option<String>,
    /// How much of each.
    #[serde(default)]
    pub detail: Detail,
    /// Tools as well that the caller can never call, and removed ones.
    #[serde(default)]
    pub all: bool,
    /// On whose behalf calls would be: then each tool has its readiness.
    pub identifier: Option<String>,
    /// Through which connection.
    pub connection: Option<String>,
}

/// All tools, in the order of their names. Cheap to clone as such things go: the tools are shared.
#[derive(Clone, Default)]
pub struct Catalogue {
    tools: BTreeMap<String, Arc<Entry>>,
    toolsets: BTreeSet<String>,
    /// The words of these tools; made when somebody searches.
    index: OnceLock<Arc<Index>>,
    generation: u64,
}

impl Catalogue {
    /// Adds a connector's tools; all of them or none.
    pub(crate) fn add(
        &mut self,
        connector: &Connector,
        entries: &[Arc<Entry>],
        providers: &[Provider],
    ) -> std::result::Result<(), CatalogueError> {
        let manifest = connector.manifest();
        if let Some(fault) = faults(manifest, providers).into_iter().next() {
            return Err(fault);
        }
        if let Some(taken) = entries.iter().find(|entry| self.tools.contains_key(entry.tool.name())) {
            let (tool, connector) = (taken.tool.name().to_owned(), manifest.name.clone());
            return Err(CatalogueError::Taken { tool, connector });
        }
        self.index = OnceLock::new();
        self.toolsets.extend(entries.iter().map(|entry| entry.tool.policy.toolset.clone()));
        self.tools.extend(entries.iter().map(|entry| (entry.tool.name().to_owned(), Arc::clone(entry))));
        Ok(())
    }

    /// The same, as the catalogue of this generation.
    pub(crate) fn in_generation(self, generation: u64) -> Self {
        Self { generation, ..self }
    }

    /// Which one it is: each that takes another's place has a greater number, as long as the host runs.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
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
            self.tools.keys().map(|known| (likeness(known, &name), known)).collect();
        scored.retain(|(score, _)| *score >= ALIKE);
        scored.sort_by(|left, right| right.0.total_cmp(&left.0));
        scored.into_iter().take(SUGGESTIONS).map(|(_, known)| format!("`{known}`")).collect()
    }

    /// Tools that a filter lets through: by rank where there is a query, else by name.
    ///
    /// # Errors
    /// `BAD_INPUT` for a query that is too long.
    pub fn filter(&self, filter: &Filter) -> Result<Vec<&Arc<Entry>>> {
        let Some(query) = &filter.q else {
            return Ok(self.tools.values().filter(|entry| entry.matches(filter)).collect());
        };
        search::check(query)?;
        let all: Vec<&Arc<Entry>> = self.tools.values().collect();
        let index = self.index.get_or_init(|| Arc::new(Index::of(all.iter().map(|entry| &entry.tool))));
        let ranked = index.rank(query).into_iter();
        let found = ranked.filter_map(|(number, score)| Some((*all.get(number)?, score)));
        Ok(Index::answers(found.filter(|(entry, _)| entry.matches(filter)).collect()).collect())
    }

    /// All tools, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.tools.values()
    }

    /// The toolsets, in the order of their names.
    #[must_use]
    pub fn toolsets(&self) -> Vec<&str> {
        self.toolsets.iter().map(String::as_str).collect()
    }

    /// Whether a connector has this toolset.
    #[must_use]
    pub fn has_toolset(&self, name: &str) -> bool {
        self.toolsets.contains(name)
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

/// Everything that is wrong with a manifest for a host that knows these providers.
pub(crate) fn faults(manifest: &Manifest, providers: &[Provider]) -> Vec<CatalogueError> {
    match providers.iter().find(|provider| provider.name == manifest.provider) {
        Some(provider) => manifest.tools.iter().flat_map(|tool| unguarded(&tool.policy, provider)).collect(),
        None => {
            let (connector, provider) = (manifest.name.clone(), manifest.provider.clone());
            vec![CatalogueError::UnknownProvider { connector, provider }]
        }
    }
}

/// The endpoints that do not name their workspace where the provider's paths have one.
fn unguarded(tool: &ToolPolicy, provider: &Provider) -> Vec<CatalogueError> {
    let templates = tool
        .endpoints
        .iter()
        .flat_map(|endpoint| std::iter::once(&endpoint.template).chain(&endpoint.redirects.within));
    templates
        .flat_map(|template| provider.workspace_prefixes.iter().map(|prefix| prefix.check(template)))
        .filter_map(std::result::Result::err)
        .map(|error| CatalogueError::Unguarded { tool: tool.name.clone(), error })
        .collect()
}

/// How alike two names are, 0 to 1: by letters that have to change, so that a slip of the keyboard is seen, and by pairs
/// of letters that both have, so that words in another order are.
fn likeness(known: &str, name: &str) -> f64 {
    f64::midpoint(strsim::normalized_damerau_levenshtein(known, name), strsim::sorensen_dice(known, name))
}

/// As much of a name as an error may repeat.
fn cut(name: &str) -> String {
    name.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::{ALIKE, likeness};

    #[test]
    fn what_was_meant_is_more_alike_than_what_begins_alike() {
        let meant = [
            ("bitbucket_repository_list", "bitbucket_repositories_list", "bitbucket_repository_get"),
            ("bitbucket_get_repository", "bitbucket_repository_get", "bitbucket_repository_fork"),
            ("bitbucket_pull_request_list", "bitbucket_pull_requests_list", "bitbucket_pull_request_get"),
            ("pull_request_merge", "bitbucket_pull_request_merge", "bitbucket_merge_base_get"),
            ("bitbuket_user_gte", "bitbucket_user_get", "bitbucket_src_get"),
        ];
        for (said, wanted, other) in meant {
            assert!(likeness(wanted, said) > likeness(other, said), "{said}");
            assert!(likeness(wanted, said) >= ALIKE, "{said}: {}", likeness(wanted, said));
        }
        assert!(likeness("bitbucket_repository_get", "send_email") < ALIKE);
    }
}

//! What one endpoint offers, from its path and query.

use innkeeper::{Entry, Host, Kind, Problem};
use innkeeper_policy::{Effect, Effects};
use serde::Deserialize;

/// What an endpoint offers. Whoever asks may be allowed less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The tools of one toolset by themselves; none: the four that lead to all.
    pub(crate) toolset: Option<String>,
    /// Only tools with these effects.
    pub(crate) effects: Effects,
}

/// The query of an endpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Narrowed {
    /// `read,write`.
    effects: Option<String>,
}

impl Scope {
    /// Of `/mcp` or `/mcp/{toolset}`, and its query.
    ///
    /// # Errors
    /// `NOT_FOUND` for a toolset that no connector has, `BAD_INPUT` for effects that are none.
    pub(crate) fn of(path: &str, narrowed: Narrowed, host: &Host) -> Result<Self, Box<Problem>> {
        let toolset = path.trim_start_matches('/').split('/').nth(1).filter(|name| !name.is_empty());
        if let Some(name) = toolset {
            let catalogue = host.catalogue();
            if !catalogue.has_toolset(name) {
                let known = catalogue.toolsets().join(", ");
                let detail = format!("there is no toolset of this name; there are {known}");
                return Err(Problem::new(Kind::NotFound, detail));
            }
        }
        let effects = narrowed.effects.map_or(Ok(Effects::ALL), |names| parse(&names))?;
        Ok(Self { toolset: toolset.map(str::to_owned), effects })
    }

    /// Whether a tool is among those that the endpoint leads to.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        let policy = &entry.tool.policy;
        self.effects.contains(policy.effect)
            && self.toolset.as_ref().is_none_or(|toolset| *toolset == policy.toolset)
    }
}

/// `read,write`.
fn parse(text: &str) -> Result<Effects, Box<Problem>> {
    text.split(',')
        .map(|name| name.trim().parse::<Effect>())
        .collect::<Result<Effects, _>>()
        .map_err(|error| Problem::bad_field("/effects", error.to_string()))
}

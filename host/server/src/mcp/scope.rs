//! What one endpoint offers, from its path and query.

use axum::http::Uri;
use innkeeper::{Entry, Host, Kind, Problem};
use innkeeper_policy::{Effect, Effects};
use url::form_urlencoded;

/// What an endpoint offers. Whoever asks may be allowed less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The tools of one toolset by themselves; none: the four that lead to all.
    pub(crate) toolset: Option<String>,
    /// Only tools with these effects.
    pub(crate) effects: Effects,
}

impl Scope {
    /// Reads `/mcp`, `/mcp/{toolset}` and `?effects=read,write`.
    ///
    /// # Errors
    /// `NOT_FOUND` for a toolset that no connector has, `BAD_INPUT` for another query.
    pub(crate) fn of(uri: &Uri, host: &Host) -> Result<Self, Box<Problem>> {
        let toolset = uri.path().trim_start_matches('/').split('/').nth(1).filter(|name| !name.is_empty());
        if let Some(name) = toolset {
            let catalogue = host.catalogue();
            let known = catalogue.toolsets();
            if !known.contains(&name) {
                let detail = format!("there is no toolset of this name; there are {}", known.join(", "));
                return Err(Problem::new(Kind::NotFound, detail));
            }
        }
        let mut effects = None;
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match (&*name, effects) {
                ("effects", None) => effects = Some(parse(&value)?),
                ("effects", Some(_)) => return Err(Problem::bad_field("/effects", "stands twice")),
                _ => {
                    return Err(Problem::bad_field(
                        format!("/{name}"),
                        "is not a parameter of this path: there is `effects`",
                    ));
                }
            }
        }
        Ok(Self { toolset: toolset.map(str::to_owned), effects: effects.unwrap_or(Effects::ALL) })
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

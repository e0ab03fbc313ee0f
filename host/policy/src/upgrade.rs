//! Whether another version of a connector asks for more than was approved.
//!
//! An upgrade that asks for no more takes its place at once; one that asks for more waits for a person. So what is
//! compared here is power, and what a tool *says of itself* counts where the host decides by it: a tool that calls itself
//! milder than before, no longer says which property of a body names a workspace or a webhook's URL, or may suddenly be
//! repeated, passes gates that its older version did not. That is asking for more as much as another endpoint is.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AskedTool, Asks, Endpoint, Lifecycle, Method, Redirects, ScopeSet};

/// One thing that is asked for and was not approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Addition)]
pub struct More {
    /// What sort of thing.
    pub what: Extra,
    /// The tool that asks; none where it is the connector as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The thing, for people: `DELETE /repositories/{workspace}/{repo_slug}`.
    pub item: String,
}

/// Sorts of things that may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AdditionKind)]
pub enum Extra {
    /// Another provider.
    Provider,
    /// Something of the host beside the contract.
    Import,
    /// A tool.
    Tool,
    /// A stronger effect, or a milder name for requests that were approved under a stronger one.
    Effect,
    /// A scope.
    Scope,
    /// A request.
    Endpoint,
    /// A place that a request may be led on to.
    Redirect,
    /// A place that names a workspace, no longer held against the pin.
    Workspace,
    /// A URL that the provider will call, or no longer saying where one stands.
    Callback,
    /// That a write may be sent again.
    Repeat,
    /// To be callable again.
    Lifecycle,
}

/// What `wanted` asks for beyond `approved`, item by item; nothing where it asks for no more. With nothing `approved`,
/// everything.
pub fn more_than_approved(approved: Option<&Asks>, wanted: &Asks) -> Vec<More> {
    let mut found = Found::default();
    match approved {
        Some(before) if before.provider != wanted.provider => {
            found.add(Extra::Provider, format!("{}, was {}", wanted.provider, before.provider));
        }
        Some(_) => {}
        None => found.add(Extra::Provider, wanted.provider.clone()),
    }
    for import in wanted.beside_the_contract() {
        if approved.is_none_or(|before| !before.imports.contains(import)) {
            found.add(Extra::Import, import.to_owned());
        }
    }
    for tool in &wanted.tools {
        found.tool = Some(tool.policy.name.clone());
        match approved.and_then(|before| before.tool(&tool.policy.name)) {
            Some(before) => found.changed_tool(before, tool),
            None => found.new_tool(tool),
        }
    }
    found.more
}

#[derive(Default)]
struct Found {
    tool: Option<String>,
    more: Vec<More>,
}

impl Found {
    fn add(&mut self, what: Extra, item: impl Into<String>) {
        self.more.push(More { what, tool: self.tool.clone(), item: item.into() });
    }

    fn new_tool(&mut self, tool: &AskedTool) {
        self.add(Extra::Tool, format!("{} (new)", tool.policy.effect));
        self.scopes(&ScopeSet::new(), &tool.policy.scopes);
        for endpoint in &tool.policy.endpoints {
            self.new_endpoint(endpoint);
        }
    }

    fn changed_tool(&mut self, before: &AskedTool, tool: &AskedTool) {
        self.effect(before, tool);
        self.scopes(&before.policy.scopes, &tool.policy.scopes);
        for endpoint in &tool.policy.endpoints {
            match before.policy.endpoint(endpoint.method, endpoint.template.as_str()) {
                Some(approved) => self.changed_endpoint(approved, endpoint),
                None => self.new_endpoint(endpoint),
            }
        }
        if tool.idempotent && !before.idempotent {
            self.add(Extra::Repeat, "its requests may be sent again");
        }
        let gone = |tool: &AskedTool| matches!(tool.policy.lifecycle, Lifecycle::Removed { .. });
        if gone(before) && !gone(tool) {
            self.add(Extra::Lifecycle, "callable again, was removed");
        }
    }

    fn effect(&mut self, before: &AskedTool, tool: &AskedTool) {
        let (was, is) = (before.policy.effect, tool.policy.effect);
        let acts = tool.policy.endpoints.iter().find(|endpoint| endpoint.method != Method::Get);
        match acts {
            _ if is > was => self.add(Extra::Effect, format!("{is}, was {was}")),
            Some(acts) if is < was => {
                self.add(Extra::Effect, format!("{is}, was {was}, and it still sends {}", request(acts)));
            }
            _ => {}
        }
    }

    fn scopes(&mut self, before: &ScopeSet, wanted: &ScopeSet) {
        for scope in wanted.iter().filter(|scope| !before.contains(*scope)) {
            self.add(Extra::Scope, scope.as_str());
        }
    }

    fn new_endpoint(&mut self, endpoint: &Endpoint) {
        self.add(Extra::Endpoint, request(endpoint));
        self.redirects(&Redirects::default(), endpoint);
        for property in &endpoint.callbacks {
            self.add(Extra::Callback, format!("`{property}` of {}", request(endpoint)));
        }
    }

    fn changed_endpoint(&mut self, before: &Endpoint, endpoint: &Endpoint) {
        self.redirects(&before.redirects, endpoint);
        for position in before.workspaces.iter().filter(|position| !endpoint.workspaces.contains(position)) {
            self.add(Extra::Workspace, format!("no longer checks the {position} of {}", request(endpoint)));
        }
        for property in endpoint.callbacks.iter().filter(|property| !before.callbacks.contains(property)) {
            self.add(Extra::Callback, format!("`{property}` of {}", request(endpoint)));
        }
        for property in before.callbacks.iter().filter(|property| !endpoint.callbacks.contains(property)) {
            let said = format!("no longer says that `{property}` of {} is called", request(endpoint));
            self.add(Extra::Callback, said);
        }
    }

    fn redirects(&mut self, before: &Redirects, endpoint: &Endpoint) {
        let redirects = &endpoint.redirects;
        for to in redirects.within.iter().filter(|to| !before.within.contains(to)) {
            self.add(Extra::Redirect, format!("{} to {to}", request(endpoint)));
        }
        if redirects.away && !before.away {
            self.add(Extra::Redirect, format!("{} to another host, without the token", request(endpoint)));
        }
    }
}

fn request(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method, endpoint.template)
}

impl Extra {
    /// The sort's name: `endpoint`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Import => "import",
            Self::Tool => "tool",
            Self::Effect => "effect",
            Self::Scope => "scope",
            Self::Endpoint => "endpoint",
            Self::Redirect => "redirect",
            Self::Workspace => "workspace",
            Self::Callback => "callback",
            Self::Repeat => "repeat",
            Self::Lifecycle => "lifecycle",
        }
    }
}

impl fmt::Display for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tool {
            Some(tool) => write!(f, "{tool}: {} {}", self.what, self.item),
            None => write!(f, "{} {}", self.what, self.item),
        }
    }
}

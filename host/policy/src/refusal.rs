//! The answer no.

#[cfg(test)]
mod tests;

use std::fmt;

use crate::{Effect, Method, ParameterError, ScopeSet};

/// Why something is not allowed. Whatever the caller or connector gave is quoted, so that it cannot pass for our words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}; {}", self.rule(), self.fix())]
pub enum Refusal {
    /// The caller may not use the toolset.
    Toolset {
        /// The tool.
        tool: String,
        /// Its toolset.
        toolset: String,
    },
    /// The caller may not cause the effect.
    Effect {
        /// The tool.
        tool: String,
        /// Its effect.
        effect: Effect,
    },
    /// The tool can make the provider call a URL, which takes the right to destructive effects.
    Callback {
        /// The tool.
        tool: String,
    },
    /// The request names a URL for the provider to call whose host the connection does not list.
    CallbackHost {
        /// The tool.
        tool: String,
        /// The property of the body.
        property: String,
        /// Its host, or what it is instead of a URL.
        host: String,
    },
    /// The account's grant does not cover the tool.
    Scope {
        /// The tool.
        tool: String,
        /// What is not covered.
        missing: ScopeSet,
    },
    /// The provider does not have the operation any more.
    Removed {
        /// The tool.
        tool: String,
        /// Since when, as a date.
        since: String,
        /// Why.
        reason: String,
    },
    /// The request is for an endpoint that the tool did not declare.
    Endpoint {
        /// The tool.
        tool: String,
        /// The method that was asked for.
        method: Method,
        /// The template that was asked for.
        template: String,
    },
    /// A path parameter cannot be used.
    Parameter {
        /// The tool.
        tool: String,
        /// What is wrong with it.
        error: ParameterError,
    },
    /// The expanded path does not read back as its parameters.
    Mismatch {
        /// The tool.
        tool: String,
        /// The template.
        template: String,
    },
    /// The request names a workspace outside the pin.
    Workspace {
        /// The tool.
        tool: String,
        /// The value that names it.
        workspace: String,
        /// Where in the request: ``query parameter `workspace` ``.
        position: String,
    },
    /// The request has something that is not text where it may name a workspace.
    WorkspaceShape {
        /// The tool.
        tool: String,
        /// Where in the request.
        position: String,
    },
    /// The request leaves it to the provider into which workspace something goes, and the account is limited to some.
    Unplaced {
        /// The tool.
        tool: String,
        /// What tools call the input that names the workspace.
        input: String,
        /// The account's workspaces, by slug.
        workspaces: Vec<String>,
    },
    /// The endpoint may name a workspace in its body, and the body cannot be looked into.
    OpaqueBody {
        /// The tool.
        tool: String,
    },
    /// A link is to somewhere that the tool may not read.
    Link {
        /// The tool.
        tool: String,
        /// The path below the API base, without its query; an origin where it is another.
        place: String,
    },
    /// A redirect leads to a path that was not declared.
    Redirect {
        /// The path, without its query.
        path: String,
    },
    /// A redirect leads to a workspace outside the pin.
    RedirectWorkspace {
        /// The path, without its query.
        path: String,
        /// The workspace.
        workspace: String,
    },
}

impl Refusal {
    /// The layer that said no.
    pub const fn layer(&self) -> Layer {
        match self {
            Self::Toolset { .. } => Layer::Toolset,
            Self::Effect { .. } | Self::Callback { .. } => Layer::Effect,
            Self::CallbackHost { .. } => Layer::CallbackHost,
            Self::Scope { .. } => Layer::Scope,
            Self::Removed { .. } => Layer::Lifecycle,
            Self::Endpoint { .. } | Self::Link { .. } => Layer::Endpoint,
            Self::Parameter { .. } | Self::Mismatch { .. } => Layer::Parameter,
            Self::Workspace { .. }
            | Self::WorkspaceShape { .. }
            | Self::Unplaced { .. }
            | Self::OpaqueBody { .. }
            | Self::RedirectWorkspace { .. } => Layer::WorkspacePin,
            Self::Redirect { .. } => Layer::Redirect,
        }
    }

    /// The tool; none for a redirect, which is authorized by its endpoint.
    pub fn tool(&self) -> Option<&str> {
        match self {
            Self::Toolset { tool, .. }
            | Self::Effect { tool, .. }
            | Self::Callback { tool }
            | Self::CallbackHost { tool, .. }
            | Self::Scope { tool, .. }
            | Self::Removed { tool, .. }
            | Self::Endpoint { tool, .. }
            | Self::Parameter { tool, .. }
            | Self::Mismatch { tool, .. }
            | Self::Workspace { tool, .. }
            | Self::WorkspaceShape { tool, .. }
            | Self::Unplaced { tool, .. }
            | Self::OpaqueBody { tool }
            | Self::Link { tool, .. } => Some(tool),
            Self::Redirect { .. } | Self::RedirectWorkspace { .. } => None,
        }
    }

    /// The rule that was broken, and what broke it.
    pub fn rule(&self) -> String {
        match self {
            Self::Toolset { tool, toolset } => {
                format!("{tool} is in the toolset {toolset}, which this caller may not use")
            }
            Self::Effect { tool, effect } => format!("this caller may not use {effect} tools such as {tool}"),
            Self::Callback { tool } => format!(
                "{tool} makes the provider send data to a URL of the caller's choice, and this caller may not use \
                 destructive tools"
            ),
            Self::CallbackHost { tool, property, host } => {
                format!("the {property} of {tool} leads to {host:?}, which the connection does not list")
            }
            Self::Scope { tool, missing } => format!("{tool} needs {missing}, which the user did not grant"),
            Self::Removed { tool, since, reason } => {
                format!("the provider removed the operation of {tool} on {since}: {reason}")
            }
            Self::Endpoint { tool, method, template } => {
                format!("{tool} did not declare the endpoint {method} {template:?}")
            }
            Self::Parameter { tool, error } => {
                format!("{tool} asked for a path that cannot be written: {error}")
            }
            Self::Mismatch { tool, template } => {
                format!("the path that {tool} asked for does not read back as its template {template:?}")
            }
            Self::Workspace { tool, workspace, position } => {
                format!("the {position} of {tool} is {workspace:?}, outside the account's workspaces")
            }
            Self::WorkspaceShape { tool, position } => format!("the {position} of {tool} is not text"),
            Self::Unplaced { tool, workspaces, .. } => format!(
                "{tool} does not say into which workspace its result goes, so the provider would choose one, and this account is limited to {}",
                listed(workspaces)
            ),
            Self::OpaqueBody { tool } => {
                format!("{tool} sends a body that is not JSON where it may name a workspace")
            }
            Self::Link { tool, place } => {
                format!("{tool} wants to follow a link to {place:?}, which matches none of its GET endpoints")
            }
            Self::Redirect { path } => {
                format!("the provider redirects to {path:?}, which the endpoint did not declare")
            }
            Self::RedirectWorkspace { path, workspace } => format!(
                "the provider redirects to {path:?}, whose workspace {workspace:?} is outside the account's workspaces"
            ),
        }
    }

    /// The one thing that fixes it.
    pub fn fix(&self) -> String {
        match self {
            Self::Toolset { toolset, .. } => format!("use a key whose toolsets include {toolset}"),
            Self::Effect { effect, .. } => format!("use a key whose effects include {effect}"),
            Self::Callback { .. } => "use a key whose effects include destructive".to_owned(),
            Self::CallbackHost { .. } => {
                "name one of the connection's `callback_hosts`, or have an operator add the host there"
                    .to_owned()
            }
            Self::Scope { missing, .. } => {
                format!("tick {missing} on the connection's OAuth consumer and let the user consent again")
            }
            Self::Removed { .. } => "use another tool".to_owned(),
            Self::Endpoint { .. } => {
                "declare it in the connector's manifest and have that approved".to_owned()
            }
            Self::Parameter { error, .. } => error.fix(),
            Self::Mismatch { .. } => "report it with the template and its parameters".to_owned(),
            Self::Workspace { .. } => "name a workspace that the account lists".to_owned(),
            Self::WorkspaceShape { .. } => "give the workspace there as a string".to_owned(),
            Self::Unplaced { input, workspaces, .. } => {
                format!("name one of them in `{input}`: {}", listed(workspaces))
            }
            Self::OpaqueBody { .. } => "send the body as JSON".to_owned(),
            Self::Link { .. } => "give a link that one of the tool's own answers had".to_owned(),
            Self::Redirect { .. } => "declare a template for it among the endpoint's redirects".to_owned(),
            Self::RedirectWorkspace { .. } => "use an account whose workspaces include it".to_owned(),
        }
    }
}

/// Workspaces in a message. An account that may touch none says so.
fn listed(workspaces: &[String]) -> String {
    if workspaces.is_empty() { "no workspace".to_owned() } else { workspaces.join(", ") }
}

/// The layer of policy that refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// What the caller may call.
    Toolset,
    /// What the caller may cause.
    Effect,
    /// What the user granted.
    Scope,
    /// What the provider still has.
    Lifecycle,
    /// What the tool declared.
    Endpoint,
    /// What may stand in a path.
    Parameter,
    /// Which workspaces the account may touch.
    WorkspacePin,
    /// Which hosts the provider may be told to call.
    CallbackHost,
    /// Where redirects may lead.
    Redirect,
}

impl Layer {
    /// The layer's name, as connectors and callers see it: `workspace-pin`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Toolset => "toolset",
            Self::Effect => "effect",
            Self::Scope => "scope",
            Self::Lifecycle => "lifecycle",
            Self::Endpoint => "endpoint",
            Self::Parameter => "parameter",
            Self::WorkspacePin => "workspace-pin",
            Self::CallbackHost => "callback-host",
            Self::Redirect => "redirect",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

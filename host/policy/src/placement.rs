//! Operations that put something into a workspace which only the body names, and which the provider chooses where it
//! does not.
//!
//! A fork without a destination goes to the user's own workspace. An account that somebody has limited to other
//! workspaces would write there unseen, because a request that names no workspace offends no pin. So a provider says
//! which operations choose, and a limited account has to name the place.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value;

use crate::request::{Property, find};
use crate::{Method, PathTemplate, Pin, Refusal, ToolPolicy, WorkspacePosition};

/// One operation of the provider that puts something into a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The method.
    pub method: Method,
    /// The path below the API's base, whatever a connector's own template for it looks like.
    pub path: PathTemplate,
    /// Properties of the JSON body that name the workspace, by dotted path. One of them is enough. None: the provider
    /// chooses in any case.
    pub properties: Vec<String>,
    /// What tools call the input that fills them in, for the message.
    pub input: String,
}

/// Whether the provider may choose where something goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Placements {
    /// It may: nobody has limited the account to fewer workspaces than its user has.
    #[default]
    Free,
    /// It may not: requests for these operations have to name a workspace of the pin.
    Named(Arc<[Placement]>),
}

impl Placements {
    /// Authorizes a request that [`authorize`](crate::authorize) let go: its method, its path as expanded, and its body.
    ///
    /// # Errors
    /// [`Refusal::Unplaced`] where it leaves the choice to the provider; [`Refusal::Workspace`],
    /// [`Refusal::WorkspaceShape`] or [`Refusal::OpaqueBody`] where what it names is outside the pin or cannot be read.
    pub fn authorize(
        &self,
        tool: &ToolPolicy,
        pin: &Pin,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(), Refusal> {
        let Self::Named(placements) = self else { return Ok(()) };
        placements
            .iter()
            .filter(|placement| placement.is_for(method, path))
            .try_for_each(|placement| placement.check(tool, pin, body))
    }
}

impl Placement {
    /// Providers read a path with a slash at its end as the same path.
    fn is_for(&self, method: Method, path: &str) -> bool {
        method == self.method && self.path.matches_location(path.trim_end_matches('/')).is_some()
    }

    fn check(&self, tool: &ToolPolicy, pin: &Pin, body: Option<&Value>) -> Result<(), Refusal> {
        let name = || tool.name.clone();
        let mut named = false;
        for property in &self.properties {
            let position = || WorkspacePosition::Body(property.clone()).to_string();
            match find(body.ok_or_else(|| Refusal::OpaqueBody { tool: name() })?, property) {
                Property::Absent => {}
                Property::Text(workspace) if pin.allows(workspace) => named = true,
                Property::Text(workspace) => {
                    let workspace = workspace.to_owned();
                    return Err(Refusal::Workspace { tool: name(), workspace, position: position() });
                }
                Property::Unreadable => {
                    return Err(Refusal::WorkspaceShape { tool: name(), position: position() });
                }
            }
        }
        if named {
            return Ok(());
        }
        let workspaces = pin.workspaces().iter().map(|workspace| workspace.slug.clone()).collect();
        Err(Refusal::Unplaced { tool: name(), input: self.input.clone(), workspaces })
    }
}

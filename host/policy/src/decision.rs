//! The gate before a call: may this caller use this tool for this account?

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::{Effect, Effects, Implications, Lifecycle, Refusal, ScopeSet, ToolPolicy};

/// What a caller may use, whatever account it calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerRights {
    /// The effects that it may cause.
    pub effects: Effects,
    /// The toolsets that it may call; `None` is all of them.
    pub toolsets: Option<BTreeSet<String>>,
}

impl CallerRights {
    fn reach(&self, toolset: &str) -> bool {
        self.toolsets.as_ref().is_none_or(|toolsets| toolsets.contains(toolset))
    }
}

/// Whether the connection's API has what the provider has removed: the issue tracker, at Bitbucket. A simulator may,
/// and a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IssueTracker {
    /// Removed tools are refused.
    Gone,
    /// Removed tools are called like any other.
    Live,
}

/// Decides before a connector is started. Allocates only to refuse.
///
/// # Errors
///
/// The first of these that applies. A removed tool is refused as such before its scopes are looked at: nobody should
/// be sent to ask for a grant that would not help.
/// [`Refusal::Toolset`], [`Refusal::Effect`], [`Refusal::Callback`], [`Refusal::Removed`], [`Refusal::Scope`].
pub fn decide(
    tool: &ToolPolicy,
    caller: &CallerRights,
    granted: &ScopeSet,
    implied: &Implications,
    tracker: IssueTracker,
) -> Result<(), Refusal> {
    check_rights(tool, caller)?;
    check_lifecycle(tool, tracker)?;
    check_scopes(tool, granted, implied)
}

/// The part of [`decide`] that needs no account: whether the caller may use the tool for anybody.
///
/// # Errors
///
/// [`Refusal::Toolset`], [`Refusal::Effect`], [`Refusal::Callback`].
pub fn check_rights(tool: &ToolPolicy, caller: &CallerRights) -> Result<(), Refusal> {
    if !caller.reach(&tool.toolset) {
        return Err(Refusal::Toolset { tool: tool.name.clone(), toolset: tool.toolset.clone() });
    }
    if !caller.effects.contains(tool.effect) {
        return Err(Refusal::Effect { tool: tool.name.clone(), effect: tool.effect });
    }
    if tool.sets_callbacks() && !caller.effects.contains(Effect::Destructive) {
        return Err(Refusal::Callback { tool: tool.name.clone() });
    }
    Ok(())
}

/// The part of [`decide`] that needs no grant: whether the connection's API still has the tool's operation.
///
/// # Errors
///
/// [`Refusal::Removed`].
pub fn check_lifecycle(tool: &ToolPolicy, tracker: IssueTracker) -> Result<(), Refusal> {
    match (&tool.lifecycle, tracker) {
        (Lifecycle::Removed { since, reason }, IssueTracker::Gone) => {
            Err(Refusal::Removed { tool: tool.name.clone(), since: since.clone(), reason: reason.clone() })
        }
        _ => Ok(()),
    }
}

/// The part of [`decide`] that is about the grant: whether its scopes cover the tool's.
///
/// # Errors
///
/// [`Refusal::Scope`].
pub fn check_scopes(tool: &ToolPolicy, granted: &ScopeSet, implied: &Implications) -> Result<(), Refusal> {
    let missing = implied.missing(&tool.scopes, granted);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Scope { tool: tool.name.clone(), missing }) }
}

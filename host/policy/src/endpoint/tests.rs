use serde_json::json;

use super::*;
use crate::{Effect, Lifecycle, ToolPolicy};

#[test]
fn a_tool_is_stored_in_a_form_that_people_can_diff() {
    let stored = json!({
        "name": "bitbucket_repository_fork",
        "toolset": "repositories",
        "effect": "write",
        "scopes": ["repository:write"],
        "endpoints": [{
            "method": "POST",
            "template": "/repositories/{workspace}/{repo_slug}/forks",
            "redirects": {"within": ["/repositories/{workspace}/{repo_slug}"], "away": false},
            "workspaces": [{"query": "owner"}, {"body": "workspace.slug"}],
            "callbacks": ["hook.url"],
        }],
        "lifecycle": {"state": "deprecated", "since": "2026-11-01", "reason": "use another"},
    });
    let tool: ToolPolicy = serde_json::from_value(stored.clone()).expect("a tool");

    assert_eq!(serde_json::to_value(&tool).expect("json"), stored);
    assert_eq!(tool.effect, Effect::Write);
    assert_eq!(tool.endpoints[0].workspaces[1], WorkspacePosition::Body("workspace.slug".to_owned()));
}

#[test]
fn what_is_left_out_is_the_narrowest() {
    let endpoint: Endpoint =
        serde_json::from_value(json!({"method": "GET", "template": "/user"})).expect("an endpoint");

    assert_eq!(endpoint.redirects, Redirects { within: Vec::new(), away: false });
    assert!(endpoint.workspaces.is_empty() && endpoint.callbacks.is_empty());
    assert_eq!(serde_json::to_value(Lifecycle::default()).expect("json"), json!({"state": "live"}));
}

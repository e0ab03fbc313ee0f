use super::*;
use crate::{Effect, Effects, Endpoint, Layer};

fn tool() -> ToolPolicy {
    ToolPolicy {
        name: "bitbucket_issue_create".to_owned(),
        toolset: "issues".to_owned(),
        effect: Effect::Write,
        scopes: ScopeSet::from_iter(["issue:write"]),
        endpoints: Vec::new(),
        lifecycle: Lifecycle::Live,
    }
}

fn removed() -> ToolPolicy {
    let lifecycle =
        Lifecycle::Removed { since: "2026-08-20".to_owned(), reason: "no issue tracker".to_owned() };
    ToolPolicy { lifecycle, ..tool() }
}

fn anyone() -> CallerRights {
    CallerRights { effects: Effects::ALL, toolsets: None }
}

fn ask(
    tool: &ToolPolicy,
    caller: &CallerRights,
    granted: &str,
    tracker: IssueTracker,
) -> Result<(), Refusal> {
    decide(tool, caller, &ScopeSet::parse_list(granted), &Implications::default(), tracker)
}

#[test]
fn a_caller_with_every_right_and_grant_is_let_through() {
    assert_eq!(ask(&tool(), &anyone(), "issue:write", IssueTracker::Gone), Ok(()));
}

#[test]
fn a_toolset_that_was_not_given_is_refused() {
    for toolsets in [vec![], vec!["issue".to_owned(), "repositories".to_owned()]] {
        let caller = CallerRights { toolsets: Some(toolsets.into_iter().collect()), ..anyone() };
        let refusal = ask(&tool(), &caller, "issue:write", IssueTracker::Live).expect_err("outside");
        assert_eq!(refusal.layer(), Layer::Toolset);
        assert!(refusal.fix().contains("issues"), "{}", refusal.fix());
    }
}

#[test]
fn an_effect_that_was_not_given_is_refused_whatever_the_scopes() {
    let caller =
        CallerRights { effects: [Effect::Read, Effect::Destructive].into_iter().collect(), ..anyone() };
    assert_eq!(
        ask(&tool(), &caller, "issue:write", IssueTracker::Live),
        Err(Refusal::Effect { tool: tool().name, effect: Effect::Write })
    );
}

#[test]
fn a_tool_that_makes_the_provider_call_a_url_takes_the_right_to_destroy() {
    let endpoint: Endpoint = serde_json::from_value(serde_json::json!({
        "method": "POST", "template": "/repositories/{workspace}/{repo_slug}/hooks", "callbacks": ["url"],
    }))
    .expect("an endpoint");
    let hook = ToolPolicy { endpoints: vec![endpoint], ..tool() };
    let writer = CallerRights { effects: [Effect::Read, Effect::Write].into_iter().collect(), ..anyone() };
    let refusal = ask(&hook, &writer, "issue:write", IssueTracker::Live).expect_err("it may not");
    assert_eq!((refusal.layer(), refusal.fix().contains("destructive")), (Layer::Effect, true));
    assert_eq!(ask(&hook, &anyone(), "issue:write", IssueTracker::Live), Ok(()));
}

#[test]
fn a_scope_that_was_not_granted_is_named() {
    let missing = ScopeSet::from_iter(["issue:write"]);
    assert_eq!(
        ask(&tool(), &anyone(), "issue", IssueTracker::Live),
        Err(Refusal::Scope { tool: tool().name, missing })
    );
}

#[test]
fn a_removed_tool_is_called_only_where_it_still_exists() {
    assert_eq!(ask(&removed(), &anyone(), "issue:write", IssueTracker::Live), Ok(()));

    let refusal = ask(&removed(), &anyone(), "", IssueTracker::Gone).expect_err("gone, whatever the scopes");
    assert_eq!(refusal.layer(), Layer::Lifecycle);
    assert_eq!(
        refusal.rule(),
        "the provider removed the operation of bitbucket_issue_create on 2026-08-20: no issue tracker"
    );
}

#[test]
fn a_deprecated_tool_still_works() {
    let change = || ("2026-11-01".to_owned(), "going away".to_owned());
    for lifecycle in [
        Lifecycle::Deprecated { since: change().0, reason: change().1 },
        Lifecycle::Restricted { since: change().0, reason: change().1 },
    ] {
        let tool = ToolPolicy { lifecycle, ..tool() };
        assert_eq!(ask(&tool, &anyone(), "issue:write", IssueTracker::Gone), Ok(()));
    }
}

use super::*;

fn all() -> Vec<Refusal> {
    let tool = || "bitbucket_hook_create".to_owned();
    let text = |text: &str| text.to_owned();
    vec![
        Refusal::Toolset { tool: tool(), toolset: text("webhooks") },
        Refusal::Effect { tool: tool(), effect: Effect::Destructive },
        Refusal::Scope { tool: tool(), missing: ScopeSet::from_iter(["webhook"]) },
        Refusal::Removed { tool: tool(), since: text("2026-08-20"), reason: text("no issue tracker") },
        Refusal::Endpoint { tool: tool(), method: Method::Post, template: text("/hooks") },
        Refusal::Parameter { tool: tool(), error: ParameterError::Missing { name: text("uid") } },
        Refusal::Mismatch { tool: tool(), template: text("/hooks/{uid}") },
        Refusal::Workspace {
            tool: tool(),
            workspace: text("evil"),
            position: text("path parameter `workspace`"),
        },
        Refusal::WorkspaceShape { tool: tool(), position: text("body property `workspace`") },
        Refusal::OpaqueBody { tool: tool() },
        Refusal::Redirect { path: text("/elsewhere") },
        Refusal::RedirectWorkspace { path: text("/repositories/evil"), workspace: text("evil") },
    ]
}

#[test]
fn every_refusal_names_its_layer_rule_tool_and_fix() {
    for refusal in all() {
        let (rule, fix, shown) = (refusal.rule(), refusal.fix(), refusal.to_string());
        assert!(refusal.tool().is_none_or(|tool| rule.contains(tool)), "{rule}");
        assert!(!refusal.layer().as_str().is_empty() && !fix.is_empty());
        assert_eq!(shown, format!("{rule}; {fix}"));
        assert!(!shown.ends_with('.') && !shown.contains(['\n', '\r']), "{shown}");
    }
}

#[test]
fn what_a_guest_wrote_cannot_pass_for_our_words() {
    let workspace = "evil\r\nlayer: none\u{202e}".to_owned();
    let refusal =
        Refusal::Workspace { tool: "t".to_owned(), workspace, position: "query parameter `w`".to_owned() };
    assert!(refusal.to_string().contains(r#""evil\r\nlayer: none\u{202e}""#), "{refusal}");
}

//! What is allowed costs no memory: decisions are made for every call and every request, and refusals are the exception.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "test code")]

use allocation_counter::measure;
use innkeeper_policy::{
    CallbackHosts, CallerRights, Effect, Effects, Endpoint, Implications, IssueTracker, Lifecycle, Method,
    Outgoing, PathTemplate, Pin, Redirects, Scope, ScopeSet, ToolPolicy, Workspace, WorkspacePosition,
    authorize, authorize_redirect, decide,
};
use serde_json::json;

const FILE: &str = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}";
const FORKS: &str = "/repositories/{workspace}/{repo_slug}/forks";

fn endpoint(method: Method, template: &str) -> Endpoint {
    Endpoint {
        method,
        template: PathTemplate::parse(template).unwrap(),
        redirects: Redirects::default(),
        workspaces: vec![
            WorkspacePosition::Query("from".to_owned()),
            WorkspacePosition::Body("workspace.slug".to_owned()),
        ],
        callbacks: Vec::new(),
    }
}

fn tool() -> ToolPolicy {
    ToolPolicy {
        name: "bitbucket_repository_fork".to_owned(),
        toolset: "repositories".to_owned(),
        effect: Effect::Write,
        scopes: ScopeSet::parse_list("repository repository:write"),
        endpoints: vec![endpoint(Method::Get, FILE), endpoint(Method::Post, FORKS)],
        lifecycle: Lifecycle::Live,
    }
}

fn pin() -> Pin {
    let workspace =
        |slug: &str| Workspace { slug: slug.to_owned(), uuid: Some(format!("{{uuid-of-{slug}}}")) };
    Pin::new(vec![workspace("globex"), workspace("acme")])
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// How many allocations something makes, once it has been done before.
fn allocations<T>(mut act: impl FnMut() -> T) -> u64 {
    act();
    measure(|| drop(act())).count_total
}

#[test]
fn a_caller_is_let_through_without_allocating() {
    let caller = CallerRights {
        effects: Effects::READ_WRITE,
        toolsets: Some(["pipelines".to_owned(), "repositories".to_owned()].into()),
    };
    let implied = Implications::new([(Scope::new("repository:write"), ScopeSet::parse_list("repository"))]);
    let granted = ScopeSet::parse_list("account pullrequest repository:write");
    let tool = tool();

    assert_eq!(decide(&tool, &caller, &granted, &implied, IssueTracker::Gone), Ok(()));
    assert_eq!(allocations(|| decide(&tool, &caller, &granted, &implied, IssueTracker::Gone)), 0);

    let refused = allocations(|| decide(&tool, &caller, &ScopeSet::new(), &implied, IssueTracker::Gone));
    assert!(refused > 0, "a refusal names things: the counter counts");
}

#[test]
fn a_request_is_let_through_with_its_path_as_the_only_allocation() {
    let (tool, pin) = (tool(), pin());
    let body = json!({"workspace": {"slug": "{uuid-of-acme}"}, "name": "shop"});
    let params = pairs(&[("workspace", "acme"), ("repo_slug", "ein läden/mit %")]);
    let query = pairs(&[("from", "globex/shop"), ("q", "name ~ \"x\"")]);
    let request = Outgoing {
        method: Method::Post,
        template: FORKS,
        params: &params,
        query: &query,
        json_body: Some(&body),
    };

    let authorized = authorize(&tool, &pin, &request).expect("it is inside the pin");
    assert_eq!(authorized.path, "/repositories/acme/ein%20l%C3%A4den%2Fmit%20%25/forks");
    assert_eq!(allocations(|| authorize(&tool, &pin, &request)), 1);
    assert_eq!(allocations(|| authorized.endpoint.template.expand(&params)), 1, "the path is that one");
    let endpoint = authorized.endpoint;
    assert_eq!(allocations(|| CallbackHosts::Any.authorize(&tool, endpoint, Some(&body))), 0);
}

#[test]
fn a_long_path_is_allocated_once_as_well() {
    let (tool, pin) = (tool(), pin());
    let file = format!("{}/", ["ä b"; 64].join("/"));
    let params =
        pairs(&[("workspace", "acme"), ("repo_slug", "shop"), ("commit", "c0ffee"), ("path", &file)]);
    let body = json!({});
    let request =
        Outgoing { method: Method::Get, template: FILE, params: &params, query: &[], json_body: Some(&body) };

    assert!(authorize(&tool, &pin, &request).is_ok());
    assert_eq!(allocations(|| authorize(&tool, &pin, &request)), 1);
}

#[test]
fn a_redirect_is_let_through_with_one_list_of_its_parameters() {
    let (endpoint, pin) = (endpoint(Method::Get, FILE), pin());
    let path = "/repositories/acme/shop/src/c0ffee/docs/a.md";
    assert_eq!(authorize_redirect(&endpoint, &pin, path), Ok(()));
    assert_eq!(allocations(|| authorize_redirect(&endpoint, &pin, path)), 1);
}

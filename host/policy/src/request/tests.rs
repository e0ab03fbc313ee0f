use serde_json::json;

use super::*;
use crate::{Effect, Layer, Lifecycle, ParameterError, PathTemplate, Redirects, ScopeSet, Workspace};

const FORKS: &str = "/repositories/{workspace}/{repo_slug}/forks";
const DIFF: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{id}/diff";

fn template(text: &str) -> PathTemplate {
    PathTemplate::parse(text).expect("a template")
}

fn endpoint(method: Method, text: &str, within: &[&str], workspaces: Vec<WorkspacePosition>) -> Endpoint {
    let within = within.iter().map(|text| template(text)).collect();
    Endpoint {
        method,
        template: template(text),
        redirects: Redirects { within, away: false },
        workspaces,
        callbacks: Vec::new(),
    }
}

fn tool() -> ToolPolicy {
    let positions = vec![
        WorkspacePosition::Query("owner".to_owned()),
        WorkspacePosition::Body("workspace.slug".to_owned()),
        WorkspacePosition::Body("source".to_owned()),
    ];
    ToolPolicy {
        name: "fork".to_owned(),
        toolset: "repositories".to_owned(),
        effect: Effect::Write,
        scopes: ScopeSet::new(),
        endpoints: vec![
            endpoint(Method::Post, FORKS, &[], positions),
            endpoint(Method::Get, "/user", &[], Vec::new()),
        ],
        lifecycle: Lifecycle::Live,
    }
}

fn diff() -> Endpoint {
    endpoint(Method::Get, DIFF, &["/repositories/{workspace}/{repo_slug}/diff/{path}"], Vec::new())
}

fn pin() -> Pin {
    let uuid = "{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}".to_owned();
    Pin::new(vec![Workspace { slug: "acme".to_owned(), uuid: Some(uuid) }])
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The path, or the refusal, of a fork.
fn fork(workspace: &str, query: &[(&str, &str)], body: Value) -> Result<String, Refusal> {
    let (tool, params) = (tool(), fields(&[("repo_slug", "shop"), ("workspace", workspace)]));
    let request = Outgoing {
        method: Method::Post,
        template: FORKS,
        params: &params,
        query: &fields(query),
        json_body: Some(&body),
    };
    authorize(&tool, &pin(), &request).map(|authorized| authorized.path)
}

fn outside(workspace: &str, position: &str) -> Result<String, Refusal> {
    let (workspace, position) = (workspace.to_owned(), position.to_owned());
    Err(Refusal::Workspace { tool: "fork".to_owned(), workspace, position })
}

#[test]
fn an_endpoint_that_was_not_declared_is_refused() {
    let tool = tool();
    for (method, template) in
        [(Method::Delete, FORKS), (Method::Get, "/repositories/{w}/{r}/forks"), (Method::Get, "/user/")]
    {
        let request = Outgoing { method, template, params: &[], query: &[], json_body: None };
        let refusal = authorize(&tool, &pin(), &request).expect_err(template);
        assert_eq!(
            refusal,
            Refusal::Endpoint { tool: "fork".to_owned(), method, template: template.to_owned() }
        );
        assert_eq!(refusal.layer(), Layer::Endpoint);
    }
}

#[test]
fn a_path_without_a_workspace_is_not_pinned() {
    let tool = tool();
    let request =
        Outgoing { method: Method::Get, template: "/user", params: &[], query: &[], json_body: None };
    let authorized = authorize(&tool, &Pin::default(), &request).expect("not about a workspace");
    assert_eq!((authorized.path.as_str(), authorized.endpoint), ("/user", &tool.endpoints[1]));
}

#[test]
fn a_workspace_inside_the_pin_is_sent_encoded() {
    assert_eq!(fork("acme", &[], json!({})).as_deref(), Ok("/repositories/acme/shop/forks"));
    assert_eq!(
        fork("{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}", &[], json!({})).as_deref(),
        Ok("/repositories/%7B9f2c7a0e-51b4-4c7d-8a55-0123456789ab%7D/shop/forks")
    );
}

#[test]
fn a_path_to_another_workspace_is_refused() {
    for workspace in ["evil", "{}", "acme%2F..%2Fevil", "acme/evil", "acme?", "acme#", "acme "] {
        assert_eq!(fork(workspace, &[], json!({})), outside(workspace, "path parameter `workspace`"));
    }
    let refused = |error| Err(Refusal::Parameter { tool: "fork".to_owned(), error });
    let name = || "workspace".to_owned();
    assert_eq!(fork("acme/../evil", &[], json!({})), refused(ParameterError::DotSegment { name: name() }));
    assert_eq!(fork("", &[], json!({})), refused(ParameterError::Empty { name: name() }));
}

#[test]
fn every_occurrence_in_the_query_is_held_against_the_pin() {
    let position = "query parameter `owner`";
    assert!(fork("acme", &[("owner", "acme"), ("q", "evil"), ("owner", "acme/shop")], json!({})).is_ok());
    assert_eq!(fork("acme", &[("owner", "acme"), ("owner", "evil")], json!({})), outside("evil", position));
    assert_eq!(fork("acme", &[("owner", "")], json!({})), outside("", position));
}

#[test]
fn a_workspace_in_the_body_is_held_against_the_pin() {
    let slug = |value: &str| json!({"name": "x", "workspace": {"slug": value}});
    for inside in ["acme", "ACME", "{9F2C7A0E-51B4-4C7D-8A55-0123456789AB}"] {
        assert!(fork("acme", &[], slug(inside)).is_ok(), "{inside}");
    }
    for other in ["evil", "", "{}", "acme/../evil/x", "evil/acme"] {
        assert_eq!(fork("acme", &[], slug(other)), outside(other, "body property `workspace.slug`"));
    }
}

#[test]
fn a_repository_counts_by_its_workspace() {
    assert!(fork("acme", &[], json!({"source": "acme/shop"})).is_ok());
    assert_eq!(
        fork("acme", &[], json!({"source": "evil/shop"})),
        outside("evil/shop", "body property `source`")
    );
}

#[test]
fn a_body_that_names_no_workspace_is_fine() {
    for body in [json!({}), json!({"workspace": {}}), json!({"workspace": {"name": "evil"}})] {
        assert!(fork("acme", &[], body).is_ok());
    }
}

#[test]
fn a_workspace_that_is_not_text_is_refused() {
    for body in [
        json!({"workspace": {"slug": ["acme"]}}),
        json!({"workspace": {"slug": {"slug": "acme"}}}),
        json!({"workspace": {"slug": null}}),
        json!({"workspace": {"slug": 7}}),
        json!({"workspace": "evil"}),
        json!({"workspace": [{"slug": "evil"}]}),
        json!([{"workspace": {"slug": "evil"}}]),
    ] {
        let refusal = fork("acme", &[], body.clone()).expect_err("not text");
        let position = "body property `workspace.slug`".to_owned();
        assert_eq!(refusal, Refusal::WorkspaceShape { tool: "fork".to_owned(), position }, "{body}");
    }
}

#[test]
fn a_body_that_cannot_be_looked_into_is_refused() {
    let (tool, params) = (tool(), fields(&[("workspace", "acme"), ("repo_slug", "shop")]));
    let form =
        Outgoing { method: Method::Post, template: FORKS, params: &params, query: &[], json_body: None };
    assert_eq!(authorize(&tool, &pin(), &form), Err(Refusal::OpaqueBody { tool: "fork".to_owned() }));
}

#[test]
fn a_redirect_to_a_declared_path_is_followed() {
    for path in [
        // As Bitbucket sends it: repository, source and destination in what was one segment of the template.
        "/repositories/acme/shop/diff/acme/shop:ee29727266d0%0D8c26574ba5fb",
        "/repositories/acme/shop/diff/a..b",
        "/repositories/%7B9f2c7a0e-51b4-4c7d-8a55-0123456789ab%7D/shop/diff/a",
        "/repositories/acme/renamed/pullrequests/7/diff",
    ] {
        assert_eq!(authorize_redirect(&diff(), &pin(), path), Ok(()), "{path}");
    }
}

#[test]
fn a_redirect_to_any_other_path_is_refused() {
    for path in [
        "",
        "/",
        "/user",
        "/repositories/acme/shop",
        "/repositories/acme/shop/diff/../../hooks",
        "/repositories/acme/shop/diff/%2e%2e/hooks",
        "/repositories/acme/shop/diff/..;/hooks",
        "/repositories/acme/shop//diff/a",
        "//evil.example/repositories/acme/shop/diff/a",
    ] {
        assert_eq!(
            authorize_redirect(&diff(), &pin(), path),
            Err(Refusal::Redirect { path: path.to_owned() }),
            "{path}"
        );
    }
}

#[test]
fn a_redirect_to_another_workspace_is_refused() {
    for (path, workspace) in
        [("/repositories/evil/shop/diff/a", "evil"), ("/repositories/%7B%7D/shop/pullrequests/7/diff", "{}")]
    {
        let refusal = authorize_redirect(&diff(), &pin(), path).expect_err(path);
        assert_eq!(
            refusal,
            Refusal::RedirectWorkspace { path: path.to_owned(), workspace: workspace.to_owned() }
        );
        assert_eq!(refusal.layer(), Layer::WorkspacePin);
    }
}

#[test]
fn a_redirect_that_can_be_read_in_two_ways_is_pinned_in_both() {
    let endpoint = endpoint(Method::Get, "/{workspace}/{id}", &["/{kind}/{workspace}"], Vec::new());
    assert_eq!(authorize_redirect(&endpoint, &pin(), "/acme/acme"), Ok(()));
    for path in ["/acme/evil", "/evil/acme"] {
        assert!(authorize_redirect(&endpoint, &pin(), path).is_err(), "{path}");
    }
}

fn list() -> ToolPolicy {
    let mut tool = tool();
    tool.endpoints.push(endpoint(
        Method::Get,
        "/repositories/{workspace}",
        &[],
        vec![WorkspacePosition::Query("owner".to_owned())],
    ));
    tool.endpoints.push(diff());
    tool
}

#[test]
fn a_link_to_a_get_endpoint_or_where_it_redirects_is_followed() {
    let list = list();
    let found = authorize_link(&list, &pin(), "/repositories/acme", &fields(&[("page", "2")])).unwrap();
    assert_eq!(found.template.as_str(), "/repositories/{workspace}");
    let by_uuid = "/repositories/%7B9f2c7a0e-51b4-4c7d-8a55-0123456789ab%7D";
    assert!(authorize_link(&list, &pin(), by_uuid, &[]).is_ok());
    let redirected = authorize_link(&list, &pin(), "/repositories/acme/shop/diff/a..b", &[]).unwrap();
    assert_eq!(redirected.template.as_str(), DIFF);
}

#[test]
fn a_link_to_anything_else_is_refused() {
    for path in ["/repositories/acme/shop", "/repositories/acme/shop/forks", "/repositories/..", "/", ""] {
        let refusal = authorize_link(&list(), &pin(), path, &[]).expect_err(path);
        assert!(matches!(&refusal, Refusal::Link { place, .. } if place == path), "{refusal}");
        assert_eq!(refusal.layer(), Layer::Endpoint);
    }
}

#[test]
fn a_link_outside_the_pin_is_refused() {
    for (path, query) in [("/repositories/globex", &[][..]), ("/repositories/acme", &[("owner", "globex")])] {
        let refusal = authorize_link(&list(), &pin(), path, &fields(query)).expect_err(path);
        assert_eq!(refusal.layer(), Layer::WorkspacePin, "{path}");
    }
}

#[test]
fn a_repository_behind_a_workspace_is_one() {
    for good in ["acme/shop", "acme/shop.js", "acme/{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}", "acme"] {
        assert_eq!(workspace_of(good), "acme", "{good}");
    }
    for none in [
        "acme/",
        "acme/.",
        "acme/..",
        "acme/../globex",
        "acme/..%2Fglobex",
        "acme/a b",
        "acme/x?y",
        "acme/\\..",
    ] {
        assert_eq!(workspace_of(none), none);
    }
}

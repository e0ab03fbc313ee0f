use serde_json::json;

use super::*;
use crate::{Effect, Lifecycle, ScopeSet, Workspace};

const FORKS: &str = "/repositories/acme/shop/forks";

fn tool() -> ToolPolicy {
    ToolPolicy {
        name: "fork".to_owned(),
        toolset: "repositories".to_owned(),
        effect: Effect::Write,
        scopes: ScopeSet::new(),
        endpoints: Vec::new(),
        lifecycle: Lifecycle::Live,
    }
}

fn pin() -> Pin {
    let uuid = "{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}".to_owned();
    Pin::new(vec![Workspace { slug: "acme".to_owned(), uuid: Some(uuid) }])
}

fn limited() -> Placements {
    Placements::Named(Arc::from([Placement {
        method: Method::Post,
        path: PathTemplate::parse("/repositories/{workspace}/{repo_slug}/forks").expect("a template"),
        properties: vec!["workspace.slug".to_owned(), "workspace.uuid".to_owned()],
        input: "workspace_destination".to_owned(),
    }]))
}

fn fork(placements: &Placements, body: Value) -> Result<(), Refusal> {
    placements.authorize(&tool(), &pin(), Method::Post, FORKS, Some(&body))
}

#[test]
fn a_limited_account_names_the_place() {
    let unplaced = Refusal::Unplaced {
        tool: "fork".to_owned(),
        input: "workspace_destination".to_owned(),
        workspaces: vec!["acme".to_owned()],
    };
    for body in [json!({}), json!({ "name": "mine" }), json!({ "workspace": {} })] {
        assert_eq!(fork(&limited(), body), Err(unplaced.clone()));
    }
    let said = unplaced.to_string();
    assert!(said.contains("`workspace_destination`") && said.contains("acme"), "{said}");
    for body in [
        json!({ "workspace": { "slug": "acme" } }),
        json!({ "workspace": { "slug": "ACME" } }),
        json!({ "workspace": { "uuid": "{9F2C7A0E-51b4-4c7d-8a55-0123456789ab}" } }),
        json!({ "workspace": { "slug": "acme", "uuid": "9f2c7a0e-51b4-4c7d-8a55-0123456789ab" } }),
    ] {
        assert_eq!(fork(&limited(), body), Ok(()));
    }
}

#[test]
fn each_way_of_naming_it_is_held_against_the_pin() {
    for body in [
        json!({ "workspace": { "slug": "globex" } }),
        json!({ "workspace": { "slug": "{}" } }),
        json!({ "workspace": { "slug": "acme", "uuid": "{00000000-51b4-4c7d-8a55-0123456789ab}" } }),
    ] {
        assert!(matches!(fork(&limited(), body.clone()), Err(Refusal::Workspace { .. })), "{body}");
    }
    for body in [json!({ "workspace": "acme" }), json!({ "workspace": { "slug": ["acme"] } }), json!(null)] {
        assert!(matches!(fork(&limited(), body.clone()), Err(Refusal::WorkspaceShape { .. })), "{body}");
    }
    let opaque = limited().authorize(&tool(), &pin(), Method::Post, FORKS, None);
    assert!(matches!(opaque, Err(Refusal::OpaqueBody { .. })));
}

#[test]
fn the_path_counts_and_not_the_template_that_it_came_from() {
    for path in [FORKS, "/repositories/acme/shop/forks/", "/repositories/%7B9f%7D/a%20b/forks"] {
        let refused = limited().authorize(&tool(), &pin(), Method::Post, path, Some(&json!({})));
        assert!(matches!(refused, Err(Refusal::Unplaced { .. })), "{path}");
    }
    for (method, path) in [(Method::Get, FORKS), (Method::Post, "/repositories/acme/shop")] {
        assert_eq!(limited().authorize(&tool(), &pin(), method, path, Some(&json!({}))), Ok(()));
    }
}

#[test]
fn where_nothing_can_name_the_place_a_limited_account_goes_without() {
    let Placements::Named(placements) = limited() else { panic!("not limited") };
    let nameless = Placement { properties: Vec::new(), ..placements[0].clone() };
    let placements: Arc<[Placement]> = Arc::from([nameless]);
    for body in [None, Some(json!({ "workspace": { "slug": "acme" } }))] {
        let refused = Placements::Named(placements.clone());
        let refused = refused.authorize(&tool(), &pin(), Method::Post, FORKS, body.as_ref());
        assert!(matches!(refused, Err(Refusal::Unplaced { .. })));
    }
}

#[test]
fn an_account_that_nobody_limited_may_leave_it_to_the_provider() {
    assert_eq!(fork(&Placements::Free, json!({})), Ok(()));
}

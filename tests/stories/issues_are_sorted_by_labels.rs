//! Milestones, versions and components are looked up, and issues are found by them.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_issues_list",
    "bitbucket_milestone_get",
    "bitbucket_milestones_list",
    "bitbucket_version_get",
    "bitbucket_versions_list",
    "bitbucket_component_get",
    "bitbucket_components_list",
];

#[tokio::test]
async fn issues_are_sorted_by_labels() {
    let story = Story::begin().await;
    for (kind, names) in [
        ("milestone", &["Autumn sale", "Relaunch"][..]),
        ("version", &["1.0", "1.1", "2.0"]),
        ("component", &["Header", "Checkout"]),
    ] {
        look_up(&story, kind, names).await;
    }
    assert_eq!(found(&story, "milestone.name = \"Autumn sale\"").await, ["Remember the basket"]);
    assert_eq!(found(&story, "component.name = \"Header\"").await, ["The menu covers the logo"]);
    assert_eq!(found(&story, "version.name = \"2.0\"").await, Vec::<String>::new());

    let off = json!({ "repo_slug": "infra" });
    story.refused("bitbucket_milestones_list", off, "UPSTREAM_NOT_FOUND").await;
    story.end(TELLS);
}

/// Lists a kind of label, two to a page, and reads each of them.
async fn look_up(story: &Story, kind: &str, names: &[&str]) {
    let list = json!({ "repo_slug": "website", "pagelen": 2, "max_items": 10 });
    let page = story.call(&format!("bitbucket_{kind}s_list"), list).await;
    let labels = page["values"].as_array().unwrap();
    assert_eq!(labels.iter().map(|label| label["name"].as_str().unwrap()).collect::<Vec<_>>(), names);
    let get = format!("bitbucket_{kind}_get");
    let by_id = |id: &Value| json!({ "repo_slug": "website", format!("{kind}_id"): id });
    for label in labels {
        assert_eq!(story.call(&get, by_id(&label["id"])).await["name"], label["name"]);
    }
    story.refused(&get, by_id(&json!(99)), "UPSTREAM_NOT_FOUND").await;
    story.refused(&get, by_id(&json!(0)), "BAD_INPUT").await;
}

/// The titles of the issues that a filter chooses.
async fn found(story: &Story, filter: &str) -> Vec<String> {
    let chosen = json!({ "repo_slug": "website", "q": filter, "fields": "compact" });
    let page = story.call("bitbucket_issues_list", chosen).await;
    page["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["title"].as_str().unwrap().to_owned())
        .collect()
}

//! A repository is created, found, described anew, and deleted.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_repository_create",
    "bitbucket_repository_get",
    "bitbucket_repositories_list",
    "bitbucket_repository_update",
    "bitbucket_repository_watchers_list",
    "bitbucket_repository_delete",
];

#[tokio::test]
async fn a_repository_comes_and_goes() {
    let story = Story::begin().await;
    let own = || json!({ "repo_slug": "tide-tables" });
    let new = json!({
        "repo_slug": "tide-tables", "description": "When the sea comes", "is_private": true,
        "project_key": "CORE", "scm": "git",
    });
    let made = story.call("bitbucket_repository_create", new.clone()).await;
    assert_eq!((&made["is_private"], &made["project"]["key"]), (&json!(true), &json!("CORE")));
    story.refused("bitbucket_repository_create", new, "UPSTREAM_VALIDATION").await;
    let odd = json!({ "repo_slug": "tide-tables-2", "scm": "hg" });
    story.refused("bitbucket_repository_create", odd, "BAD_INPUT").await;

    let found = story.call("bitbucket_repositories_list", json!({ "q": "name ~ \"tide\"" })).await;
    assert_eq!((&found["size"], &found["values"][0]["uuid"]), (&json!(1), &made["uuid"]));
    let watchers = story.call("bitbucket_repository_watchers_list", own()).await;
    assert_eq!(watchers["values"][0]["nickname"], "alice");

    let change = json!({ "repo_slug": "tide-tables", "description": "High and low water" });
    story.call("bitbucket_repository_update", change).await;
    let typo = json!({ "repo_slug": "tide-table", "description": "High and low water" });
    story.refused("bitbucket_repository_update", typo, "UPSTREAM_NOT_FOUND").await;
    let mut compact = own();
    compact["fields"] = json!("compact");
    let read = story.call("bitbucket_repository_get", compact).await;
    assert_eq!(read["description"], "High and low water");
    assert!(read["links"]["html"]["href"].is_string() && read["links"]["clone"][0]["href"].is_string());
    assert!(read.get("owner").is_none());

    story.call("bitbucket_repository_delete", own()).await;
    story.refused("bitbucket_repository_get", own(), "UPSTREAM_NOT_FOUND").await;
    let found = story.call("bitbucket_repositories_list", json!({ "q": "name ~ \"tide\"" })).await;
    assert_eq!(found["size"], 0, "neither the repository nor one of the mistyped name");
    story.end(TELLS);
}

//! A branch with a slash in its name is made, found by each way there is, and deleted; the main branch is
//! not.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] =
    &["bitbucket_branch_create", "bitbucket_branch_delete", "bitbucket_branch_get", "bitbucket_refs_list"];

#[tokio::test]
async fn a_branch_comes_and_goes() {
    let story = Story::begin().await;
    let menu = json!({ "repo_slug": "website", "name": "feature/menu/mobile" });
    let mut new = menu.clone();
    new["target_hash"] = json!("develop");
    let made = story.call("bitbucket_branch_create", new.clone()).await;
    story.refused("bitbucket_branch_create", new, "UPSTREAM_VALIDATION").await;

    let read = story.call("bitbucket_branch_get", menu.clone()).await;
    assert_eq!(read["target"], made["target"]);
    let listed =
        json!({ "repo_slug": "website", "q": "name ~ \"menu\"", "sort": "-name", "fields": "compact" });
    let page = story.call("bitbucket_refs_list", listed).await;
    assert_eq!(page["values"][0]["name"], "feature/menu/mobile");
    assert_eq!(page["values"][0]["target"]["hash"], made["target"]["hash"]);
    assert!(page["values"][0].get("links").is_none());

    story.call("bitbucket_branch_delete", menu.clone()).await;
    story.refused("bitbucket_branch_get", menu.clone(), "UPSTREAM_NOT_FOUND").await;
    story.refused("bitbucket_branch_delete", menu, "UPSTREAM_NOT_FOUND").await;
    let main = json!({ "repo_slug": "website", "name": "main" });
    story.refused("bitbucket_branch_delete", main.clone(), "UPSTREAM_VALIDATION").await;
    assert_eq!(story.call("bitbucket_branch_get", main).await["name"], "main");
    story.end(TELLS);
}

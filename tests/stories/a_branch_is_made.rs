//! A branch comes off another.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &["bitbucket_branch_create", "bitbucket_branches_list"];

#[tokio::test]
async fn a_branch_is_made() {
    let story = Story::begin().await;
    let made = json!({ "repo_slug": "website", "name": "feature/menu", "target_hash": "develop" });
    let branch = story.call("bitbucket_branch_create", made).await;
    assert_eq!(branch["name"], "feature/menu");
    let found = json!({ "repo_slug": "website", "q": "name = \"feature/menu\"" });
    let page = story.call("bitbucket_branches_list", found).await;
    assert_eq!(page["values"][0]["target"]["hash"], branch["target"]["hash"]);
    story.end(TELLS);
}

//! A repository gets a default reviewer besides the one of its project.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_default_reviewer_add",
    "bitbucket_default_reviewer_get",
    "bitbucket_default_reviewer_remove",
    "bitbucket_default_reviewers_list",
    "bitbucket_effective_default_reviewers_list",
    "bitbucket_user_get",
];

#[tokio::test]
async fn default_reviewers_are_chosen() {
    let story = Story::begin().await;
    let alice = story.call("bitbucket_user_get", json!({})).await;
    let reviewer = json!({ "repo_slug": "website", "username": alice["uuid"] });
    let is_one = async || story.call("bitbucket_default_reviewer_get", reviewer.clone()).await;
    assert_eq!(is_one().await, json!({ "default_reviewer": false }));

    let added = story.call("bitbucket_default_reviewer_add", reviewer.clone()).await;
    assert_eq!(added["nickname"], "alice");
    let by_account = json!({ "repo_slug": "website", "username": alice["account_id"] });
    story.call("bitbucket_default_reviewer_add", by_account).await;
    assert_eq!(is_one().await, json!({ "default_reviewer": true }));

    let of_website = json!({ "repo_slug": "website", "fields": "compact" });
    let own = story.call("bitbucket_default_reviewers_list", of_website.clone()).await;
    assert_eq!(own["values"][0]["uuid"], alice["uuid"]);
    assert_eq!(own["size"], 1);
    let all = story.call("bitbucket_effective_default_reviewers_list", of_website).await;
    let types: Vec<_> =
        all["values"].as_array().unwrap().iter().map(|entry| &entry["reviewer_type"]).collect();
    assert_eq!(types, ["repository", "project"]);

    story.call("bitbucket_default_reviewer_remove", reviewer.clone()).await;
    assert_eq!(is_one().await, json!({ "default_reviewer": false }));

    // Nobody is a reviewer of what is not there, but that is no answer; and nicknames are no ids.
    let nowhere = json!({ "repo_slug": "nowhere", "username": alice["uuid"] });
    story.refused("bitbucket_default_reviewer_get", nowhere, "UPSTREAM_NOT_FOUND").await;
    let nickname = json!({ "repo_slug": "website", "username": "bob" });
    story.refused("bitbucket_default_reviewer_add", nickname, "UPSTREAM_NOT_FOUND").await;
    story.end(TELLS);
}

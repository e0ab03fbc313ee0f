//! A release gets a tag, and a tag that was wrong is taken back.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_commit_get",
    "bitbucket_tag_create",
    "bitbucket_tag_delete",
    "bitbucket_tag_get",
    "bitbucket_tags_list",
];

#[tokio::test]
async fn a_release_is_tagged() {
    let story = Story::begin().await;
    let release = json!({ "repo_slug": "payments-api", "commit": "release/2.4" });
    let commit = story.call("bitbucket_commit_get", release).await;
    let hash = &commit["hash"];
    for (name, message) in [("v2.9.0", "Too early"), ("v2.10.0", "Charges in euro")] {
        let tag =
            json!({ "repo_slug": "payments-api", "name": name, "target_hash": hash, "message": message });
        assert_eq!(story.call("bitbucket_tag_create", tag).await["message"], message);
    }
    let again = json!({ "repo_slug": "payments-api", "name": "v2.9.0", "target_hash": hash });
    story.refused("bitbucket_tag_create", again, "UPSTREAM_VALIDATION").await;
    let nowhere = json!({ "repo_slug": "payments-api", "name": "v3", "target_hash": "0000000" });
    story.refused("bitbucket_tag_create", nowhere, "UPSTREAM_VALIDATION").await;

    let wrong = json!({ "repo_slug": "payments-api", "name": "v2.9.0" });
    let read = story.call("bitbucket_tag_get", wrong.clone()).await;
    assert_eq!((&read["target"]["hash"], &read["tagger"]["user"]["nickname"]), (hash, &json!("alice")));
    let sorted = json!({ "repo_slug": "payments-api", "sort": "name" });
    let page = story.call("bitbucket_tags_list", sorted.clone()).await;
    assert_eq!([&page["values"][0]["name"], &page["values"][1]["name"]], ["v2.9.0", "v2.10.0"]);

    story.call("bitbucket_tag_delete", wrong.clone()).await;
    story.refused("bitbucket_tag_get", wrong, "UPSTREAM_NOT_FOUND").await;
    let page = story.call("bitbucket_tags_list", sorted).await;
    assert_eq!((&page["size"], &page["values"][0]["message"]), (&json!(1), &json!("Charges in euro")));
    story.end(TELLS);
}

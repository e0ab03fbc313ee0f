//! Two branches are held against each other: where they parted, what each of them changed, and how.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_commit_get",
    "bitbucket_diff_get",
    "bitbucket_diff_raw_get",
    "bitbucket_diffstat_get",
    "bitbucket_merge_base_get",
    "bitbucket_patch_raw_get",
];

#[tokio::test]
async fn two_branches_are_compared() {
    let story = Story::begin().await;
    let spec = "feature/new-header..develop";
    let meeting = json!({ "repo_slug": "website", "revspec": spec });
    let base = story.call("bitbucket_merge_base_get", meeting).await;
    let main = json!({ "repo_slug": "website", "commit": "main" });
    assert_eq!(base["hash"], story.call("bitbucket_commit_get", main).await["hash"]);

    let compared = json!({ "repo_slug": "website", "spec": spec, "fields": "compact" });
    let summary = story.call("bitbucket_diff_get", compared).await;
    assert_eq!(
        (&summary["size"], &summary["values"][0]["new"]["path"]),
        (&json!(1), &json!("src/header.ts"))
    );
    let as_they_are = json!({
        "repo_slug": "website", "spec": spec, "topic": false, "path": ["CHANGELOG.md", "README.md"],
    });
    let counted = story.call("bitbucket_diffstat_get", as_they_are).await;
    assert_eq!((&counted["size"], &counted["values"][0]["status"]), (&json!(1), &json!("removed")));

    let narrow = json!({ "repo_slug": "website", "spec": spec, "path": ["src/header.ts"], "context": 0 });
    let diff = story.call("bitbucket_diff_raw_get", narrow).await;
    let text = diff["content"].as_str().unwrap();
    assert!(text.starts_with("diff --git a/src/header.ts b/src/header.ts\n"), "{text}");
    assert_eq!(diff["content_type"], "text/plain");
    let series = json!({ "repo_slug": "website", "spec": spec });
    let patch = story.call("bitbucket_patch_raw_get", series).await;
    assert!(patch["content"].as_str().unwrap().contains("Subject: [PATCH 1/1] Show a menu\n"));

    for (input, kind) in [("nowhere..main", "UPSTREAM_NOT_FOUND"), ("develop...main", "BAD_INPUT")] {
        let input = json!({ "repo_slug": "website", "spec": input });
        story.refused("bitbucket_diff_raw_get", input, kind).await;
    }
    story.end(TELLS);
}

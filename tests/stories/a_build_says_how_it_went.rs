//! A build begins, fails, runs again and passes, and its commit says so each time.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_commit_build_status_create",
    "bitbucket_commit_build_status_get",
    "bitbucket_commit_build_status_update",
    "bitbucket_commit_statuses_list",
];

#[tokio::test]
async fn a_build_says_how_it_went() {
    let story = Story::begin().await;
    let build = |state: &str, page: &str| {
        json!({
            "repo_slug": "payments-api", "commit": "fix/rounding", "key": "unit-tests", "state": state, "url": page,
        })
    };
    let early = build("FAILED", "https://ci.example/1");
    story.refused("bitbucket_commit_build_status_update", early, "UPSTREAM_NOT_FOUND").await;
    story
        .refused("bitbucket_commit_build_status_create", build("BROKEN", "https://ci.example/1"), "BAD_INPUT")
        .await;
    story.refused("bitbucket_commit_build_status_create", build("FAILED", "ci.example"), "BAD_INPUT").await;

    let mut begun = build("INPROGRESS", "https://ci.example/1");
    begun["name"] = json!("Unit tests");
    begun["refname"] = json!("fix/rounding");
    story.call("bitbucket_commit_build_status_create", begun).await;
    let mut failed = build("FAILED", "https://ci.example/1");
    failed["description"] = json!("1 of 128 failed");
    story.call("bitbucket_commit_build_status_update", failed).await;

    let commit = json!({ "repo_slug": "payments-api", "commit": "fix/rounding" });
    let mut one = commit.clone();
    one["key"] = json!("unit-tests");
    let read = story.call("bitbucket_commit_build_status_get", one).await;
    assert_eq!((&read["state"], &read["name"]), (&json!("FAILED"), &json!("Unit tests")));
    assert_eq!(read["description"], "1 of 128 failed");

    story.call("bitbucket_commit_build_status_create", build("SUCCESSFUL", "https://ci.example/2")).await;
    let mut of_main = commit.clone();
    of_main["refname"] = json!("main");
    let statuses = story.call("bitbucket_commit_statuses_list", of_main).await;
    assert_eq!(statuses["size"], 1, "the second run named no branch, so it counts for all of them");
    assert_eq!(
        (&statuses["values"][0]["state"], &statuses["values"][0]["url"]),
        (&json!("SUCCESSFUL"), &json!("https://ci.example/2"))
    );
    story.end(TELLS);
}

//! A pull request is opened for the wrong branch, put right, and declined in the end.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_user_get",
    "bitbucket_pull_request_create",
    "bitbucket_pull_request_update",
    "bitbucket_pull_request_decline",
    "bitbucket_pull_requests_list",
    "bitbucket_workspace_pull_requests_list",
    "bitbucket_pull_requests_activity_list",
];

fn titles(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_proposal_is_turned_down() {
    let story = Story::begin().await;
    let new =
        json!({ "repo_slug": "website", "title": "Chagnelog", "source_branch": "develop", "draft": true });
    let opened = story.call("bitbucket_pull_request_create", new).await;
    let one = |more: Value| {
        let mut input = json!({ "repo_slug": "website", "pull_request_id": opened["id"] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let right =
        one(json!({ "title": "Changelog", "destination_branch": "feature/new-header", "draft": false }));
    let edited = story.call("bitbucket_pull_request_update", right).await;
    assert_eq!((&edited["title"], &edited["draft"]), (&json!("Changelog"), &json!(false)));
    assert_eq!(edited["destination"]["branch"]["name"], "feature/new-header");
    story.refused("bitbucket_pull_request_update", one(json!({})), "BAD_INPUT").await;
    let nowhere = one(json!({ "destination_branch": "no-such-branch" }));
    story.refused("bitbucket_pull_request_update", nowhere, "UPSTREAM_VALIDATION").await;

    let me = story.call("bitbucket_user_get", json!({})).await;
    let own = json!({ "selected_user": me["uuid"] });
    let mine = story.call("bitbucket_workspace_pull_requests_list", own).await;
    assert_eq!(titles(&mine), ["Changelog", "Menu in the header"]);
    let theirs = json!({ "selected_user": "nobody" });
    story.refused("bitbucket_workspace_pull_requests_list", theirs, "UPSTREAM_NOT_FOUND").await;

    let declined = story.call("bitbucket_pull_request_decline", one(json!({ "message": "Next year" }))).await;
    assert_eq!((&declined["state"], &declined["reason"]), (&json!("DECLINED"), &json!("Next year")));
    story.refused("bitbucket_pull_request_decline", one(json!({})), "UPSTREAM_VALIDATION").await;
    let late = one(json!({ "title": "Too late" }));
    story.refused("bitbucket_pull_request_update", late, "UPSTREAM_VALIDATION").await;

    let open = story.call("bitbucket_pull_requests_list", json!({ "repo_slug": "website" })).await;
    assert_eq!(titles(&open), ["Menu in the header"]);
    let closed = json!({ "selected_user": me["uuid"], "state": "DECLINED", "q": "title ~ \"log\"" });
    let closed = story.call("bitbucket_workspace_pull_requests_list", closed).await;
    assert_eq!(titles(&closed), ["Changelog"]);
    let log = json!({ "repo_slug": "website", "max_items": 1 });
    let log = story.call("bitbucket_pull_requests_activity_list", log).await;
    assert_eq!(log["values"][0]["pull_request"]["id"], opened["id"]);
    assert_eq!(log["values"][0]["update"]["state"], "DECLINED");
    story.end(TELLS);
}

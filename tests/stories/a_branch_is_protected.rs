//! A branch is protected by rules, and they hold.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_branch_create",
    "bitbucket_branch_restriction_create",
    "bitbucket_branch_restriction_delete",
    "bitbucket_branch_restriction_get",
    "bitbucket_branch_restriction_update",
    "bitbucket_branch_restrictions_list",
    "bitbucket_pull_request_merge",
];

#[tokio::test]
async fn a_branch_is_protected() {
    let story = Story::begin().await;
    let create = "bitbucket_branch_restriction_create";
    let merge = json!({ "repo_slug": "website", "pull_request_id": 1 });

    let wanted = json!({ "repo_slug": "website", "kind": "require_approvals_to_merge", "pattern": "main", "value": 1 });
    let approvals = story.call(create, wanted.clone()).await;
    assert_eq!(approvals["branch_match_kind"], "glob");
    story.refused(create, wanted, "UPSTREAM_CONFLICT").await;
    let refusal = story.refused("bitbucket_pull_request_merge", merge.clone(), "UPSTREAM_VALIDATION").await;
    assert_eq!(refusal["violations"][0]["path"], "/merge_checks");

    // Who may push has to be said, even where it is nobody.
    let nobody = json!({ "repo_slug": "website", "kind": "push", "pattern": "release/*", "groups": [] });
    let refusal = story.refused(create, nobody.clone(), "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/users");
    let counted = json!({ "repo_slug": "website", "kind": "delete", "pattern": "main", "value": 2 });
    let refusal = story.refused(create, counted, "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/value");
    let mut nobody = nobody;
    nobody["users"] = json!([]);
    let push = story.call(create, nobody).await;
    let release = |name: &str| json!({ "repo_slug": "website", "name": name, "target_hash": "main" });
    story.refused("bitbucket_branch_create", release("release/1.0"), "UPSTREAM_FORBIDDEN").await;

    let list = |more: serde_json::Value| {
        let mut input = json!({ "repo_slug": "website", "fields": "compact" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let all = story.call("bitbucket_branch_restrictions_list", list(json!({}))).await;
    assert_eq!(all["values"].as_array().unwrap().len(), 2);
    let of_releases = list(json!({ "kind": "push", "pattern": "release/*" }));
    let found = story.call("bitbucket_branch_restrictions_list", of_releases).await;
    assert_eq!(found["values"][0]["id"], push["id"]);

    let rule = |of: &serde_json::Value| json!({ "repo_slug": "website", "id": of["id"].to_string() });
    let mut elsewhere = rule(&push);
    elsewhere["kind"] = json!("push");
    elsewhere["pattern"] = json!("hotfix/*");
    story.call("bitbucket_branch_restriction_update", elsewhere).await;
    let read = story.call("bitbucket_branch_restriction_get", rule(&push)).await;
    assert_eq!((&read["pattern"], &read["users"]), (&json!("hotfix/*"), &json!([])));
    story.call("bitbucket_branch_create", release("release/1.0")).await;

    story.call("bitbucket_branch_restriction_delete", rule(&approvals)).await;
    story.refused("bitbucket_branch_restriction_get", rule(&approvals), "UPSTREAM_NOT_FOUND").await;
    let merged = story.call("bitbucket_pull_request_merge", merge).await;
    assert_eq!(merged["state"], "MERGED");
    story.end(TELLS);
}

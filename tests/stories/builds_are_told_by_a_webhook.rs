//! A webhook tells the builds of a repository, keeps its secret, and goes.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_webhook_create",
    "bitbucket_webhook_delete",
    "bitbucket_webhook_get",
    "bitbucket_webhook_update",
    "bitbucket_webhooks_list",
];

#[tokio::test]
async fn builds_are_told_by_a_webhook() {
    let story = Story::begin().await;
    let create = "bitbucket_webhook_create";
    let new =
        hook(json!({ "events": ["repo:push"], "description": "Builds", "active": true, "secret": "hush" }));
    let made = story.call(create, new).await;
    assert_eq!((&made["secret_set"], made.get("secret")), (&json!(true), None));

    let twice = hook(json!({ "events": ["repo:push", "repo:push"] }));
    let refusal = story.refused(create, twice, "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/events");
    story.refused(create, hook(json!({ "events": ["repo:explode"] })), "BAD_INPUT").await;
    story.refused(create, hook(json!({ "events": [] })), "BAD_INPUT").await;
    let inside = hook(json!({ "events": ["repo:push"], "url": "http://169.254.169.254/latest" }));
    let refusal = story.refused(create, inside, "UPSTREAM_VALIDATION").await;
    assert_eq!(refusal["violations"][0]["path"], "/url");

    let one = json!({ "repo_slug": "website", "uid": made["uuid"] });
    let update = async |more: Value| {
        let mut input =
            hook(json!({ "uid": made["uuid"], "events": ["repo:push", "pullrequest:fulfilled"] }));
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        story.call("bitbucket_webhook_update", input).await
    };
    assert_eq!(update(json!({ "active": false })).await["secret_set"], true);
    let read = story.call("bitbucket_webhook_get", one.clone()).await;
    assert_eq!((&read["active"], &read["description"]), (&json!(false), &json!("Builds")));
    assert_eq!(read["events"], json!(["repo:push", "pullrequest:fulfilled"]));
    assert_eq!(update(json!({ "remove_secret": true })).await["secret_set"], false);
    let both =
        hook(json!({ "uid": made["uuid"], "events": ["repo:push"], "secret": "new", "remove_secret": true }));
    let refusal = story.refused("bitbucket_webhook_update", both, "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/remove_secret");

    let page =
        story.call("bitbucket_webhooks_list", json!({ "repo_slug": "website", "fields": "compact" })).await;
    assert_eq!((&page["size"], &page["values"][0]["uuid"]), (&json!(1), &made["uuid"]));
    story.call("bitbucket_webhook_delete", one.clone()).await;
    story.refused("bitbucket_webhook_get", one, "UPSTREAM_NOT_FOUND").await;
    let misspelt = json!({ "repo_slug": "website", "uid": "the one for builds" });
    let refusal = story.refused("bitbucket_webhook_get", misspelt, "BAD_INPUT").await;
    assert_eq!(refusal["violations"][0]["path"], "/uid");
    story.end(TELLS);
}

fn hook(more: Value) -> Value {
    let mut hook = json!({ "repo_slug": "website", "url": "https://ci.acme.example/hook" });
    hook.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    hook
}

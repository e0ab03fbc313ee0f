//! A webhook of a workspace is for those who own it.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_workspace_webhook_create",
    "bitbucket_workspace_webhook_delete",
    "bitbucket_workspace_webhook_get",
    "bitbucket_workspace_webhook_update",
    "bitbucket_workspace_webhooks_list",
];

#[tokio::test]
async fn a_workspace_is_watched_by_a_webhook() {
    let story = Story::begin().await;
    let url = "https://audit.acme.example/bitbucket";
    let new = json!({ "url": url, "events": ["repo:created", "repo:deleted"], "active": true });
    let made = story.call("bitbucket_workspace_webhook_create", new.clone()).await;
    assert_eq!((&made["subject_type"], &made["subject"]["slug"]), (&json!("workspace"), &json!("acme")));
    let mut of_others = new;
    of_others["workspace"] = json!("globex");
    story.refused("bitbucket_workspace_webhook_create", of_others, "UPSTREAM_FORBIDDEN").await;

    let one = json!({ "uid": made["uuid"] });
    let mut more = one.clone();
    more["url"] = json!(url);
    more["events"] = json!(["repo:created", "repo:deleted", "repo:transfer", "project:updated"]);
    more["secret"] = json!("hush");
    let changed = story.call("bitbucket_workspace_webhook_update", more).await;
    assert_eq!((&changed["secret_set"], &changed["active"]), (&json!(true), &json!(true)));
    let read = story.call("bitbucket_workspace_webhook_get", one.clone()).await;
    assert_eq!(read["events"].as_array().unwrap().len(), 4);
    let page = story.call("bitbucket_workspace_webhooks_list", json!({ "fields": "compact" })).await;
    assert_eq!((&page["size"], &page["values"][0]["url"]), (&json!(1), &json!(url)));

    story.call("bitbucket_workspace_webhook_delete", one.clone()).await;
    story.refused("bitbucket_workspace_webhook_delete", one, "UPSTREAM_NOT_FOUND").await;
    story.end(TELLS);
}

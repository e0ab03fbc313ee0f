//! An issue is opened, discussed, resolved, and in the end deleted.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_issue_create",
    "bitbucket_issue_get",
    "bitbucket_issue_update",
    "bitbucket_issue_delete",
    "bitbucket_issues_list",
    "bitbucket_issue_comment_create",
    "bitbucket_issue_comment_update",
    "bitbucket_issue_comment_delete",
    "bitbucket_issue_comments_list",
];

#[tokio::test]
async fn an_issue_is_worked_through() {
    let story = Story::begin().await;
    let number = open(&story).await;
    discuss(&story, number).await;
    resolve(&story, number).await;
    delete(&story, number).await;
    story.end(TELLS);
}

/// Whoever opens an issue looks first whether it is known.
async fn open(story: &Story) -> u64 {
    let known = json!({ "repo_slug": "website", "q": "title ~ \"logo\"", "sort": "-updated_on" });
    let page = story.call("bitbucket_issues_list", known).await;
    assert_eq!(page["values"][0]["title"], "The menu covers the logo");
    let assignee = page["values"][0]["reporter"]["account_id"].clone();
    let new = json!({
        "repo_slug": "website",
        "title": "The basket forgets vouchers",
        "content": "Reload the page, and it is gone.",
        "kind": "bug",
        "priority": "critical",
        "assignee_account_id": assignee,
    });
    let issue = story.call("bitbucket_issue_create", new).await;
    assert_eq!(issue["state"], "new");
    assert_eq!(issue["assignee"]["nickname"], "bob");
    let wrong = json!({ "repo_slug": "website", "title": "x", "priority": "urgent" });
    let problem = story.refused("bitbucket_issue_create", wrong, "BAD_INPUT").await;
    assert!(problem.to_string().contains("priority"), "{problem}");
    issue["id"].as_u64().unwrap()
}

async fn discuss(story: &Story, number: u64) {
    let on = |more: Value| merged(json!({ "repo_slug": "website", "issue_id": number }), more);
    let said = on(json!({ "content": "Only with two vouchers." }));
    let comment = story.call("bitbucket_issue_comment_create", said).await;
    let again = on(json!({ "content": "Never mind." }));
    let slip = story.call("bitbucket_issue_comment_create", again).await;

    let of = |comment: &Value| {
        json!({
            "repo_slug": "website",
            "issue_id": number.to_string(),
            "comment_id": comment["id"],
        })
    };
    let better = merged(of(&comment), json!({ "content": "Only with two vouchers or more." }));
    let changed = story.call("bitbucket_issue_comment_update", better).await;
    assert_eq!(changed["id"], comment["id"]);
    assert_eq!(story.call("bitbucket_issue_comment_delete", of(&slip)).await, json!({}));
    story.refused("bitbucket_issue_comment_delete", of(&slip), "UPSTREAM_NOT_FOUND").await;

    let page = story.call("bitbucket_issue_comments_list", on(json!({}))).await;
    assert_eq!(page["size"], 1);
    assert_eq!(page["values"][0]["content"]["raw"], "Only with two vouchers or more.");
}

async fn resolve(story: &Story, number: u64) {
    let issue = json!({ "repo_slug": "website", "issue_id": number });
    story.refused("bitbucket_issue_update", issue.clone(), "BAD_INPUT").await;
    let change = merged(issue.clone(), json!({ "status": "resolved", "priority": "major" }));
    story.call("bitbucket_issue_update", change).await;
    let compact = merged(issue.clone(), json!({ "fields": "compact" }));
    let read = story.call("bitbucket_issue_get", compact).await;
    assert_eq!((&read["state"], &read["priority"]), (&json!("resolved"), &json!("major")));
    assert_eq!(read["title"], "The basket forgets vouchers");
    assert!(read["links"]["html"]["href"].is_string() && read.get("repository").is_none());

    let notes = merged(issue, json!({ "q": "content.raw = null" }));
    let noted = story.call("bitbucket_issue_comments_list", notes).await;
    assert_eq!(noted["size"], 1, "the change is noted");
}

async fn delete(story: &Story, number: u64) {
    let issue = json!({ "repo_slug": "website", "issue_id": number });
    assert_eq!(story.call("bitbucket_issue_delete", issue.clone()).await, json!({}));
    story.refused("bitbucket_issue_get", issue.clone(), "UPSTREAM_NOT_FOUND").await;
    story.refused("bitbucket_issue_comments_list", issue, "UPSTREAM_NOT_FOUND").await;
    let left = json!({ "repo_slug": "website", "q": "state = \"resolved\"" });
    assert_eq!(story.call("bitbucket_issues_list", left).await["size"], 0);
}

fn merged(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

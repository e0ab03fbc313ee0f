//! What the recording provider says where an empty answer will not do. The one place to add to, for a tool that is more
//! than one request.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::Response;
use serde_json::{Value, json};

use crate::recorder::Seen;

/// One answer.
pub(crate) struct Canned {
    /// Such as `GET`.
    pub(crate) method: &'static str,
    /// A template below the API's base. A parameter is any one segment.
    pub(crate) path: &'static str,
    pub(crate) status: u16,
    /// The header `location`.
    pub(crate) location: Option<fn(&Seen) -> String>,
    pub(crate) body: fn(&Seen) -> Value,
}

/// A tool, tried once more against a provider that answers it in another way. Every endpoint that the usual answers do
/// not lead to needs one.
pub(crate) struct Scenario {
    pub(crate) tool: &'static str,
    pub(crate) name: &'static str,
    /// JSON in place of what the inputs usually are.
    pub(crate) input: &'static [(&'static str, &'static str)],
    /// Inputs that are left out.
    pub(crate) without: &'static [&'static str],
    pub(crate) answers: &'static [Canned],
}

/// What every branch and tag stands at.
pub(crate) const HASH: &str = "7c9a3f1e00000000000000000000000000000000";

/// For all tools: who the account is, and what look-ups find.
pub(crate) const ALWAYS: &[Canned] = &[
    ok("GET", "/user", |_| {
        let uuid = "{7c9a3f1e-0000-4000-8000-00000000a11c}";
        json!({ "type": "user", "uuid": uuid, "username": "alice", "display_name": "Alice" })
    }),
    ok(
        "GET",
        "/user/emails",
        |_| json!({ "values": [{ "email": "alice@acme.example", "is_primary": true, "is_confirmed": true }] }),
    ),
    ok("GET", "/user/workspaces", |_| {
        let entry = |slug: &str, uuid: &str| json!({ "workspace": { "slug": slug, "uuid": uuid } });
        json!({ "values": [
            entry("acme", "{7c9a3f1e-0000-4000-8000-00000000acce}"),
            entry("globex", "{7c9a3f1e-0000-4000-8000-000000610bec}"),
        ] })
    }),
    ok("GET", SCHEDULE, |_| {
        let selector = json!({ "type": "custom", "pattern": "nightly" });
        let target = json!({
            "type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "trunk", "selector": selector,
        });
        json!({ "type": "pipeline_schedule", "enabled": false, "target": target })
    }),
    ok("GET", BRANCH, |_| json!({ "type": "branch", "target": { "hash": HASH } })),
    ok("GET", TAG, |_| json!({ "type": "tag", "target": { "hash": HASH } })),
];

const SCHEDULE: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}";
const BRANCH: &str = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}";
const TAG: &str = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}";

/// For one tool, once.
pub(crate) const SCENARIOS: &[Scenario] = &[
    Scenario {
        tool: "bitbucket_pull_request_merge",
        name: "a merge that takes its time",
        input: &[],
        without: &[],
        answers: &[
            Canned {
                location: Some(|seen| format!("/2.0{}/task-status/task-1", seen.path)),
                ..answer(202, "POST", "/repositories/{workspace}/{repo_slug}/pullrequests/{id}/merge", |_| {
                    json!({})
                })
            },
            ok(
                "GET",
                "/repositories/{workspace}/{repo_slug}/pullrequests/{id}/merge/task-status/{task_id}",
                |_| json!({ "task_status": "SUCCESS" }),
            ),
        ],
    },
    at_a_tag("bitbucket_src_get"),
    at_a_tag("bitbucket_file_read"),
    at_a_tag("bitbucket_directory_list"),
    at_a_tag("bitbucket_file_history_list"),
    answered_no(
        "bitbucket_default_reviewer_get",
        &[missing("/repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}")],
    ),
    answered_no(
        "bitbucket_issue_vote_get",
        &[missing("/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote")],
    ),
    answered_no(
        "bitbucket_issue_watch_get",
        &[missing("/repositories/{workspace}/{repo_slug}/issues/{issue_id}/watch")],
    ),
    // Nothing says what a commit is based on where there is none.
    Scenario {
        tool: "bitbucket_files_commit",
        name: "the first commit",
        input: &[],
        without: &["parent"],
        answers: NO_BRANCH,
    },
    in_base64(
        "bitbucket_files_commit",
        &[("files", r#"[{ "path": "src/a.b", "content": "YQ0KAMOk", "encoding": "base64" }]"#)],
    ),
    in_base64("bitbucket_snippet_create", IN_BASE64),
    in_base64("bitbucket_issue_attachment_upload", IN_BASE64),
    in_base64("bitbucket_download_upload", &[("content", r#""YQ0KAMOk""#), ("encoding", r#""base64""#)]),
    // A run is of a branch, of a commit, or of both.
    Scenario {
        tool: "bitbucket_pipeline_trigger",
        name: "of a commit by itself",
        input: &[],
        without: &["branch", "pipeline_name"],
        answers: &[],
    },
    // A run has two names.
    Scenario {
        tool: "bitbucket_pipeline_get",
        name: "by its number",
        input: &[("pipeline_uuid", r#""42""#)],
        without: &[],
        answers: &[],
    },
];

const A_TAG: &[(&str, &str)] = &[("commit", r#""release/1.0""#)];
const NO_BRANCH: &[Canned] = &[missing(BRANCH)];

const IN_BASE64: &[(&str, &str)] =
    &[("files", r#"[{ "filename": "a b.bin", "content": "YQ0KAMOk", "encoding": "base64" }]"#)];

/// Content that is no text, see [`BASE64`](innkeeper_tests::sample::BASE64).
const fn in_base64(tool: &'static str, input: &'static [(&'static str, &'static str)]) -> Scenario {
    Scenario { tool, name: "in base64", input, without: &[], answers: &[] }
}

/// A revision that is no branch, and would be ambiguous in a path (Bitbucket facts, trap 8).
const fn at_a_tag(tool: &'static str) -> Scenario {
    Scenario { tool, name: "at a tag", input: A_TAG, without: &[], answers: NO_BRANCH }
}

/// A question whose no is a 404 (Bitbucket facts, trap 10).
const fn answered_no(tool: &'static str, answers: &'static [Canned]) -> Scenario {
    Scenario { tool, name: "the answer is no", input: &[], without: &[], answers }
}

const fn missing(path: &'static str) -> Canned {
    answer(404, "GET", path, |_| json!({ "type": "error", "error": { "message": "not found" } }))
}

const fn ok(method: &'static str, path: &'static str, body: fn(&Seen) -> Value) -> Canned {
    answer(200, method, path, body)
}

const fn answer(status: u16, method: &'static str, path: &'static str, body: fn(&Seen) -> Value) -> Canned {
    Canned { method, path, status, location: None, body }
}

impl Canned {
    pub(crate) fn is_for(&self, seen: &Seen) -> bool {
        let fits = |(wanted, given): (&str, &str)| wanted.starts_with('{') || wanted == given;
        self.method == seen.method
            && self.path.split('/').count() == seen.path.split('/').count()
            && self.path.split('/').zip(seen.path.split('/')).all(fits)
    }

    pub(crate) fn response(&self, seen: &Seen) -> Response {
        let mut response = Response::builder().status(self.status).header(CONTENT_TYPE, "application/json");
        if let Some(location) = self.location {
            response = response.header(LOCATION, location(seen));
        }
        response.body(Body::from((self.body)(seen).to_string())).expect("a response")
    }
}

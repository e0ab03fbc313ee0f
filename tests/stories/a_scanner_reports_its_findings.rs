//! A scanner reports on a commit, adds what it found, and takes it back.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_report_annotations_create",
    "bitbucket_report_annotations_list",
    "bitbucket_report_create",
    "bitbucket_report_delete",
    "bitbucket_reports_list",
];

#[tokio::test]
async fn a_scanner_reports_its_findings() {
    let story = Story::begin().await;
    let commit = json!({ "repo_slug": "payments-api", "commit": "release/2.4" });
    let with = |more: serde_json::Value| {
        let mut input = commit.clone();
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let report = |result: &str| {
        with(json!({
            "report_id": "scanner-1", "title": "Scan", "details": "Looks for secrets.", "report_type": "SECURITY",
            "result": result, "data": [{ "title": "Took", "type": "DURATION", "value": 1400 }],
        }))
    };
    let findings = |annotations: serde_json::Value| {
        with(json!({ "report_id": "scanner-1", "annotations": annotations }))
    };
    let secret = json!({
        "external_id": "scanner-1-1", "annotation_type": "VULNERABILITY", "summary": "A key in the open",
        "severity": "CRITICAL", "path": "src/charge.rs", "line": 3,
    });
    story
        .refused("bitbucket_report_annotations_create", findings(json!([secret])), "UPSTREAM_NOT_FOUND")
        .await;
    story.call("bitbucket_report_create", report("PENDING")).await;
    story.refused("bitbucket_report_annotations_create", findings(json!([])), "BAD_INPUT").await;
    let lost = json!([{ "external_id": "x", "annotation_type": "BUG", "summary": "Somewhere", "line": 3 }]);
    story.refused("bitbucket_report_annotations_create", findings(lost), "BAD_INPUT").await;

    story.call("bitbucket_report_annotations_create", findings(json!([secret]))).await;
    story.call("bitbucket_report_create", report("FAILED")).await;
    let reports = story.call("bitbucket_reports_list", commit.clone()).await;
    assert_eq!((&reports["size"], &reports["values"][0]["result"]), (&json!(1), &json!("FAILED")));
    assert_eq!(reports["values"][0]["data"][0]["value"], 1400);
    let of_report = with(json!({ "report_id": "scanner-1" }));
    let listed = story.call("bitbucket_report_annotations_list", of_report.clone()).await;
    assert_eq!(
        (&listed["values"][0]["summary"], &listed["values"][0]["line"]),
        (&json!("A key in the open"), &json!(3))
    );

    story.call("bitbucket_report_delete", of_report.clone()).await;
    story.refused("bitbucket_report_annotations_list", of_report, "UPSTREAM_NOT_FOUND").await;
    assert_eq!(story.call("bitbucket_reports_list", commit.clone()).await["values"], json!([]));
    story.end(TELLS);
}

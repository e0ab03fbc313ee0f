use serde_json::{Value, json};

use super::lab::{Lab, texts};

const REPORTS: &str = "/repositories/acme/website/commit/develop/reports";
const SCAN: &str = "/repositories/acme/website/commit/develop/reports/scan-1";
const FINDINGS: &str = "/repositories/acme/website/commit/develop/reports/scan-1/annotations";

fn report() -> Value {
    json!({"type": "report", "title": "Scan", "details": "Two findings.", "result": "PENDING"})
}

fn finding(id: &str, summary: &str) -> Value {
    json!({"external_id": id, "annotation_type": "BUG", "summary": summary, "severity": "HIGH"})
}

#[tokio::test]
async fn a_report_is_made_replaced_and_deleted_with_its_findings() {
    let lab = Lab::start().await;
    let made = lab.put(SCAN, report()).await;
    assert_eq!((made.status, &made.json["external_id"]), (200, &json!("scan-1")));
    lab.post(FINDINGS, json!([finding("1", "Wrong")])).await;

    let mut failed = report();
    failed["result"] = json!("FAILED");
    failed["data"] = json!([{"title": "Took", "type": "DURATION", "value": 1400}]);
    lab.put(SCAN, failed).await;
    let listed = lab.get(REPORTS).await.json;
    assert_eq!(texts(&listed, "/result"), ["FAILED"]);
    assert_eq!(lab.get(FINDINGS).await.json["size"], 1);

    let uuid = made.json["uuid"].as_str().unwrap().replace('{', "%7B").replace('}', "%7D");
    assert_eq!(lab.get(&format!("{REPORTS}/{uuid}")).await.json["data"][0]["value"], 1400);
    assert_eq!(lab.delete(SCAN).await.status, 204);
    for gone in [SCAN, FINDINGS] {
        assert_eq!(lab.get(gone).await.status, 404);
    }
    assert_eq!(lab.delete(SCAN).await.status, 404);
}

#[tokio::test]
async fn findings_come_as_a_list_and_replace_those_of_their_ids() {
    let lab = Lab::start().await;
    assert_eq!(lab.post(FINDINGS, json!([finding("1", "Wrong")])).await.status, 404);
    lab.put(SCAN, report()).await;
    let made = lab.post(FINDINGS, json!([finding("1", "Wrong"), finding("2", "Odd")])).await;
    assert_eq!((made.status, made.json.as_array().unwrap().len()), (200, 2));
    lab.post(FINDINGS, json!([finding("2", "Even")])).await;
    assert_eq!(texts(&lab.get(FINDINGS).await.json, "/summary"), ["Wrong", "Even"]);
}

#[tokio::test]
async fn findings_have_a_number_and_a_shape() {
    let lab = Lab::start().await;
    lab.put(SCAN, report()).await;
    let many =
        |count: usize| Value::from_iter((0..count).map(|number| finding(&number.to_string(), "Wrong")));
    for body in [many(0), many(101), finding("1", "Wrong"), json!([{"external_id": "1"}]), json!([7])] {
        assert_eq!(lab.post(FINDINGS, body).await.status, 400);
    }
    assert_eq!(lab.post(FINDINGS, many(100)).await.status, 200);
    assert_eq!(lab.query(FINDINGS, &[("pagelen", "100")]).await.json["size"], 100);
}

#[tokio::test]
async fn a_report_is_complete_and_of_the_right_shape() {
    let lab = Lab::start().await;
    let with = |name: &str, value: Value| {
        let mut report = report();
        report[name] = value;
        report
    };
    let without = |name: &str| {
        let mut report = report();
        report.as_object_mut().unwrap().remove(name);
        report
    };
    for (body, field) in [
        (without("type"), "type"),
        (without("details"), "details"),
        (without("title"), "title"),
        (with("details", json!("")), "details"),
        (with("result", json!("SKIPPED")), "result"),
        (with("external_id", json!("scan-2")), "external_id"),
        (with("data", json!([{"title": "Safe", "type": "BOOLEAN", "value": "yes"}])), "data.0.value"),
        (with("data", json!([{"title": "Where", "value": {"text": "a", "href": "b"}}])), "data.0.value"),
        (with("severity", json!("HIGH")), "severity"),
    ] {
        let answer = lab.put(SCAN, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json["error"]["fields"].get(field).is_some(), "{body}: {}", answer.text);
    }
    assert_eq!(lab.get(REPORTS).await.json["size"], 0);
}

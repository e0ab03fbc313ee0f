use serde_json::Value;

use super::lab::Lab;

const ACME: &str = "/workspaces/acme/search/code";

fn paths(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|hit| hit["file"]["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn text_is_found_with_the_lines_around_it() {
    let lab = Lab::start().await;
    let page = lab.query(ACME, &[("search_query", "\"fn charge(\" repo:payments-api")]).await.json;
    assert_eq!(paths(&page), ["src/charge.rs"]);
    let hit = &page["values"][0];
    assert_eq!(hit["type"], "code_search_result");
    let lines = hit["content_matches"][0]["lines"].as_array().unwrap();
    let matching = lines.iter().find(|line| line["line"] == 2).unwrap();
    let marked = matching["segments"].as_array().unwrap().iter().filter(|segment| segment["match"] == true);
    let marked: Vec<&str> = marked.map(|segment| segment["text"].as_str().unwrap()).collect();
    assert_eq!(marked, ["fn", "charge("]);
    assert!(hit["file"]["links"]["self"]["href"].as_str().unwrap().ends_with("/src/charge.rs"));
}

#[tokio::test]
async fn modifiers_narrow_the_search() {
    let lab = Lab::start().await;
    let all = lab.query(ACME, &[("search_query", "charge")]).await.json;
    assert!(all["size"].as_u64().unwrap() > 3);
    let python = lab.query(ACME, &[("search_query", "charge ext:py")]).await.json;
    assert_eq!(paths(&python), ["reports/monthly.py"]);
}

#[tokio::test]
async fn the_commit_of_a_file_shows_only_when_asked_for() {
    let lab = Lab::start().await;
    let usual = lab.query(ACME, &[("search_query", "monthly_total")]).await.json;
    assert!(usual["values"][0]["file"].get("commit").is_none());
    let pairs = [("search_query", "monthly_total"), ("fields", "+values.file.commit.repository.full_name")];
    let page = lab.query(ACME, &pairs).await.json;
    assert_eq!(page["values"][0]["file"]["commit"]["repository"]["full_name"], "acme/billing-reports");
}

#[tokio::test]
async fn a_search_needs_a_query_and_a_workspace_that_has_it() {
    let lab = Lab::start().await;
    assert_eq!(lab.get(ACME).await.status, 400);
    assert_eq!(lab.get("/workspaces/globex/search/code?search_query=x").await.status, 404);
    lab.control().disable_code_search("acme").unwrap();
    assert_eq!(lab.get(&format!("{ACME}?search_query=charge")).await.status, 404);
}

use reqwest::Method;

use super::lab::{Lab, read, slugs};

#[tokio::test]
async fn following_next_finds_every_repository_once() {
    let lab = Lab::start().await;
    let mut found = Vec::new();
    let mut next = Some(format!("{}/repositories/acme?pagelen=5", lab.simulator.api_base()));
    while let Some(url) = next {
        let path =
            url.strip_prefix(lab.simulator.api_base()).expect("next stays below the API base").to_owned();
        let page = lab.get(&path).await.json;
        assert_eq!((page["size"].as_u64(), page["pagelen"].as_u64()), (Some(12), Some(5)));
        found.extend(slugs(&page).into_iter().map(str::to_owned));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found.len(), 12);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 12);
}

#[tokio::test]
async fn a_page_may_hold_a_hundred_but_only_fifty_pull_requests() {
    let lab = Lab::start().await;
    assert_eq!(lab.get("/repositories/acme?pagelen=100").await.status, 200);
    assert_eq!(lab.get("/repositories/acme?pagelen=101").await.status, 400);
    assert_eq!(lab.get("/repositories/acme/website/pullrequests?pagelen=50").await.status, 200);
    assert_eq!(lab.get("/repositories/acme/website/pullrequests?pagelen=51").await.status, 400);
    assert_eq!(lab.get("/repositories/acme?page=0").await.status, 400);
}

#[tokio::test]
async fn a_filter_and_a_sort_stay_in_next() {
    let lab = Lab::start().await;
    let pairs = [
        ("q", r#"language = "python" OR language = "typescript""#),
        ("sort", "-created_on"),
        ("pagelen", "3"),
    ];
    let page = lab.query("/repositories/acme", &pairs).await.json;
    assert_eq!(slugs(&page), ["billing-reports", "design-system", "data-pipeline"]);
    let next = page["next"].as_str().unwrap().strip_prefix(lab.simulator.api_base()).unwrap().to_owned();
    assert_eq!(slugs(&lab.get(&next).await.json), ["website"]);
}

#[tokio::test]
async fn sizes_sort_as_numbers() {
    let lab = Lab::start().await;
    let page = lab.query("/repositories/acme", &[("sort", "-size"), ("pagelen", "2")]).await.json;
    assert_eq!(slugs(&page), ["legacy-monolith", "mobile-app"]);
}

#[tokio::test]
async fn a_filter_on_an_unknown_name_is_refused() {
    let lab = Lab::start().await;
    let answer = lab.query("/repositories/acme", &[("q", r#"colour = "red""#)]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json["error"]["fields"]["q"][0].as_str().unwrap().contains("colour"));
    assert_eq!(lab.query("/repositories/acme", &[("sort", "colour")]).await.status, 400);
}

#[tokio::test]
async fn fields_without_next_end_the_paging() {
    let lab = Lab::start().await;
    let page =
        lab.query("/repositories/acme", &[("fields", "values.slug,values.links.self.href")]).await.json;
    assert_eq!(page.as_object().unwrap().len(), 1);
    assert_eq!(page["values"][0].as_object().unwrap().len(), 2);
    let page = lab.query("/repositories/acme", &[("fields", "values.slug,next")]).await.json;
    assert!(page["next"].is_string());
}

#[tokio::test]
async fn fields_take_away_and_bring_back() {
    let lab = Lab::start().await;
    let path = "/repositories/acme/website/pullrequests";
    let usual = lab.get(path).await.json;
    assert!(usual["values"][0].get("reviewers").is_none());
    let fields = [("fields", "+values.reviewers.nickname,-values.links")];
    let page = lab.query(path, &fields).await.json;
    assert_eq!(page["values"][0]["reviewers"][0]["nickname"], "bob");
    assert!(page["values"][0].get("links").is_none());
}

#[tokio::test]
async fn repositories_and_workspaces_go_by_slug_or_uuid() {
    let lab = Lab::start().await;
    let repository = lab.get("/repositories/acme/infra").await.json;
    let encode = |uuid: &serde_json::Value| uuid.as_str().unwrap().replace('{', "%7B").replace('}', "%7D");
    let (uuid, owner) = (encode(&repository["uuid"]), encode(&repository["workspace"]["uuid"]));
    for path in [
        format!("/repositories/acme/{uuid}"),
        format!("/repositories/{owner}/infra"),
        format!("/repositories/%7B%7D/{uuid}"),
    ] {
        assert_eq!(lab.get(&path).await.json["full_name"], "acme/infra", "{path}");
    }
}

#[tokio::test]
async fn an_unchanged_read_is_not_sent_again() {
    let lab = Lab::start().await;
    let first = lab.request(Method::GET, "/repositories/acme/infra").send().await.unwrap();
    let tag = first.headers()["etag"].clone();
    let second = lab.request(Method::GET, "/repositories/acme/infra").header("if-none-match", tag);
    assert_eq!(read(second.send().await.unwrap()).await.status, 304);
}

#[tokio::test]
async fn the_seed_is_the_same_in_every_run() {
    let (first, second) = (Lab::start().await, Lab::start().await);
    let path = "/repositories/acme/website/refs/branches?fields=values.name,values.target.hash";
    assert_eq!(first.get(path).await.json, second.get(path).await.json);
}

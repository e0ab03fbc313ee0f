//! The rate budget: the host counts for itself, says no before the provider would, and opens again an hour later.

use std::num::NonZeroU32;
use std::time::Duration;

use innkeeper::Settings;
use innkeeper_simulator::{Fault, Resource};
use innkeeper_tests::{House, Plan, Reply, tell};
use serde_json::{Value, json};

const LIMIT: u64 = 20;

fn small(settings: &mut Settings) {
    for connection in &mut settings.connections {
        connection.budget = [("repository".to_owned(), NonZeroU32::new(20).unwrap())].into();
    }
}

async fn connected() -> House {
    let house = House::plan(Plan { settings: small, ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    let control = house.simulator.control();
    control.limit_consumer(&house.consumer.key, Resource::Repository, 20);
    house
}

async fn read(house: &House) -> Reply {
    house.invoke("alice", "bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap()
}

fn standing(reply: &Reply) -> (u64, u64) {
    let budget = &reply.json()["meta"]["rate_budget"];
    assert_eq!(
        (&budget[0]["group"], budget.as_array().unwrap().len()),
        (&json!("repository"), 1),
        "{budget}"
    );
    (budget[0]["limit"].as_u64().unwrap(), budget[0]["remaining"].as_u64().unwrap())
}

#[tokio::test]
async fn the_host_says_no_before_the_provider_does_and_yes_an_hour_later() {
    let house = connected().await;
    let traffic = || house.simulator.control().traffic(&house.consumer.key, Resource::Repository);
    for sent in 1..=LIMIT {
        let reply = read(&house).await;
        assert_eq!(reply.status, 200, "request {sent}: {}", reply.text);
        assert_eq!(standing(&reply), (LIMIT, LIMIT - sent));
    }
    let reply = read(&house).await;
    assert_eq!((reply.status, reply.kind().as_str()), (429, "RATE_LIMITED"), "{}", reply.text);
    let problem = reply.json();
    for part in
        ["`bitbucket`", "`repository`", "20 requests an hour", "consumer of its own", "nothing was sent"]
    {
        assert!(reply.detail().contains(part), "{part} is not in {problem}");
    }
    let wait = problem["retry_after_ms"].as_u64().unwrap();
    assert!(problem["can_retry"] == true && (3_600_000..=3_720_000).contains(&wait), "{problem}");
    assert_eq!(reply.headers["retry-after"], wait.div_ceil(1_000).to_string().as_str());
    assert_eq!((traffic().requests, traffic().turned_away), (20, 0));

    // The first of them stop counting, and within the next minute the others: they may have been sent in two minutes.
    house.advance_clock(Duration::from_millis(wait));
    assert_eq!(read(&house).await.status, 200);
    house.advance_clock(Duration::from_secs(120));
    assert_eq!(standing(&read(&house).await), (LIMIT, LIMIT - 2));
    tell(format_args!(
        "sent {} of {LIMIT} an hour, most in an hour {}",
        traffic().requests,
        traffic().most_in_an_hour
    ));
    assert_eq!((traffic().requests, traffic().most_in_an_hour, traffic().turned_away), (22, 20, 0));
}

#[tokio::test]
async fn retries_are_paid_for_and_dry_runs_checks_and_uncounted_requests_are_not() {
    let house = connected().await;
    house.simulator.control().fail_next(Fault::Status(503));
    assert_eq!(standing(&read(&house).await), (LIMIT, LIMIT - 2));
    let dry = json!({ "tool": "bitbucket_repositories_list", "identifier": "alice", "dry_run": true,
        "input": { "workspace": "acme" } });
    let reply = house.post("/v1/invoke", dry).await.unwrap();
    assert_eq!((reply.status, reply.json()["meta"].get("rate_budget")), (200, None), "{}", reply.text);
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!((reply.status, reply.json()["meta"].get("rate_budget")), (200, None), "{}", reply.text);
    assert_eq!(standing(&read(&house).await), (LIMIT, LIMIT - 3));
}

#[tokio::test]
async fn a_hop_on_the_same_origin_is_paid_for_and_one_to_another_is_not() {
    let house = connected().await;
    let input = json!({ "workspace": "acme", "repo_slug": "website", "pull_request_id": 1 });
    // Bitbucket answers 302 to the diff of the repository.
    let reply = house.invoke("alice", "bitbucket_pull_request_diff_get", input).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let requests = reply.json()["meta"]["requests"].as_u64().unwrap();
    let traffic = || house.simulator.control().traffic(&house.consumer.key, Resource::Repository);
    assert_eq!(standing(&reply), (LIMIT, LIMIT - traffic().requests as u64));
    assert!(requests >= 2, "{}", reply.text);
    let storage = format!("{}/elsewhere", house.simulator.storage_origin());
    let path = "/repositories/acme/website/downloads";
    house.simulator.control().fail_next_on(path, Fault::RedirectTo(storage));
    let input = json!({ "workspace": "acme", "repo_slug": "website", "filename": "a.zip" });
    let reply = house.invoke("alice", "bitbucket_download_get", input).await.unwrap();
    assert_eq!(house.simulator.control().storage_requests().len(), 1, "{}", reply.text);
    let sent = house.simulator.control().traffic(&house.consumer.key, Resource::RawFiles).requests;
    let shown = house.get("/v1/connections/bitbucket").await.unwrap().json();
    let used = |name: &str| {
        let groups = shown["budget"].as_array().unwrap();
        groups.iter().find(|group| group["group"] == name).unwrap()["used"].as_u64().unwrap()
    };
    assert_eq!((used("raw_files"), used("repository")), (sent as u64, traffic().requests as u64), "{shown}");
}

#[tokio::test]
async fn connections_of_one_consumer_share_and_the_connection_shows_it() {
    let settings = |settings: &mut Settings| {
        (Plan::with_two_connections().settings)(settings);
        small(settings);
    };
    let house = House::plan(Plan { settings, ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    for _ in 0..3 {
        assert_eq!(read(&house).await.status, 200);
    }
    for name in ["bitbucket", "second"] {
        let shown = house.get(&format!("/v1/connections/{name}")).await.unwrap().json();
        let group = shown["budget"].as_array().unwrap().iter().find(|one| one["group"] == "repository");
        let group: &Value = group.unwrap();
        assert_eq!((&group["limit"], &group["used"], &group["users"]), (&json!(20), &json!(3), &json!(1)));
    }
    let all = house.get("/v1/connections").await.unwrap().json();
    assert!(all["connections"][0].get("budget").is_none(), "a list costs no look at each ledger");
}

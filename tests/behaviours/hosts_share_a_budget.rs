//! Three hosts on one PostgreSQL database, one OAuth consumer: together they send what it may, and no more.

use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::join_all;
use innkeeper::{EngineName, Secret, SecretSource, Settings};
use innkeeper_simulator::{Fault, Resource, Traffic};
use innkeeper_test_postgres::{Database, Server};
use innkeeper_tests::{House, Plan, tell};
use serde_json::json;

const LIMIT: u32 = 240;

static LOAD: LazyLock<Database> = LazyLock::new(|| Server::shared().database());
static KILLED: LazyLock<Database> = LazyLock::new(|| Server::shared().database());
static PAUSED: LazyLock<Database> = LazyLock::new(|| Server::shared().database());

fn share(settings: &mut Settings, database: &Database) {
    settings.vault.engine = EngineName::Postgres;
    settings.vault.url = Some(SecretSource::Given(Secret::new(database.url())));
    for connection in &mut settings.connections {
        connection.budget = [("repository".to_owned(), NonZeroU32::new(LIMIT).unwrap())].into();
    }
}

/// Three hosts, alice connected, and a provider that would turn away what is over the limit.
async fn hosts(settings: fn(&mut Settings)) -> [House; 3] {
    let plan = || Plan { settings, ..Plan::default() };
    let first = House::plan(plan()).await.unwrap();
    let (second, third) = (first.beside(plan()).await.unwrap(), first.beside(plan()).await.unwrap());
    first.connect("alice").await.unwrap();
    let limit = usize::try_from(LIMIT).unwrap();
    first.simulator.control().limit_consumer(&first.consumer.key, Resource::Repository, limit);
    [first, second, third]
}

/// Calls until the host says no; gives the number of calls that it did not refuse.
async fn call_until_refused(house: &House) -> u32 {
    let mut answered = 0;
    loop {
        let input = json!({ "workspace": "acme" });
        let reply = house.invoke("alice", "bitbucket_repositories_list", input).await.unwrap();
        match (reply.status, reply.kind().as_str()) {
            (200, _) => answered += 1,
            (429, "RATE_LIMITED") => return answered,
            _ => panic!("{}", reply.text),
        }
    }
}

/// What a host that has taken nothing itself sees of the budget's use.
async fn used(house: &House) -> u32 {
    let shown = house.get("/v1/connections/bitbucket").await.unwrap().json();
    let group = shown["budget"].as_array().unwrap().iter().find(|one| one["group"] == "repository").unwrap();
    u32::try_from(group["used"].as_u64().unwrap()).unwrap()
}

async fn load(houses: &[&House]) -> u32 {
    let callers = houses.iter().flat_map(|house| (0..6).map(|_| call_until_refused(house)));
    join_all(callers).await.into_iter().sum()
}

fn traffic(house: &House) -> Traffic {
    house.simulator.control().traffic(&house.consumer.key, Resource::Repository)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn together_they_send_exactly_the_limit_in_each_hour() {
    let [first, second, third] = hosts(|settings| share(settings, &LOAD)).await;
    let all = [&first, &second, &third];
    let answered = load(&all).await;
    let after_one = traffic(&first);
    assert_eq!((answered, after_one.requests), (LIMIT, 240), "{after_one:?}");
    first.advance_clock(Duration::from_secs(63 * 60));
    assert_eq!(load(&all).await, LIMIT);
    let told = traffic(&first);
    tell(format_args!(
        "three hosts sent {} and {} requests in two hours of {LIMIT}; most in an hour {}, turned away {}",
        after_one.requests,
        told.requests - after_one.requests,
        told.most_in_an_hour,
        told.turned_away
    ));
    assert_eq!((told.requests, told.most_in_an_hour, told.turned_away), (480, 240, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_host_had_taken_is_not_sent_again() {
    let [first, second, third] = hosts(|settings| share(settings, &KILLED)).await;
    // In the middle of its work it has taken more than it sent; then it is gone.
    let mut sent = 0;
    let taken = loop {
        let input = json!({ "workspace": "acme" });
        assert_eq!(first.invoke("alice", "bitbucket_repositories_list", input).await.unwrap().status, 200);
        sent += 1;
        let taken = used(&second).await;
        if taken > sent {
            break taken;
        }
        assert!(sent < LIMIT / 2, "it takes one at a time");
    };
    drop(first);
    let answered = load(&[&second, &third]).await;
    tell(format_args!(
        "a killed host had taken {taken} and sent {sent}; the others sent {answered} of {LIMIT}"
    ));
    assert_eq!(answered, LIMIT - taken);
    let told = traffic(&second);
    assert_eq!(told.requests, usize::try_from(sent + answered).unwrap());
    assert_eq!(told.turned_away, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_that_the_provider_asks_one_host_for_is_kept_by_all() {
    let [first, second, third] = hosts(|settings| share(settings, &PAUSED)).await;
    let call = async |house: &House| {
        house.invoke("alice", "bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap()
    };
    first.simulator.control().fail_next(Fault::Status429 { retry_after: Some("90".to_owned()) });
    assert_eq!(call(&first).await.kind(), "UPSTREAM_RATE_LIMIT");
    let before = traffic(&first).requests;
    for house in [&first, &second, &third] {
        let reply = call(house).await;
        assert_eq!(reply.kind(), "RATE_LIMITED", "{}", reply.text);
        let wait = reply.json()["retry_after_ms"].as_u64().unwrap();
        assert!((60_000..=90_000).contains(&wait), "{}", reply.text);
    }
    assert_eq!(traffic(&first).requests, before);
    first.advance_clock(Duration::from_secs(91));
    for house in [&first, &second, &third] {
        assert_eq!(call(house).await.status, 200);
    }
}

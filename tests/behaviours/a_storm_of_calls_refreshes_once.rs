//! A storm of calls on a token that ran out: one refresh, however many call and through however many hosts.

use std::sync::LazyLock;
use std::time::Instant;

use futures_util::future::join_all;
use innkeeper::{EngineName, Secret, SecretSource, Settings};
use innkeeper_test_postgres::{Database, Server};
use innkeeper_tests::{House, Plan, Reply, tell};
use serde_json::json;

/// Calls at once.
const STORM: usize = 1_000;

static SHARED: LazyLock<Database> = LazyLock::new(|| Server::shared().database());

fn patient(settings: &mut Settings) {
    settings.limits.call_timeout_s = 240;
    settings.limits.upstream_timeout_s = 120;
}

fn shared(settings: &mut Settings) {
    patient(settings);
    settings.vault.engine = EngineName::Postgres;
    settings.vault.url = Some(SecretSource::Given(Secret::new(SHARED.url())));
}

async fn call(house: &House, identifier: &str) -> Reply {
    house.invoke(identifier, "bitbucket_user_get", json!({})).await.unwrap()
}

fn all_answered(replies: &[Reply]) {
    let refused: Vec<&str> =
        replies.iter().filter(|reply| reply.status != 200).map(|reply| &*reply.text).collect();
    assert!(refused.is_empty(), "{} of {}: {}", refused.len(), replies.len(), refused[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_at_once_refresh_once() {
    let house = House::plan(Plan { settings: patient, ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    let control = house.simulator.control();
    let (asked, began) = (control.token_requests(), Instant::now());
    control.expire_access_tokens();
    let replies = join_all((0..STORM).map(|_| call(&house, "alice"))).await;
    all_answered(&replies);
    let requests = control.token_requests() - asked;
    assert_eq!(requests, 1);
    tell(format_args!(
        "{STORM} calls on an expired token: {requests} token request, {:.1?}",
        began.elapsed()
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_refresh_in_one_storm_get_their_own_tokens() {
    let options = innkeeper_simulator::Options::default();
    let house = House::plan(Plan { simulator: options, settings: patient, ..Plan::default() }).await.unwrap();
    for person in ["alice", "bob"] {
        let link = house.link(person, json!({})).await.unwrap();
        let mut browser = innkeeper_tests::Browser::new().unwrap();
        let page = house.answer(&mut browser, &link, ("user", person)).await.unwrap();
        assert_eq!(page.status, 200, "{}", page.text);
    }
    let control = house.simulator.control();
    for round in 0..5 {
        let asked = control.token_requests();
        control.expire_access_tokens();
        let people = ["alice", "bob"].into_iter().cycle().take(100);
        let house = &house;
        let answers = join_all(people.map(|person| async move { (person, call(house, person).await) })).await;
        for (person, reply) in answers {
            assert_eq!(reply.status, 200, "{}", reply.text);
            assert_eq!(reply.data()["nickname"], *person, "round {round}: somebody else's token was sent");
        }
        assert_eq!(control.token_requests(), asked + 2, "one for each");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_through_two_hosts_on_one_database_refresh_once() {
    let first = House::plan(Plan { settings: shared, ..Plan::default() }).await.unwrap();
    let second = first.beside(Plan { settings: shared, ..Plan::default() }).await.unwrap();
    first.connect("alice").await.unwrap();
    for house in [&first, &second] {
        assert_eq!(call(house, "alice").await.status, 200);
    }
    let control = first.simulator.control();
    let (asked, began) = (control.token_requests(), Instant::now());
    control.expire_access_tokens();
    let calls = (0..STORM).map(|number| call(if number % 2 == 0 { &first } else { &second }, "alice"));
    all_answered(&join_all(calls).await);
    let requests = control.token_requests() - asked;
    assert_eq!(requests, 1);
    tell(format_args!(
        "{STORM} calls through two hosts on an expired token: {requests} token request, {:.1?}",
        began.elapsed()
    ));
}

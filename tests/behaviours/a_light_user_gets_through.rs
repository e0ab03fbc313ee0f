//! Fairness: one busy user cannot use up what others need, and whoever used little still gets through.

use std::num::NonZeroU32;

use innkeeper::Settings;
use innkeeper_simulator::Resource;
use innkeeper_tests::{House, Plan, Reply, tell};
use serde_json::json;

const LIMIT: usize = 64;

fn small(settings: &mut Settings) {
    for connection in &mut settings.connections {
        connection.budget = [("repository".to_owned(), NonZeroU32::new(64).unwrap())].into();
    }
}

async fn call(house: &House, who: &str) -> Reply {
    house.invoke(who, "bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap()
}

/// Calls until refused; gives the number of calls that were not.
async fn use_up(house: &House, who: &str) -> usize {
    for answered in 0..=LIMIT {
        let reply = call(house, who).await;
        if reply.status == 429 {
            assert_eq!(reply.kind(), "RATE_LIMITED", "{}", reply.text);
            return answered;
        }
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    panic!("{who} was never refused");
}

#[tokio::test]
async fn a_busy_user_leaves_enough_for_the_others() {
    let house = House::plan(Plan { settings: small, ..Plan::default() }).await.unwrap();
    // Both are connected before anybody is busy.
    for who in ["busy", "light", "late"] {
        house.connect(who).await.unwrap();
    }
    let busy = use_up(&house, "busy").await;
    let refused = call(&house, "busy").await;
    assert!(refused.detail().contains("used its share"), "{}", refused.text);
    let light = use_up(&house, "light").await;
    // However busy the others are: at least half of limit/2^others.
    let late = use_up(&house, "late").await;
    tell(format_args!("of {LIMIT} an hour: busy {busy}, light {light}, late {late}"));
    assert_eq!((busy, light, late), (LIMIT / 2, LIMIT / 4, LIMIT / 8));
    let told = house.simulator.control().traffic(&house.consumer.key, Resource::Repository);
    assert_eq!(told.requests, busy + light + late);
}

#[tokio::test]
async fn whoever_is_alone_at_a_consumer_gets_everything() {
    let house = House::plan(Plan { settings: small, ..Plan::default() }).await.unwrap();
    house.connect("alone").await.unwrap();
    assert_eq!(use_up(&house, "alone").await, LIMIT);
}

use std::time::Duration;

use innkeeper_simulator::{Resource, Traffic};

use super::lab::Lab;

#[tokio::test]
async fn a_consumer_over_its_limit_is_turned_away_until_the_hour_moves_on() {
    let lab = Lab::start().await;
    let consumer = lab.consumer();
    lab.control().limit_consumer(&consumer, Resource::Repository, 3);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(lab.get("/repositories/acme").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(lab.get("/user").await.status, 200, "it is another resource");
    lab.control().advance_clock(Duration::from_mins(61));
    assert_eq!(lab.get("/repositories/acme").await.status, 200);
    let told = lab.control().traffic(&consumer, Resource::Repository);
    assert_eq!(told, Traffic { requests: 5, most_in_an_hour: 4, turned_away: 1 });
}

#[tokio::test]
async fn users_of_a_consumer_are_counted_together_and_consumers_apart() {
    let lab = Lab::start().await;
    let consumer = lab.consumer();
    lab.get("/repositories/acme/website/src/main/README.md").await;
    let bob = lab.control().issue_tokens("bob", &consumer).unwrap().access_token;
    let other = lab.simulator.default_consumer().key.clone();
    let elsewhere = lab.control().issue_tokens("alice", &other).unwrap().access_token;
    let url = format!("{}/repositories/acme/website/src/main/README.md", lab.simulator.api_base());
    for token in [bob, elsewhere] {
        lab.client.get(&url).bearer_auth(token).send().await.unwrap();
    }
    let requests = |consumer: &str| lab.control().traffic(consumer, Resource::RawFiles).requests;
    assert_eq!((requests(&consumer), requests(&other)), (2, 1));
}

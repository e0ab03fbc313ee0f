use std::time::Duration;

use innkeeper_accounts::{Health, LeaseError, Status};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{CONNECTION, Reply, World, wait_until};

#[tokio::test]
async fn invalid_grant_ends_the_account_and_is_stored() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    world.server.next(Reply::Error("invalid_grant"));
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Reauthorize { .. })));
    let stored = world.accounts.get(&account.id).await.unwrap();
    assert_eq!(stored.status, Status::Revoked);
    assert!(stored.since > account.since);
    let before = world.server.count();
    assert!(matches!(
        world.token(&account.id).await,
        Err(LeaseError::NotActive { status: Status::Revoked, .. })
    ));
    assert_eq!(world.server.count(), before, "a dead grant is not tried again");
}

#[tokio::test]
async fn a_refused_consumer_is_the_connections_health_and_not_the_accounts() {
    for code in ["invalid_client", "unauthorized_client"] {
        let world = World::start().await;
        let account = world.connect_expired("alice").await;
        world.server.next(Reply::Error(code));
        let refused = world.token(&account.id).await;
        assert!(matches!(refused, Err(LeaseError::ConnectionUnhealthy { reason, .. }) if reason == code));
        let connection = world.accounts.connection(CONNECTION).unwrap();
        assert!(matches!(connection.health(), Health::Unhealthy { reason, .. } if reason == code));
        assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Active);

        assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
        assert_eq!(connection.health(), Health::Healthy);
    }
}

#[tokio::test]
async fn an_endpoint_that_fails_and_recovers_loses_nothing() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    for status in [500, 503, 429, 404] {
        world.server.next(Reply::Status(status));
        let failed = world.token(&account.id).await;
        assert!(matches!(failed, Err(LeaseError::TokenEndpoint { status: seen, .. }) if seen == status));
    }
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_told_without_being_quoted() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    world.server.next(Reply::Body("<html>secret-page</html>".to_owned(), "text/html"));
    let Err(error) = world.token(&account.id).await else { panic!("taken") };
    assert!(matches!(error, LeaseError::TokenReply { .. }));
    assert!(!format!("{error} {error:?}").contains("secret-page"));
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_given_up_in_time() {
    let world = World::with(|_, options| options.token_timeout = Duration::from_millis(200)).await;
    let account = world.connect_expired("alice").await;
    world.server.hold();
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Network { timeout: true, .. })));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Active);
}

#[tokio::test]
async fn a_token_that_is_good_for_a_while_outlives_a_failed_refresh() {
    let world = World::start().await;
    // A token of three seconds is due for a refresh a good 750 ms before its end.
    world.server.next(Reply::Fields(json!({"expires_in": 3})));
    let account = world.connect("alice").await;
    wait_until(account.expires_at.unwrap() - SignedDuration::from_millis(700)).await;
    world.server.next(Reply::Status(500));
    let before = world.server.count();
    for _ in 0..3 {
        assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    }
    assert_eq!(world.server.count(), before + 1, "one try, then the token in hand");
}

#[tokio::test]
async fn without_a_refresh_token_the_end_of_the_access_token_is_the_end() {
    let world = World::start().await;
    world.server.next(Reply::Fields(json!({"refresh_token": null, "expires_in": 0})));
    let account = world.connect("alice").await;
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Reauthorize { .. })));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Expired);
}

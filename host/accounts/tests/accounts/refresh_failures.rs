use std::time::Duration;

use innkeeper_accounts::{Health, LeaseError, Status};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{CONNECTION, Reply, World, text, wait_until};

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
    for status in [500, 503, 429] {
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
    // A token of three seconds is due for a refresh 600 to 750 ms before its end.
    world.server.next(Reply::Fields(json!({"expires_in": 3})));
    let account = world.connect("alice").await;
    wait_until(account.expires_at.unwrap() - SignedDuration::from_millis(550)).await;
    world.server.next(Reply::Status(500));
    let before = world.server.count();
    for _ in 0..3 {
        assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    }
    assert_eq!(world.server.count(), before + 1, "one try, then the token in hand");
}

#[tokio::test]
async fn an_endpoint_that_keeps_failing_is_left_alone_for_a_while() {
    let world = World::start().await;
    let accounts = [world.connect_expired("alice").await, world.connect_expired("bob").await];
    let [alice, bob] = accounts.each_ref().map(|account| &account.id);
    for _ in 0..4 {
        world.server.next(Reply::Status(503));
        assert!(matches!(world.token(alice).await, Err(LeaseError::TokenEndpoint { status: 503, .. })));
    }
    let asked = world.server.count();
    for id in [alice, bob] {
        let Err(LeaseError::Pausing { retry_after, cause, .. }) = world.token(id).await else {
            panic!("asked on")
        };
        assert!(retry_after <= Duration::from_secs(1), "{retry_after:?}");
        assert!(matches!(*cause, LeaseError::TokenEndpoint { status: 503, .. }));
    }
    assert_eq!(world.server.count(), asked, "it was asked during the pause");

    let over = jiff::Timestamp::now() + SignedDuration::from_secs(1);
    wait_until(over).await;
    assert_eq!(world.token(bob).await.unwrap(), "access-bob-2");
    assert_eq!(world.token(alice).await.unwrap(), "access-alice-2", "one answer ends the pause for all");
}

#[tokio::test]
async fn a_grant_whose_renewal_was_lost_on_the_way_expired_and_was_not_withdrawn() {
    for lost in [Reply::Status(502), Reply::Body("{".to_owned(), "application/json")] {
        let world = World::start().await;
        let account = world.connect_expired("alice").await;
        world.server.next(lost);
        assert!(world.token(&account.id).await.is_err());
        world.server.next(Reply::Error("invalid_grant"));
        let Err(LeaseError::Reauthorize { reason, .. }) = world.token(&account.id).await else {
            panic!("still in force")
        };
        assert!(reason.contains("the answer to a refresh was lost at "), "{reason}");
        assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Expired);
    }
}

#[tokio::test]
async fn an_answer_that_arrives_wipes_out_that_an_earlier_one_was_lost() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    world.server.next(Reply::Status(502));
    assert!(world.token(&account.id).await.is_err());
    world.server.next(Reply::Fields(json!({"expires_in": 0})));
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
    world.server.next(Reply::Error("invalid_grant"));
    assert!(world.token(&account.id).await.is_err());
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Revoked);
}

#[tokio::test]
async fn tokens_that_were_paid_for_are_stored_when_the_store_is_back() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    world.server.hold();
    let (accounts, id) = (world.accounts.clone(), account.id.clone());
    let caller = tokio::spawn(async move { accounts.lease(&id).await.map(|lease| text(&lease)) });
    world.server.arrived(before + 1).await;
    // The provider has answered, so to speak: from here on the new tokens exist nowhere else.
    world.store.fail_writes(3);
    world.server.release();
    assert_eq!(caller.await.unwrap().unwrap(), "access-alice-2");
    assert_eq!(world.store.failures_left(), 0);
    assert_eq!(world.server.count(), before + 1, "it was asked again instead");
    let stored = world.second_host(|_, _| {}).lease(&account.id).await.unwrap();
    assert_eq!(text(&stored), "access-alice-2");
}

#[tokio::test]
async fn nothing_is_asked_of_the_provider_that_could_not_be_written_down() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    world.store.fail_writes(1);
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Accounts(_))));
    assert_eq!(world.server.count(), before);
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
}

#[tokio::test]
async fn without_a_refresh_token_the_end_of_the_access_token_is_the_end() {
    let world = World::start().await;
    world.server.next(Reply::Fields(json!({"refresh_token": null, "expires_in": 0})));
    let account = world.connect("alice").await;
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Reauthorize { .. })));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Expired);
}

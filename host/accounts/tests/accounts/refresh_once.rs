use innkeeper_accounts::{AccountId, Accounts, Lease, LeaseError};
use jiff::SignedDuration;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Reply, World, text, wait_until};

async fn lease_together(accounts: &Accounts, id: &AccountId, count: usize) -> Vec<Lease> {
    let mut set = JoinSet::new();
    for _ in 0..count {
        let (accounts, id) = (accounts.clone(), id.clone());
        set.spawn(async move { accounts.lease(&id).await.unwrap() });
    }
    set.join_all().await
}

#[tokio::test]
async fn a_warm_lease_asks_nobody() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let before = world.server.count();
    for _ in 0..10 {
        assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    }
    assert_eq!(world.server.count(), before);
}

#[tokio::test]
async fn nobody_waits_for_a_refresh_while_the_token_is_good() {
    let world = World::start().await;
    world.server.next(Reply::Fields(json!({"expires_in": 20})));
    let account = world.connect("alice").await;
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    // At four fifths of its life.
    wait_until(account.expires_at.unwrap() - SignedDuration::from_millis(3_950)).await;
    let before = world.server.count();
    world.server.hold();
    for _ in 0..10 {
        assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    }
    world.server.arrived(before + 1).await;
    world.server.release();
    while world.token(&account.id).await.unwrap() != "access-alice-2" {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_leases_on_an_expired_token_make_one_request() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    let leases = lease_together(&world.accounts, &account.id, 100).await;
    assert!(leases.iter().all(|lease| text(lease) == "access-alice-2"));
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_refresh_at_once_never_mix() {
    let world = World::start().await;
    let alice = world.connect_expired("alice").await;
    let bob = world.connect_expired("bob").await;
    let (alices, bobs) = tokio::join!(
        lease_together(&world.accounts, &alice.id, 50),
        lease_together(&world.accounts, &bob.id, 50)
    );
    assert!(alices.iter().all(|lease| text(lease) == "access-alice-2" && lease.account_id == alice.id));
    assert!(bobs.iter().all(|lease| text(lease) == "access-bob-2" && lease.account_id == bob.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_calls_that_meet_401_together_refresh_once() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let used = world.accounts.lease(&account.id).await.unwrap();
    let before = world.server.count();
    let mut set = JoinSet::new();
    for _ in 0..100 {
        let (accounts, id, used) = (world.accounts.clone(), account.id.clone(), used.clone());
        set.spawn(async move { text(&accounts.refresh_after_401(&id, &used).await.unwrap()) });
    }
    assert!(set.join_all().await.iter().all(|token| token == "access-alice-2"));
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test]
async fn a_refresh_goes_on_when_its_caller_is_gone() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    world.server.hold();
    let (accounts, id) = (world.accounts.clone(), account.id.clone());
    let caller = tokio::spawn(async move { accounts.lease(&id).await });
    world.server.arrived(before + 1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    world.server.release();
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test]
async fn a_reply_without_refresh_token_keeps_the_old_one() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    world.server.next(Reply::Fields(json!({"refresh_token": null, "expires_in": 0})));
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
    // This endpoint takes a refresh token once; that it refuses the old one shows that the old one was sent.
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::Reauthorize { .. })));
    assert_eq!(world.server.last().form["refresh_token"], "refresh-alice-1");
}

#[tokio::test]
async fn a_revocation_reaches_warm_leases_and_refreshes_under_way() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    world.server.hold();
    let (accounts, id) = (world.accounts.clone(), account.id.clone());
    let caller = tokio::spawn(async move { accounts.lease(&id).await });
    world.server.arrived(before + 1).await;
    world.accounts.revoke(&account.id).await.unwrap();
    world.server.release();
    assert!(matches!(caller.await.unwrap(), Err(LeaseError::NotActive { .. })));
    assert!(matches!(world.token(&account.id).await, Err(LeaseError::NotActive { .. })));
}

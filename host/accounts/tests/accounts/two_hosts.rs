use std::time::Duration;

use innkeeper_accounts::{LeaseError, OtherHosts, Status};

use crate::support::{Reply, TokenServer, World, text};

/// Longer than a test shall take.
const TTL: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_refresh_one_account_once() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    let other = world.second_host(|_, _| {});
    let mut set = tokio::task::JoinSet::new();
    for index in 0..40 {
        let accounts = if index % 2 == 0 { world.accounts.clone() } else { other.clone() };
        let id = account.id.clone();
        set.spawn(async move { text(&accounts.lease(&id).await.unwrap()) });
    }
    assert!(set.join_all().await.iter().all(|token| token == "access-alice-2"));
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test]
async fn a_host_that_meets_401_takes_the_token_that_another_host_has_stored() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let other = world.second_host(|_, _| {});
    let mine = world.accounts.lease(&account.id).await.unwrap();
    let theirs = other.lease(&account.id).await.unwrap();
    world.accounts.refresh_after_401(&account.id, &mine).await.unwrap();
    let before = world.server.count();
    let newer = other.refresh_after_401(&account.id, &theirs).await.unwrap();
    assert_eq!(text(&newer), "access-alice-2");
    assert_eq!(world.server.count(), before);
}

#[tokio::test]
async fn a_host_lends_what_is_stored_and_not_what_it_read_when_it_found_the_account() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let other = world.second_host(|_, _| {});
    let mine = world.accounts.lease(&account.id).await.unwrap();

    other.find("alice", None).await.unwrap();
    world.accounts.refresh_after_401(&account.id, &mine).await.unwrap();
    assert_eq!(text(&other.lease(&account.id).await.unwrap()), "access-alice-2");

    let third = world.second_host(|_, _| {});
    third.find("alice", None).await.unwrap();
    world.accounts.revoke(&account.id).await.unwrap();
    let refused = third.lease(&account.id).await.unwrap_err();
    assert!(matches!(refused, LeaseError::NotActive { status: Status::Revoked, .. }), "{refused}");
}

#[tokio::test]
async fn a_host_without_room_for_accounts_lends_their_tokens_all_the_same() {
    let world = World::start().await;
    let [alice, bob] = [world.connect("alice").await, world.connect("bob").await];
    let before = world.server.count();
    let forgetful = world.second_host(|_, options| options.cache_bytes = 0);
    for _ in 0..3 {
        for (account, token) in [(&alice, "access-alice-1"), (&bob, "access-bob-1")] {
            assert_eq!(forgetful.find(&account.identifier, None).await.unwrap(), *account);
            assert_eq!(text(&forgetful.lease(&account.id).await.unwrap()), token);
        }
    }
    assert_eq!(world.server.count(), before, "nothing was refreshed");
    world.accounts.revoke(&alice.id).await.unwrap();
    assert!(forgetful.lease(&alice.id).await.is_err());
}

#[test]
fn the_refresh_of_a_host_that_was_killed_is_taken_over() {
    let survivor = tokio::runtime::Runtime::new().unwrap();
    let world = survivor.block_on(World::start());
    let account = survivor.block_on(world.connect_expired("alice"));
    let before = world.server.count();

    // Its token request never reaches the endpoint: it hangs at a port that accepts and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", silent.local_addr().unwrap());
    let doomed = tokio::runtime::Runtime::new().unwrap();
    let victim = world.host_at(&url, Duration::from_secs(20));
    let id = account.id.clone();
    doomed.spawn(async move { victim.lease(&id).await.map(|lease| text(&lease)) });
    let _connection = silent.accept().unwrap();
    doomed.shutdown_background();

    let heir = world.second_host(|_, options| options.attempt_ttl = Duration::from_millis(300));
    let token = survivor.block_on(heir.lease(&account.id)).unwrap();
    assert_eq!(text(&token), "access-alice-2");
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test]
async fn a_host_whose_store_is_its_own_waits_for_no_dead_one() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let victim = world.host_at(&format!("http://{}/token", silent.local_addr().unwrap()), TTL);
    let id = account.id.clone();
    let dead = tokio::spawn(async move { victim.lease(&id).await.map(|lease| text(&lease)) });
    let (_connection, silent) = tokio::task::spawn_blocking(move || (silent.accept(), silent)).await.unwrap();

    let restarted = world.second_host(|_, options| {
        options.attempt_ttl = TTL;
        options.other_hosts = OtherHosts::None;
    });
    let token = tokio::time::timeout(TTL / 2, restarted.lease(&account.id)).await.expect("it waited");
    assert_eq!(text(&token.unwrap()), "access-alice-2");
    dead.abort();
    drop(silent);
}

#[tokio::test]
async fn invalid_grant_is_no_revocation_when_another_host_was_faster() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    let slow = TokenServer::start().await;
    slow.next(Reply::Error("invalid_grant"));
    slow.hold();
    let late = world.host_at(slow.url.as_str(), Duration::ZERO);
    let id = account.id.clone();
    let caller = tokio::spawn(async move { late.lease(&id).await.map(|lease| text(&lease)) });
    slow.arrived(1).await;

    let faster = world.second_host(|_, options| options.attempt_ttl = Duration::ZERO);
    assert_eq!(text(&faster.lease(&account.id).await.unwrap()), "access-alice-2");
    slow.release();
    assert_eq!(caller.await.unwrap().unwrap(), "access-alice-2");
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Active);
    assert_eq!(world.server.count(), before + 1);
}

#[tokio::test]
async fn a_refresh_that_ends_well_brings_back_an_account_that_another_host_gave_up() {
    let world = World::start().await;
    let account = world.connect_expired("alice").await;
    let before = world.server.count();
    world.server.hold();
    let (first, id) = (world.accounts.clone(), account.id.clone());
    let caller = tokio::spawn(async move { first.lease(&id).await.map(|lease| text(&lease)) });
    world.server.arrived(before + 1).await;

    // The other host takes the first for dead, and the provider takes the refresh token for used: it was.
    let strict = TokenServer::start().await;
    strict.next(Reply::Error("invalid_grant"));
    let hasty = world.host_at(strict.url.as_str(), Duration::ZERO);
    assert!(matches!(hasty.lease(&account.id).await, Err(LeaseError::Reauthorize { .. })));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Expired);

    world.server.release();
    assert_eq!(caller.await.unwrap().unwrap(), "access-alice-2");
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Active);
}

#[tokio::test]
async fn a_change_of_another_host_is_seen_at_the_next_look() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let other = world.second_host(|_, _| {});
    let status = async || other.find("alice", None).await.map(|account| account.status);
    assert_eq!(status().await.unwrap(), Status::Active);
    world.accounts.revoke(&account.id).await.unwrap();
    assert_eq!(status().await.unwrap(), Status::Revoked);
    world.accounts.remove(&account.id).await.unwrap();
    assert!(status().await.is_err(), "a removed account is still known");
}

//! Connections that are set and removed while hosts run, and hosts that die in between.

use std::collections::BTreeMap;

use innkeeper_accounts::{
    Accounts, AccountsError, AccountsOfIt, ConnectionDraft, ConnectionSource, ConnectionTerms,
    PreviousSecret, Status, VerifyMode,
};
use innkeeper_vault::Secret;
use static_assertions::assert_not_impl_any;

use crate::support::World;

assert_not_impl_any!(ConnectionDraft: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
assert_not_impl_any!(PreviousSecret: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);

const NAME: &str = "customer";
/// Writes of the longest change, and some.
const MORE_THAN_ENOUGH: u32 = 24;

fn draft(client_id: &str, secret: Option<&str>) -> ConnectionDraft {
    ConnectionDraft {
        terms: ConnectionTerms {
            provider: "bitbucket".to_owned(),
            client_id: client_id.to_owned(),
            scopes: None,
            verify: VerifyMode::App,
            return_urls: Vec::new(),
            issue_tracker: false,
            workspaces: None,
            callback_hosts: None,
            budget: BTreeMap::new(),
            application: None,
        },
        client_secret: secret.map(|text| Secret::new(text.to_owned())),
        previous: PreviousSecret::Kept,
    }
}

fn client_of(accounts: &Accounts) -> Option<String> {
    accounts.connection(NAME).ok().map(|connection| connection.client_id().to_owned())
}

#[tokio::test]
async fn another_host_sees_a_change_when_it_looks() {
    let world = World::start().await;
    let other = world.second_host(|_, _| {});
    let set = world.accounts.set_connection(NAME, &draft("k", Some("s"))).await.unwrap();
    assert_eq!((set.source(), client_of(&other)), (ConnectionSource::Api, None));
    other.get_or_create(NAME, "alice").await.unwrap();
    assert_eq!(client_of(&other).as_deref(), Some("k"));
    let before = other.connection(NAME).unwrap();
    other.look_at_connections().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&before, &other.connection(NAME).unwrap()), "nothing changed");
    world.accounts.remove_connection(NAME, AccountsOfIt::Removed).await.unwrap();
    let refused = other.get_or_create(NAME, "bob").await;
    assert!(matches!(refused, Err(AccountsError::UnknownConnection { .. })));
    assert!(other.find("alice", None).await.is_err());
}

#[tokio::test]
async fn changes_of_two_hosts_at_once_are_both_kept() {
    let world = World::start().await;
    let other = world.second_host(|_, _| {});
    for round in 0..20 {
        let (one, two) = (format!("one-{round}"), format!("two-{round}"));
        let (first, second) = (draft("k", Some("s")), draft("k", Some("s")));
        let (a, b) =
            tokio::join!(world.accounts.set_connection(&one, &first), other.set_connection(&two, &second));
        a.unwrap();
        b.unwrap();
        for host in [&world.accounts, &other] {
            host.look_at_connections().await.unwrap();
            assert!(host.connection(&one).is_ok() && host.connection(&two).is_ok(), "round {round}");
        }
    }
}

#[tokio::test]
async fn a_host_that_dies_at_any_write_of_a_change_leaves_the_old_or_the_new_one() {
    for writes in 0..MORE_THAN_ENOUGH {
        let world = World::start().await;
        let other = world.second_host(|_, _| {});
        world.accounts.set_connection(NAME, &draft("k", Some("s"))).await.unwrap();
        world.store.die_after(writes);
        let mut wanted = draft("k", Some("s2"));
        wanted.terms.application = Some("new".to_owned());
        let outcome = world.accounts.set_connection(NAME, &wanted).await;
        world.store.live();
        other.sweep().await.unwrap();
        let now = other.connection(NAME).unwrap().application().map(str::to_owned);
        match outcome {
            Ok(_) => {
                assert_eq!(now.as_deref(), Some("new"), "it was answered");
                assert!(writes > 0);
                return;
            }
            // Said again, it is done and told.
            Err(_) => {
                world.accounts.set_connection(NAME, &wanted).await.unwrap();
                other.look_at_connections().await.unwrap();
                assert_eq!(other.connection(NAME).unwrap().application(), Some("new"));
            }
        }
    }
    panic!("it never ended");
}

#[tokio::test]
async fn a_host_that_dies_at_any_write_of_a_removal_leaves_no_account_without_its_connection() {
    for writes in 0..MORE_THAN_ENOUGH {
        let world = World::start().await;
        let other = world.second_host(|_, _| {});
        world.accounts.set_connection(NAME, &draft("k", Some("s"))).await.unwrap();
        let account = world.accounts.get_or_create(NAME, "alice").await.unwrap();
        world.accounts.get_or_create(NAME, "bob").await.unwrap();
        world.store.die_after(writes);
        let outcome = world.accounts.remove_connection(NAME, AccountsOfIt::Removed).await;
        world.store.live();
        other.sweep().await.unwrap();
        let (connection, found) = (client_of(&other), other.get(&account.id).await);
        match (&connection, &found) {
            (Some(_), Ok(account)) => assert_eq!(account.status, Status::Pending),
            (None, Err(AccountsError::UnknownAccount { .. })) => {}
            _ => panic!("after {writes} writes: {connection:?}, {found:?}"),
        }
        if outcome.is_ok() {
            assert!(connection.is_none() && writes > 2, "it was answered");
            return;
        }
    }
    panic!("it never ended");
}

#[tokio::test]
async fn a_connection_with_accounts_stays_and_keeps_its_consumer() {
    let world = World::start().await;
    world.accounts.set_connection(NAME, &draft("k", Some("s"))).await.unwrap();
    world.accounts.set_connection(NAME, &draft("k2", None)).await.unwrap();
    world.accounts.get_or_create(NAME, "alice").await.unwrap();
    let other_consumer = world.accounts.set_connection(NAME, &draft("k3", None)).await;
    assert!(matches!(other_consumer, Err(AccountsError::ConsumerInUse { .. })));
    let removed = world.accounts.remove_connection(NAME, AccountsOfIt::MustNotBe).await;
    assert!(matches!(removed, Err(AccountsError::ConnectionInUse { .. })));
    assert_eq!(client_of(&world.accounts).as_deref(), Some("k2"));
}

//! A change of the master key between a look at a record and its change is nobody's: not a lost link, not a used state, not
//! a contended account.

use std::time::Duration;

use innkeeper_accounts::Status;

use crate::support::{CONNECTION, Reply, World, code_of, identity, query, text};

#[tokio::test]
async fn the_way_from_a_link_to_a_revocation_is_undisturbed() {
    let (world, rewrapping) = World::with_restless_keys(|_, _| {}).await;
    let accounts = &world.accounts;

    // The link is bound to a browser, the state is used up, the grant waits, gets its identity and comes into force.
    let account = world.connect("alice").await;
    assert_eq!(account.status, Status::Active);
    let after_consent = rewrapping.rewrapped();
    assert!(after_consent >= 10, "{after_consent} rewraps");

    // A link whose code gives nothing is good again.
    let (_, link) = world.link("bob").await;
    let (browser, state) = world.at_provider(&link).await;
    world.server.next(Reply::Error("invalid_request"));
    accounts.receive(CONNECTION, &state, Some(&browser), code_of("bob")).await.err().unwrap();
    assert!(accounts.show_link(link.ticket.expose()).await.is_ok(), "the link was not given back");
    let url = accounts.begin(link.ticket.expose(), &browser).await.unwrap();
    let state = query(&url)["state"].clone();
    let received = accounts.receive(CONNECTION, &state, Some(&browser), code_of("bob")).await.unwrap();
    accounts.set_identity(&received.lease, identity("bob")).await.unwrap();
    let second = accounts.receive(CONNECTION, &state, Some(&browser), code_of("bob")).await;
    assert!(second.is_err(), "a state was good twice");

    // A grant that is given up is gone; a pin is narrowed; an account is revoked, and removed.
    accounts.give_up(&received.lease, "enough").await.unwrap();
    assert_eq!(accounts.get(&received.account.id).await.unwrap().status, Status::Pending);
    accounts.narrow(&account.id, &["shared".to_owned()]).await.unwrap();
    assert_eq!(accounts.revoke(&account.id).await.unwrap().status, Status::Revoked);
    accounts.remove(&account.id).await.unwrap();
    assert!(accounts.get(&account.id).await.is_err());
    assert!(rewrapping.rewrapped() > after_consent);
}

#[tokio::test]
async fn a_token_is_refreshed_once_and_stored() {
    let (world, rewrapping) = World::with_restless_keys(|_, _| {}).await;
    let account = world.connect_expired("alice").await;
    let (asked, rewrapped) = (world.server.count(), rewrapping.rewrapped());
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-2");
    assert_eq!(world.server.count(), asked + 1);
    assert!(rewrapping.rewrapped() > rewrapped + 2, "the attempt and its result met a rewrap each");
    let elsewhere = world.second_host(|_, _| {});
    assert_eq!(text(&elsewhere.lease(&account.id).await.unwrap()), "access-alice-2");
}

#[tokio::test]
async fn a_grant_that_nobody_confirmed_is_swept() {
    let (world, rewrapping) = World::with_restless_keys(|_, _| {}).await;
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let hasty = world.second_host(|_, options| options.ticket_ttl = Duration::ZERO);
    hasty.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.unwrap();
    let before = rewrapping.rewrapped();
    assert_eq!(world.accounts.sweep().await.unwrap(), 1);
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Pending);
    assert!(rewrapping.rewrapped() > before, "nothing was rewrapped meanwhile");
}

use std::time::Duration;

use innkeeper_accounts::{AccountsError, LeaseError, Status};

use crate::support::{World, identity};

#[tokio::test]
async fn a_grant_that_waits_gives_no_lease() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    let refused = world.token(&received.account.id).await;
    assert!(matches!(refused, Err(LeaseError::NotActive { status: Status::PendingVerification, .. })));
}

#[tokio::test]
async fn the_wrong_person_ends_the_grant() {
    let world = World::start().await;
    let received = world.answer("alice", "mallory").await;
    let id = &received.account.id;
    world.accounts.set_identity(&received.lease, identity("mallory")).await.unwrap();
    let wrong = world.accounts.verify(id, received.verification.expose(), "mallory").await;
    assert!(matches!(wrong, Err(AccountsError::WrongIdentifier { .. })));
    let again = world.accounts.verify(id, received.verification.expose(), "alice").await;
    assert!(matches!(again, Err(AccountsError::VerificationUnknown { .. })));
    let account = world.accounts.get(id).await.unwrap();
    assert_eq!((account.status, account.provider_account), (Status::Pending, None));
}

#[tokio::test]
async fn a_verification_ticket_is_good_once() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    let id = &received.account.id;
    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    world.accounts.verify(id, received.verification.expose(), "alice").await.unwrap();
    let twice = world.accounts.verify(id, received.verification.expose(), "alice").await;
    assert!(matches!(twice, Err(AccountsError::VerificationUnknown { .. })));
    assert_eq!(world.accounts.get(id).await.unwrap().generation, 1);
}

#[tokio::test]
async fn a_ticket_of_another_account_or_of_nobody_is_refused() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    let (bob, link) = world.link("bob").await;
    for ticket in [received.verification.expose(), link.ticket.expose(), "", "guess"] {
        let refused = world.accounts.verify(&bob.id, ticket, "bob").await;
        assert!(matches!(refused, Err(AccountsError::VerificationUnknown { .. })));
    }
    let alice =
        world.accounts.verify(&received.account.id, received.verification.expose(), "alice").await.unwrap();
    assert_eq!(alice.status, Status::Active);
}

#[tokio::test]
async fn nobody_is_confirmed_before_the_provider_said_who_it_is() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    let id = &received.account.id;
    let early = world.accounts.verify(id, received.verification.expose(), "alice").await;
    assert!(matches!(early, Err(AccountsError::IdentityUnknown { .. })));
    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    assert!(world.accounts.verify(id, received.verification.expose(), "alice").await.is_ok());
}

#[tokio::test]
async fn a_revoked_account_is_not_brought_back_by_an_older_grant() {
    let world = World::start().await;
    let received = world.answer("alice", "alice").await;
    let id = &received.account.id;
    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    world.accounts.revoke(id).await.unwrap();
    let late = world.accounts.verify(id, received.verification.expose(), "alice").await;
    assert!(matches!(late, Err(AccountsError::Withdrawn { .. })));
    assert_eq!(world.accounts.get(id).await.unwrap().status, Status::Revoked);
}

#[tokio::test]
async fn a_confirmation_that_comes_too_late_is_refused() {
    let world = World::start().await;
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    // Another host of the same vault, for which waiting grants live no time at all.
    let hasty = world.second_host(|_, options| options.ticket_ttl = Duration::ZERO);
    let answer = crate::support::code_of("alice");
    let received = hasty.receive(crate::support::CONNECTION, &state, Some(&browser), answer).await.unwrap();
    let late = world.accounts.verify(&account.id, received.verification.expose(), "alice").await;
    assert!(matches!(late, Err(AccountsError::VerificationExpired { .. })));
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Pending);
}

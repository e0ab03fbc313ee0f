use std::time::Duration;

use innkeeper_accounts::Status;

use crate::support::{CONNECTION, World, code_of};

#[tokio::test]
async fn idle_accounts_in_force_are_renewed_and_others_left_alone() {
    let world = World::start().await;
    let alice = world.connect("alice").await;
    let bob = world.connect("bob").await;
    world.accounts.revoke(&bob.id).await.unwrap();
    assert_eq!(world.accounts.renew_idle(Duration::from_secs(3600)).await.unwrap(), 0);
    assert_eq!(world.accounts.renew_idle(Duration::ZERO).await.unwrap(), 1);
    assert_eq!(world.token(&alice.id).await.unwrap(), "access-alice-2");
}

#[tokio::test]
async fn a_sweep_drops_grants_that_nobody_confirmed() {
    let world = World::start().await;
    let (account, link) = world.link("alice").await;
    let (browser, state) = world.at_provider(&link).await;
    let hasty = world.second_host(|_, options| options.ticket_ttl = Duration::ZERO);
    hasty.receive(CONNECTION, &state, Some(&browser), code_of("alice")).await.unwrap();
    let waiting = world.answer("bob", "bob").await;

    assert_eq!(world.accounts.sweep().await.unwrap(), 1);
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Pending);
    assert_eq!(world.accounts.get(&waiting.account.id).await.unwrap().status, Status::PendingVerification);
}

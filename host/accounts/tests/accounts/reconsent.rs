use innkeeper_accounts::{AccountsError, LinkRequest, OtherUser, Reach, Received, Status};

use crate::support::{CONNECTION, World, code_of, identity, slugs, workspace};

#[tokio::test]
async fn an_account_works_on_while_somebody_consents_anew() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let received = world.answer("alice", "alice-again").await;
    assert_eq!(received.account.status, Status::Active);
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");

    world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");

    world.accounts.verify(&account.id, received.verification.expose(), "alice").await.unwrap();
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-again-1");
}

#[tokio::test]
async fn another_user_of_the_provider_is_refused_and_the_earlier_grant_stays() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let received = world.answer("alice", "bob").await;
    let refused = world.accounts.set_identity(&received.lease, identity("bob")).await;
    let Err(AccountsError::OtherProviderUser { before, now, .. }) = refused else { panic!("not refused") };
    assert_eq!((before.as_str(), now.as_str()), ("uuid-of-alice", "uuid-of-bob"));

    let dropped = world.accounts.verify(&account.id, received.verification.expose(), "alice").await;
    assert!(matches!(dropped, Err(AccountsError::VerificationUnknown { .. })));
    assert_eq!(world.token(&account.id).await.unwrap(), "access-alice-1");
    assert_eq!(world.accounts.get(&account.id).await.unwrap().status, Status::Active);
}

#[tokio::test]
async fn a_grant_that_came_earlier_does_not_replace_a_later_one() {
    let world = World::start().await;
    let earlier = world.answer("alice", "alice-one").await;
    let later = world.answer("alice", "alice-two").await;
    for received in [&earlier, &later] {
        world.accounts.set_identity(&received.lease, identity("alice")).await.unwrap();
    }
    let id = &later.account.id;
    world.accounts.verify(id, later.verification.expose(), "alice").await.unwrap();
    let stale = world.accounts.verify(id, earlier.verification.expose(), "alice").await;
    assert!(matches!(stale, Err(AccountsError::VerificationUnknown { .. })));
    assert_eq!(world.token(id).await.unwrap(), "access-alice-two-1");
}

#[tokio::test]
async fn a_narrower_pin_survives_a_new_consent() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    world.accounts.narrow(&account.id, &["shared".to_owned()]).await.unwrap();
    let received = world.answer("alice", "alice").await;
    let mut wider = identity("alice");
    wider.workspaces.push(workspace("third"));
    world.accounts.set_identity(&received.lease, wider).await.unwrap();
    let account = world.accounts.verify(&account.id, received.verification.expose(), "alice").await.unwrap();
    assert_eq!(slugs(&account), ["shared"]);
    assert_eq!(account.learned.len(), 3);
}

#[tokio::test]
async fn a_revoked_account_comes_back_by_a_new_consent_of_the_same_user() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    world.accounts.revoke(&account.id).await.unwrap();
    assert_eq!(world.connect("alice").await.status, Status::Active);

    world.accounts.revoke(&account.id).await.unwrap();
    let received = world.answer("alice", "bob").await;
    let refused = world.accounts.set_identity(&received.lease, identity("bob")).await;
    assert!(matches!(refused, Err(AccountsError::OtherProviderUser { .. })));
}

/// The whole way of a consent by `who` through a link of this kind, up to what the provider says.
async fn come_as(world: &World, who: &str, other_user: OtherUser) -> Received {
    let account = world.accounts.get_or_create(CONNECTION, "alice").await.unwrap();
    let request = LinkRequest { other_user, ..LinkRequest::default() };
    let link = world.accounts.create_link(&account.id, &request).await.unwrap();
    let (browser, state) = world.at_provider(&link).await;
    world.accounts.receive(CONNECTION, &state, Some(&browser), code_of(who)).await.unwrap()
}

#[tokio::test]
async fn another_user_takes_an_account_over_where_the_link_says_so_and_its_limit_stays() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    world.accounts.narrow(&account.id, &["shared".to_owned()]).await.unwrap();
    let received = come_as(&world, "bob", OtherUser::Allowed).await;
    world.accounts.set_identity(&received.lease, identity("bob")).await.unwrap();
    let before = world.accounts.get(&account.id).await.unwrap();
    assert_eq!(before.provider_account.unwrap().username, "alice", "nobody has confirmed it yet");
    let after = world.accounts.verify(&account.id, received.verification.expose(), "alice").await.unwrap();
    assert_eq!(after.provider_account.as_ref().unwrap().username, "bob");
    assert_eq!((slugs(&after), after.reach), (vec!["shared"], Reach::Limited));
    assert_eq!(world.token(&account.id).await.unwrap(), "access-bob-1");
    let next = come_as(&world, "alice", OtherUser::Refused).await;
    let refused = world.accounts.set_identity(&next.lease, identity("alice")).await;
    assert!(matches!(refused, Err(AccountsError::OtherProviderUser { .. })), "the wish outlived its link");
}

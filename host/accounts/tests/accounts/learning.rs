use innkeeper_accounts::{AccountsError, Reach};

use crate::support::{CONNECTION, World, identity, settings, slugs, workspace};

#[tokio::test]
async fn what_the_provider_says_later_is_kept_with_its_time() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    assert_eq!((account.checked_at, account.reach), (account.refreshed_at, Reach::Whole));
    let mut now = identity("alice");
    now.provider_account.username = "renamed".to_owned();
    now.workspaces = vec![workspace("shared"), workspace("third")];
    let learned = world.accounts.learn(&account, &now).await.unwrap();
    assert_eq!(learned.provider_account.as_ref().unwrap().username, "renamed");
    assert_eq!(slugs(&learned), ["shared", "third"]);
    assert!(learned.checked_at > account.checked_at);
    assert_eq!(learned, world.accounts.get(&account.id).await.unwrap());
}

#[tokio::test]
async fn a_limit_is_not_widened_by_what_is_learned() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let narrowed = world.accounts.narrow(&account.id, &["shared".to_owned()]).await.unwrap();
    let mut now = identity("alice");
    now.workspaces.push(workspace("third"));
    assert_eq!(slugs(&world.accounts.learn(&narrowed, &now).await.unwrap()), ["shared"]);
    now.workspaces = vec![workspace("third")];
    assert!(world.accounts.learn(&narrowed, &now).await.unwrap().pin.is_empty(), "it left for another");
    now.workspaces = vec![workspace("shared"), workspace("third")];
    assert_eq!(slugs(&world.accounts.learn(&narrowed, &now).await.unwrap()), ["shared"]);
}

#[tokio::test]
async fn another_user_changes_nothing() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let refused = world.accounts.learn(&account, &identity("bob")).await;
    assert!(matches!(&refused, Err(AccountsError::ProviderUserChanged { before, now, .. })
        if before == "uuid-of-alice" && now == "uuid-of-bob"));
    assert_eq!(world.accounts.get(&account.id).await.unwrap(), account);
}

#[tokio::test]
async fn a_newer_grant_is_not_overwritten_and_a_withdrawn_one_not_revived() {
    let world = World::start().await;
    let asked = world.connect("alice").await;
    let newer = world.connect("alice").await;
    let mut stale = identity("alice");
    stale.workspaces.clear();
    assert_eq!(world.accounts.learn(&asked, &stale).await.unwrap(), newer);
    let revoked = world.accounts.revoke(&asked.id).await.unwrap();
    let late = world.accounts.learn(&newer, &stale).await;
    assert!(matches!(late, Err(AccountsError::Withdrawn { .. })));
    assert_eq!(world.accounts.get(&asked.id).await.unwrap(), revoked);
    world.accounts.remove(&asked.id).await.unwrap();
    assert!(matches!(world.accounts.learn(&newer, &stale).await, Err(AccountsError::Withdrawn { .. })));
}

#[tokio::test]
async fn a_connection_that_lists_workspaces_limits_its_accounts() {
    let listed = ["SHARED".to_owned(), "uuid-of-workspace-alice".to_owned()];
    for names in [vec![listed[0].clone()], listed.to_vec()] {
        let world = World::with(|connections, _| {
            let workspaces = Some(names.clone());
            connections[0] = innkeeper_accounts::ConnectionSettings { workspaces, ..settings(CONNECTION) };
        })
        .await;
        let account = world.connect("alice").await;
        assert_eq!((account.pin.workspaces().len(), account.reach), (names.len(), Reach::Limited));
    }
}

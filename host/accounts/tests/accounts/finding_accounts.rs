use innkeeper_accounts::{AccountId, AccountsError, Filter, Status};

use crate::support::{CONNECTION, OTHER, World, slugs};

#[tokio::test]
async fn creating_twice_gives_the_same_account_also_at_once() {
    let world = World::start().await;
    let mut set = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let accounts = world.accounts.clone();
        set.spawn(async move { accounts.get_or_create(CONNECTION, "alice").await.unwrap() });
    }
    let accounts = set.join_all().await;
    assert!(accounts.iter().all(|account| *account == accounts[0]));
    assert_eq!(accounts[0].id, AccountId::of(CONNECTION, "alice"));
}

#[tokio::test]
async fn identifiers_that_could_forge_a_log_line_are_refused() {
    let world = World::start().await;
    for identifier in [String::new(), "x".repeat(257), "a\nb".to_owned(), "a\u{0}".to_owned()] {
        let refused = world.accounts.get_or_create(CONNECTION, &identifier).await;
        assert!(matches!(refused, Err(AccountsError::BadIdentifier)));
    }
    assert!(world.accounts.get_or_create(CONNECTION, &"ü".repeat(256)).await.is_ok());
}

#[tokio::test]
async fn two_accounts_of_one_identifier_are_ambiguous_until_the_connection_is_named() {
    let world = World::start().await;
    world.accounts.get_or_create(CONNECTION, "alice").await.unwrap();
    assert_eq!(world.accounts.find("alice", None).await.unwrap().connection, CONNECTION);
    world.accounts.get_or_create(OTHER, "alice").await.unwrap();
    let refused = world.accounts.find("alice", None).await;
    assert!(
        matches!(refused, Err(AccountsError::Ambiguous { connections, .. }) if connections == [CONNECTION, OTHER])
    );
    assert_eq!(world.accounts.find("alice", Some(OTHER)).await.unwrap().connection, OTHER);
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let world = World::start().await;
    let missing = world.accounts.find("nobody", Some(CONNECTION)).await.unwrap_err();
    assert_eq!(
        missing.to_string(),
        "there is no account for identifier \"nobody\" in connection \"bitbucket\""
    );
    let unknown = world.accounts.find("alice", Some("third")).await.unwrap_err();
    assert_eq!(unknown.to_string(), "unknown connection \"third\": use one of bitbucket, second");
    let id = AccountId::of(CONNECTION, "nobody");
    assert!(
        matches!(world.accounts.get(&id).await, Err(AccountsError::UnknownAccount { account_id }) if account_id == id)
    );
}

#[tokio::test]
async fn pages_cover_all_accounts_once_and_in_order() {
    let world = World::start().await;
    for index in 0..23 {
        world
            .accounts
            .get_or_create([CONNECTION, OTHER][index % 2], &format!("person-{index}"))
            .await
            .unwrap();
    }
    let filter = Filter { connection: Some(CONNECTION.to_owned()), ..Filter::default() };
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let (page, next) = world.accounts.list(&filter, cursor.as_ref(), 5).await.unwrap();
        seen.extend(page.into_iter().map(|account| account.id));
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 12);
    assert!(seen.is_sorted() && seen.windows(2).all(|pair| pair[0] != pair[1]));
}

#[tokio::test]
async fn lists_are_filtered_by_status_and_identifier() {
    let world = World::start().await;
    world.connect("alice").await;
    world.accounts.get_or_create(CONNECTION, "bob").await.unwrap();
    world.accounts.get_or_create(OTHER, "alice").await.unwrap();
    let active = Filter { status: Some(Status::Active), ..Filter::default() };
    let (found, next) = world.accounts.list(&active, None, 10).await.unwrap();
    assert_eq!((found.len(), found[0].identifier.as_str(), next), (1, "alice", None));
    let alice = Filter { identifier: Some("alice".to_owned()), ..Filter::default() };
    let (first, next) = world.accounts.list(&alice, None, 1).await.unwrap();
    let (second, end) = world.accounts.list(&alice, next.as_ref(), 1).await.unwrap();
    assert!(first[0].id < second[0].id && end.is_none());
}

#[tokio::test]
async fn a_pin_narrows_and_never_widens() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let narrowed =
        world.accounts.narrow(&account.id, &["{UUID-of-workspace-shared}".to_owned()]).await.unwrap();
    assert_eq!(slugs(&narrowed), ["shared"]);
    let wider = world.accounts.narrow(&account.id, &["alice".to_owned(), "shared".to_owned()]).await;
    assert!(matches!(wider, Err(AccountsError::UnknownWorkspace { workspace, .. }) if workspace == "alice"));
    assert_eq!(slugs(&world.accounts.get(&account.id).await.unwrap()), ["shared"]);
}

#[tokio::test]
async fn the_connections_pin_counts_for_accounts_that_are_there_already() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let tighter =
        world.second_host(|connections, _| connections[0].workspaces = Some(vec!["alice".to_owned()]));
    assert_eq!(slugs(&tighter.get(&account.id).await.unwrap()), ["alice"]);
    let listed = tighter.list(&Filter::default(), None, 1).await.unwrap().0;
    assert_eq!(slugs(&listed[0]), ["alice"]);
}

#[tokio::test]
async fn a_removed_account_is_gone_with_its_tokens_and_links() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    let (_, link) = world.link("alice").await;
    world.accounts.remove(&account.id).await.unwrap();
    assert!(matches!(world.accounts.get(&account.id).await, Err(AccountsError::UnknownAccount { .. })));
    assert!(world.token(&account.id).await.is_err());
    let fresh = world.accounts.get_or_create(CONNECTION, "alice").await.unwrap();
    assert_eq!((fresh.status, fresh.provider_account), (Status::Pending, None));
    assert!(world.accounts.show_link(link.ticket.expose()).await.is_err(), "a link of the earlier life");
}

#[tokio::test]
async fn the_last_use_is_remembered_and_written_once() {
    let world = World::start().await;
    let account = world.connect("alice").await;
    assert_eq!(account.last_used_at, None);
    world.accounts.touch(&account.id).await.unwrap();
    let first = world.accounts.get(&account.id).await.unwrap().last_used_at.unwrap();
    world.accounts.touch(&account.id).await.unwrap();
    assert!(world.accounts.get(&account.id).await.unwrap().last_used_at.unwrap() > first);
    let written = world.second_host(|_, _| {}).get(&account.id).await.unwrap().last_used_at;
    assert_eq!(written, Some(first), "the second use is in memory only");
}

#[tokio::test]
async fn an_account_is_alone_until_another_of_its_consumer_is_in_force() {
    let world = World::start().await;
    let alice = world.connect("alice").await;
    let connection = world.accounts.connection(CONNECTION).unwrap();
    let is_alone = async || world.accounts.is_alone(&alice.id, &connection).await.unwrap();
    assert!(is_alone().await);
    // It has no grant yet, and takes nothing.
    world.accounts.get_or_create(OTHER, "bob").await.unwrap();
    assert!(is_alone().await);
    world.connect("carol").await;
    assert!(!is_alone().await);
}

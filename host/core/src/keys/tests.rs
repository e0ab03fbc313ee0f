use innkeeper_vault::{Environment, KeyRing, MasterKey, SledStore};

use super::*;

async fn keys(folder: &std::path::Path) -> Keys {
    let store = Arc::new(SledStore::open(folder, 1 << 20).unwrap());
    let ring = KeyRing::new(MasterKey::generate().unwrap());
    Keys::new(Vault::open(store, ring, Environment::default()).await.unwrap(), None)
}

/// A session token that ended so many minutes ago.
async fn ended(keys: &Keys, minutes: i64) -> MadeKey {
    let rights = CallerRights { effects: Effects::ALL, toolsets: None };
    let end = Timestamp::now() - SignedDuration::from_mins(minutes);
    let name = "session".to_owned();
    keys.store(Role::Agent, name, Some("alice".to_owned()), rights, Some(end), None).await.unwrap()
}

#[tokio::test]
async fn session_tokens_are_forgotten_an_hour_after_their_end_and_keys_never() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path()).await;
    let (old, recent, alive) = (ended(&keys, 61).await, ended(&keys, 10).await, ended(&keys, -10).await);
    let forever =
        NewKey { role: Role::Agent, name: "bot".to_owned(), identifier: None, effects: None, toolsets: None };
    let forever = keys.create(forever).await.unwrap();
    let said = async |made: &MadeKey| match keys.authenticate(made.value.expose()).await {
        Ok(_) => "welcome".to_owned(),
        Err(problem) => problem.detail,
    };
    assert!(said(&old).await.contains("expired"));
    keys.sweep().await.unwrap();
    assert!(!said(&old).await.contains("expired"), "it is as unknown as any other");
    assert!(said(&recent).await.contains("expired"));
    assert_eq!((said(&alive).await, said(&forever).await), ("welcome".to_owned(), "welcome".to_owned()));
}

#[tokio::test]
async fn a_round_of_sweeping_is_bounded_and_the_next_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path()).await;
    let count = async || keys.vault.scan::<Stored>(KEY, None, usize::MAX).await.unwrap().len();
    let all = PAGE * PAGES_A_ROUND + 5;
    let made = (0..all).map(|_| ended(&keys, 120));
    futures_util::future::join_all(made).await;
    assert_eq!(count().await, all);
    keys.sweep().await.unwrap();
    assert_eq!(count().await, 5);
    keys.sweep().await.unwrap();
    assert_eq!(count().await, 0);
}

async fn forever(keys: &Keys) -> MadeKey {
    let new =
        NewKey { role: Role::Agent, name: "bot".to_owned(), identifier: None, effects: None, toolsets: None };
    keys.create(new).await.unwrap()
}

#[tokio::test]
async fn a_key_that_is_known_ends_at_once_when_this_host_or_another_revokes_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = keys(folder.path()).await;
    let other = Keys::new(here.vault.clone(), None);
    let made = forever(&here).await;
    let bearer = here.exchange(&made.view.id, &Secret::new(made.halves().1.to_owned())).await.unwrap();
    let tokens = [made.value.expose(), bearer.value.expose()];
    for host in [&here, &other] {
        for token in tokens {
            assert_eq!(host.authenticate(token).await.unwrap().id, made.view.id);
        }
    }
    here.revoke(&made.view.id).await.unwrap();
    for host in [&here, &other] {
        for token in tokens {
            assert_eq!(host.authenticate(token).await.unwrap_err().kind, Kind::Unauthenticated);
        }
        assert!(host.exchange(&made.view.id, &Secret::new(made.halves().1.to_owned())).await.is_err());
    }
}

#[tokio::test]
async fn a_key_that_is_known_lets_nobody_in_with_another_secret_or_as_another_kind() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path()).await;
    let (made, another) = (forever(&keys).await, forever(&keys).await);
    for made in [&made, &another] {
        keys.authenticate(made.value.expose()).await.unwrap();
    }
    let (id, secret) = (&made.view.id, another.halves().1);
    for wrong in [
        format!("ik_{id}_{secret}"),
        format!("ik_{id}_"),
        format!("is_{id}_{}", made.halves().1),
        format!("ik_{}_{}", another.view.id, made.halves().1),
    ] {
        assert_eq!(keys.authenticate(&wrong).await.unwrap_err().kind, Kind::Unauthenticated);
    }
}

#[tokio::test]
async fn a_session_token_that_is_known_still_ends_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path()).await;
    let rights = CallerRights { effects: Effects::ALL, toolsets: None };
    let end = Timestamp::now() + SignedDuration::from_secs(1);
    let made = keys.store(Role::Agent, "session".to_owned(), None, rights, Some(end), None).await.unwrap();
    let token = made.value.expose();
    keys.authenticate(token).await.unwrap();
    while Timestamp::now() <= end {
        tokio::task::yield_now().await;
    }
    assert!(keys.authenticate(token).await.unwrap_err().detail.contains("expired"));
}

//! Several hosts on one database: each has a store, and so a pool, of its own.

use std::sync::Arc;

use innkeeper_test_postgres::Server;
use innkeeper_vault::{
    Environment, KeyRing, MasterKey, PostgresStore, Sequence, Store, Swap, Vault, VaultError, Version,
};
use tokio::task::JoinSet;

use crate::support::{open, put};

/// Times that two hosts reach for one record.
const ROUNDS: usize = 50;
/// Tasks that write to one log, half of them on each host.
const APPENDERS: usize = 16;
/// Entries of each.
const ENTRIES: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hosts_that_swap_one_version_one_wins() {
    let database = Server::shared().database();
    let (one, other) = (open(&database).await, open(&database).await);
    let mut version = put(&one, "lease", None, b"free").await;
    for _ in 0..ROUNDS {
        let (first, second) = tokio::join!(take(&one, version, b"one"), take(&other, version, b"other"));
        let won = match (&first, &second) {
            (Swap::Stored(won), Swap::Conflict { current: Some(current) })
            | (Swap::Conflict { current: Some(current) }, Swap::Stored(won)) => {
                assert_eq!(current.version, *won, "the loser is told who won");
                *won
            }
            both => panic!("not one winner: {both:?}"),
        };
        assert_eq!(one.get("lease").await.unwrap(), other.get("lease").await.unwrap());
        version = won;
    }
}

async fn take(store: &PostgresStore, version: Version, owner: &[u8]) -> Swap {
    store.compare_and_swap("lease", Some(version), Some(owner.to_vec())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn appenders_on_two_hosts_leave_no_gap() {
    let database = Server::shared().database();
    let hosts = [open(&database).await, open(&database).await];
    let mut appenders = JoinSet::new();
    for number in 0..APPENDERS {
        let store = hosts[number % hosts.len()].clone();
        appenders.spawn(async move {
            let mut appended = Vec::new();
            for entry in 0..ENTRIES {
                let entry = format!("{number}/{entry}").into_bytes();
                appended.push((store.append("audit", &entry).await.unwrap(), entry));
            }
            appended
        });
    }
    let mut appended: Vec<_> = appenders.join_all().await.into_iter().flatten().collect();
    appended.sort();

    let sequences: Vec<_> = appended.iter().map(|(sequence, _)| sequence.get()).collect();
    assert_eq!(sequences, (1..=(APPENDERS * ENTRIES) as u64).collect::<Vec<_>>());
    for host in hosts {
        assert_eq!(host.read_log("audit", None, usize::MAX).await.unwrap(), appended);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_that_start_at_once_on_an_empty_database_all_come_up() {
    let database = Server::shared().database();
    let mut starting = JoinSet::new();
    for _ in 0..6 {
        let database = database.clone();
        starting.spawn(async move { open(&database).await });
    }
    for (number, store) in starting.join_all().await.into_iter().enumerate() {
        let sequence = store.append("starts", b"up").await.unwrap();
        assert_eq!(sequence, Sequence::new(number as u64 + 1));
    }
    assert_eq!(database.run("SELECT version FROM innkeeper.innkeeper_migrations"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_with_another_master_key_is_turned_away() {
    let database = Server::shared().database();
    let key = MasterKey::generate().unwrap().to_base64();
    let vault = async |key: &str| {
        let store: Arc<dyn Store> = Arc::new(open(&database).await);
        let keys = KeyRing::new(MasterKey::from_base64(key).unwrap());
        Vault::open(store, keys, Environment::new("default")).await
    };
    let (one, other) = tokio::join!(vault(key.expose()), vault(key.expose()));
    assert!(one.is_ok() && other.is_ok(), "two hosts of one key are let in");

    let foreign = MasterKey::generate().unwrap().to_base64();
    assert!(matches!(vault(foreign.expose()).await, Err(VaultError::WrongKey { .. })));
}

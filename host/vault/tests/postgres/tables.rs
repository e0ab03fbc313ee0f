//! The tables: their versions, their schema, and what happens when somebody edits them.

use innkeeper_test_postgres::Server;
use innkeeper_vault::{PostgresSettings, PostgresStore, Store, StoreError};

use crate::support::{open, put, refusal, settings};

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_host_are_refused_and_stay_as_they_are() {
    let database = Server::shared().database();
    let store = open(&database).await;
    put(&store, "a", None, b"value").await;
    database.run("INSERT INTO innkeeper.innkeeper_migrations (version) VALUES (7)");

    let refused = refusal(&settings(&database.url())).await;
    assert!(matches!(refused, StoreError::TooNew { found: 7, known: 1, .. }), "{refused}");
    assert!(
        refused
            .to_string()
            .ends_with("tables of version 7, and this host knows versions up to 1: upgrade the host")
    );
    assert_eq!(database.run("SELECT version FROM innkeeper.innkeeper_migrations ORDER BY 1"), "1\n7");
    assert_eq!(database.run("SELECT count(*) FROM innkeeper.records"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_schemas_of_one_database_are_two_vaults() {
    let database = Server::shared().database();
    let one = open(&database).await;
    let second = PostgresSettings { schema: Some("staging".to_owned()), ..settings(&database.url()) };
    let other = PostgresStore::open(&second).await.unwrap();
    put(&one, "a", None, b"one").await;
    put(&other, "a", None, b"other").await;
    other.append("audit", b"entry").await.unwrap();

    assert_eq!(one.get("a").await.unwrap().unwrap().bytes, b"one");
    assert_eq!(other.get("a").await.unwrap().unwrap().bytes, b"other");
    assert_eq!(one.read_log("audit", None, 10).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_somebody_took_out_is_missed() {
    let database = Server::shared().database();
    let store = open(&database).await;
    for number in 1..=5_u8 {
        store.append("audit", &[number]).await.unwrap();
    }
    database.run("DELETE FROM innkeeper.entries WHERE sequence = 3");
    let refused = store.read_log("audit", None, 10).await.unwrap_err();
    assert!(refused.to_string().contains("entries of a log are missing"), "{refused}");
    assert_eq!(store.read_log("audit", None, 2).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_text_is_a_key() {
    let store = open(&Server::shared().database()).await;
    let keys = ["", "\0", "a\0b", "a'b\"c\\d", "日本", "🏨"];
    for key in keys {
        put(&store, key, None, key.as_bytes()).await;
        assert_eq!(store.get(key).await.unwrap().unwrap().bytes, key.as_bytes(), "{key:?}");
    }
    let found = store.scan("", None, 100).await.unwrap();
    assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), keys);
}

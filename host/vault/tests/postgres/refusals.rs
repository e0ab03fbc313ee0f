//! A store that does not open says why and what to do, and never the password.

use std::net::TcpListener;

use innkeeper_test_postgres::{PASSWORD, Server, USER};
use innkeeper_vault::{PostgresSettings, PostgresStore, Store, StoreError, Swap, random_token};

use crate::support::{open, refusal, settings};

/// A password that is not the server's.
const GUESS: &str = "a-guess-that-nobody-may-see-either";

/// Why a URL does not open, without a secret.
async fn words(url: &str) -> String {
    let error = refusal(&settings(url)).await;
    let words = format!("{error} {error:?}");
    assert!(!words.contains(PASSWORD) && !words.contains(GUESS), "{words}");
    error.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_or_user_is_named_with_the_database() {
    let database = Server::shared().database();
    for url in [database.url_as(USER, GUESS), database.url_as("nobody", GUESS)] {
        let said = words(&url).await;
        let place = format!("database \"{}\" at 127.0.0.1:{}", database.name(), Server::shared().port());
        assert!(said.contains(&place), "{said}");
        assert!(said.ends_with("it does not know this user and password: correct `vault.url`"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_server_is_the_address_is_said() {
    // Bound but not listening for PostgreSQL, and gone when the test connects.
    let address = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let said = words(&format!("postgres://{USER}:{GUESS}@{address}/hotel")).await;
    assert!(said.contains(&format!("no connection to database \"hotel\" at {address} (")), "{said}");
    assert!(said.contains("see whether the server runs"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_to_be_made() {
    let url = Server::shared().database().url().replace("/test_", "/no_");
    assert!(words(&url).await.ends_with("there is no such database: make it with `createdb`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_something_else_is_left_alone() {
    let database = Server::shared().database();
    database.run("CREATE SCHEMA innkeeper; CREATE TABLE innkeeper.records (beds integer)");
    let said = words(&database.url()).await;
    assert!(said.contains("schema \"innkeeper\" holds something else: name another one"), "{said}");
    assert_eq!(database.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'innkeeper'"), "1");

    let elsewhere = PostgresSettings { schema: Some("vault".to_owned()), ..settings(&database.url()) };
    assert!(PostgresStore::open(&elsewhere).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_rights_is_told_so_and_one_that_owns_the_schema_needs_no_more() {
    let database = Server::shared().database();
    database.run(&format!("CREATE ROLE guest LOGIN PASSWORD '{GUESS}'"));
    let url = database.url_as("guest", GUESS);
    assert!(words(&url).await.contains("the user may not do that: make it the owner"));

    database.run("CREATE SCHEMA innkeeper AUTHORIZATION guest");
    let store = PostgresStore::open(&settings(&url)).await.unwrap();
    let swap = store.compare_and_swap("a", None, Some(b"value".to_vec())).await.unwrap();
    assert!(matches!(swap, Swap::Stored(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_can_only_be_read_is_not_the_right_one() {
    let database = Server::shared().database();
    let store = open(&database).await;
    drop(store);
    database.run(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name()));
    let store = open(&database).await;
    assert_eq!(store.get("a").await.unwrap(), None);
    let refused = store.append("audit", b"entry").await.unwrap_err();
    assert!(
        matches!(&refused, StoreError::Refused { detail, .. } if detail.contains("the primary")),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_beyond_what_an_index_holds_is_refused_and_the_store_goes_on() {
    let store = open(&Server::shared().database()).await;
    // Random, so that it does not shrink.
    let key: String = (0..100).map(|_| random_token().unwrap().expose().to_owned()).collect();
    let refused = store.compare_and_swap(&key, None, Some(Vec::new())).await.unwrap_err();
    assert!(
        matches!(&refused, StoreError::Refused { detail, .. } if detail.contains("too long")),
        "{refused}"
    );
    assert!(!refused.to_string().contains(&key[..40]));
    store.append("audit", b"entry").await.unwrap();
}

//! A record, or part of one, that was copied elsewhere does not open.

use innkeeper_vault::RecordKey;

use crate::support::{
    ACCESS, ACCOUNT, Account, Fixture, REFRESH, TICKET, account, active, assert_tampered, tokens,
};

#[tokio::test]
async fn a_record_copied_to_another_account_does_not_open() {
    let fixture = Fixture::new().await;
    fixture.save_account("mallory").await;
    fixture.save_account("alice").await;

    let alice = fixture.stolen("account/alice").await;
    fixture.plant("account/mallory", alice).await;
    assert_tampered(fixture.load_account("mallory").await, "account/mallory");
}

#[tokio::test]
async fn a_record_copied_to_another_kind_does_not_open() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;

    let alice = fixture.stolen("account/alice").await;
    fixture.plant("ticket/alice", alice).await;
    assert_tampered(fixture.vault.load::<Account>(TICKET, "alice").await, "ticket/alice");
}

#[tokio::test]
async fn a_record_moved_to_another_connection_does_not_open() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    fixture.edit("account/alice", |record| record["connection"] = "other".into()).await;
    assert_tampered(fixture.load_account("alice").await, "account/alice");
}

#[tokio::test]
async fn a_record_copied_to_another_environment_does_not_open_under_the_same_master_key() {
    let production = Fixture::new().await;
    let staging = Fixture::with(&production.key, "staging").await;
    production.save_account("alice").await;

    staging.plant("account/alice", production.stolen("account/alice").await).await;
    assert_tampered(staging.load_account("alice").await, "account/alice");
}

#[tokio::test]
async fn a_secret_copied_to_another_field_does_not_open() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    fixture
        .edit("account/alice", |record| record["sealed"][ACCESS] = record["sealed"][REFRESH].clone())
        .await;

    let loaded = fixture.load_account("alice").await.unwrap().unwrap();
    assert_tampered(loaded.open(ACCESS), "account/alice");
    assert!(loaded.open(REFRESH).unwrap().is_some(), "the untouched one still opens");
}

#[tokio::test]
async fn a_secret_copied_from_another_account_does_not_open() {
    let fixture = Fixture::new().await;
    fixture.save_account("mallory").await;
    fixture.save_account("alice").await;

    let alice: serde_json::Value = serde_json::from_slice(&fixture.stolen("account/alice").await).unwrap();
    fixture.edit("account/mallory", |record| record["sealed"] = alice["sealed"].clone()).await;
    let loaded = fixture.load_account("mallory").await.unwrap().unwrap();
    assert_tampered(loaded.open(ACCESS), "account/mallory");

    fixture.edit("account/mallory", |record| record["data_key"] = alice["data_key"].clone()).await;
    assert_tampered(fixture.load_account("mallory").await, "account/mallory");
}

#[tokio::test]
async fn a_record_where_it_belongs_opens() {
    let fixture = Fixture::new().await;
    let key = RecordKey::new(ACCOUNT, "customer-7", "alice");
    let version = fixture.vault.save(&key, None, &active(), &tokens()).await.unwrap();
    assert_eq!(account("alice").store_key().unwrap(), key.store_key().unwrap());

    let loaded = fixture.load_account("alice").await.unwrap().unwrap();
    assert_eq!(loaded.plain, active());
    assert_eq!(loaded.version, version);
    assert_eq!(loaded.connection(), "customer-7");
    assert_eq!(loaded.open(ACCESS).unwrap().unwrap().expose(), "access-0123456789");
    assert_eq!(loaded.open(REFRESH).unwrap().unwrap().expose(), "refresh-0123456789");
    assert!(loaded.open("id_token").unwrap().is_none());
}

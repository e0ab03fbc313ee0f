//! A rewrapped record is the record that it was, for everybody: nothing of it changed, nothing of it can be moved.

use std::sync::Arc;

use innkeeper_vault::conformance::{Rewrapping, Watched};
use innkeeper_vault::{
    Environment, KeyRing, Kind, MasterKey, Reading, RecordKey, Secret, Secrets, Store, Vault, VaultError,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{
    ACCESS, ACCOUNT, Account, Fixture, REFRESH, TICKET, account, active, assert_tampered, tokens,
};

/// The same vault under a new key, its records rewrapped.
async fn rekeyed(fixture: &Fixture) -> Vault {
    let old = MasterKey::from_base64(fixture.key.expose()).unwrap();
    let ring = KeyRing::new(MasterKey::generate().unwrap()).with_retired(old).unwrap();
    let vault = Vault::open(Arc::clone(&fixture.store), ring, Environment::default()).await.unwrap();
    let progress = vault.rekey(|_| {}).await.unwrap();
    assert_eq!((progress.left, progress.refused), (0, 0), "{progress:?}");
    vault
}

#[tokio::test]
async fn a_holder_of_a_version_changes_and_removes_a_rewrapped_record_undisturbed() {
    let fixture = Fixture::new().await;
    let alice = fixture.save_account("alice").await;
    let bob = fixture.save_account("bob").await;
    let vault = rekeyed(&fixture).await;

    let revoked = Account { status: "REVOKED".to_owned(), ..active() };
    let saved = vault.save(&account("alice"), Some(alice), &revoked, &tokens()).await.unwrap();
    vault.remove(ACCOUNT, "bob", bob).await.unwrap();
    let loaded = vault.load::<Account>(ACCOUNT, "alice").await.unwrap().unwrap();
    assert_eq!((loaded.plain, loaded.version), (revoked, saved));
    assert!(vault.load::<Account>(ACCOUNT, "bob").await.unwrap().is_none());
}

#[tokio::test]
async fn a_change_beside_a_rewrap_is_still_a_conflict() {
    let fixture = Fixture::new().await;
    let first = fixture.save_account("alice").await;
    let second = fixture.vault.save(&account("alice"), Some(first), &active(), &tokens()).await.unwrap();
    let vault = rekeyed(&fixture).await;

    let conflict =
        |result: Result<_, VaultError>| assert!(matches!(result, Err(VaultError::Conflict { .. })));
    conflict(vault.save(&account("alice"), Some(first), &active(), &tokens()).await.map(drop));
    conflict(vault.save(&account("alice"), None, &active(), &tokens()).await.map(drop));
    conflict(vault.remove(ACCOUNT, "alice", first).await);
    vault.remove(ACCOUNT, "alice", second).await.unwrap();
    conflict(vault.remove(ACCOUNT, "alice", second).await);
}

#[tokio::test]
async fn a_rewrapped_record_is_unchanged_for_those_who_know_it() {
    let fixture = Fixture::new().await;
    let version = fixture.save_account("alice").await;
    let vault = rekeyed(&fixture).await;
    let reading = vault.load_unless::<Account>(ACCOUNT, "alice", Some(version)).await.unwrap();
    assert!(matches!(reading, Reading::Unchanged), "{reading:?}");
    assert_eq!(vault.load::<Account>(ACCOUNT, "alice").await.unwrap().unwrap().version, version);
}

#[tokio::test]
async fn what_a_record_says_it_was_saved_as_is_proved() {
    let fixture = Fixture::new().await;
    let first = fixture.save_account("alice").await;
    fixture.vault.save(&account("alice"), Some(first), &active(), &tokens()).await.unwrap();
    let vault = rekeyed(&fixture).await;
    // As if the change since then were not one.
    fixture.edit("account/alice", |record| record["saved_as"] = json!(first.get())).await;
    assert_tampered(vault.save(&account("alice"), Some(first), &active(), &tokens()).await, "account/alice");
    assert_tampered(vault.load_unless::<Account>(ACCOUNT, "alice", Some(first)).await, "account/alice");
    fixture.edit("account/alice", |record| drop(record.as_object_mut().unwrap().remove("saved_as"))).await;
    assert_tampered(vault.load::<Account>(ACCOUNT, "alice").await, "account/alice");
}

#[tokio::test]
async fn a_rewrap_at_the_moment_of_each_write_is_not_noticed() {
    let fixture = Fixture::new().await;
    let store: Arc<dyn Store> =
        Arc::new(innkeeper_vault::SledStore::open(&fixture.directory.path().join("2"), 1 << 20).unwrap());
    let (rewrapping, ring) = Rewrapping::new(&store, &MasterKey::generate().unwrap().to_base64()).await;
    let rewrapping = Arc::new(rewrapping);
    let store = Arc::new(Watched::new(store, Arc::clone(&rewrapping)));
    let vault = Vault::open(store, ring, Environment::default()).await.unwrap();

    let mut version = vault.save(&account("alice"), None, &active(), &tokens()).await.unwrap();
    for turn in 0..5 {
        let plain = Account { status: turn.to_string(), ..active() };
        version = vault.save(&account("alice"), Some(version), &plain, &tokens()).await.unwrap();
        let loaded = vault.load::<Account>(ACCOUNT, "alice").await.unwrap().unwrap();
        assert_eq!((loaded.plain, loaded.version), (plain, version));
    }
    vault.remove(ACCOUNT, "alice", version).await.unwrap();
    assert!(rewrapping.rewrapped() >= 12, "{} rewraps", rewrapping.rewrapped());
}

/// A record as it may be.
#[derive(Debug, Clone)]
struct Any {
    connection: String,
    id: String,
    plain: Value,
    access: Option<String>,
    refresh: Option<String>,
}

fn any_record() -> impl Strategy<Value = Any> {
    let text = || proptest::option::of(".{0,40}");
    ("[a-z]{0,8}", "[A-Za-z0-9_.-]{1,20}", ".{0,40}", any::<i64>(), text(), text()).prop_map(
        |(connection, id, word, number, access, refresh)| {
            // Numbers and escapes have more than one form in JSON: it is the form that counts.
            let plain = json!({ "status": word, "number": number, "list": [1.0, null, { "a": "\u{e9}" }] });
            Any { connection, id, plain, access, refresh }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_rewrap_keeps_every_record_whole_and_in_its_place(record in any_record()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(keeps(record))?;
    }
}

async fn keeps(record: Any) -> Result<(), TestCaseError> {
    let fixture = Fixture::new().await;
    let Any { connection, id, plain, access, refresh } = record;
    let key = RecordKey::new(ACCOUNT, connection.as_str(), id.as_str());
    let fields = [(ACCESS, &access), (REFRESH, &refresh)];
    let secrets = fields.iter().fold(Secrets::new(), |secrets, (field, text)| match text {
        Some(text) => secrets.with(field, Secret::new(text.clone())),
        None => secrets,
    });
    let version = fixture.vault.save(&key, None, &plain, &secrets).await.unwrap();
    let store_key = key.store_key().unwrap();
    let before: Value = serde_json::from_slice(&fixture.stolen(&store_key).await).unwrap();
    let vault = rekeyed(&fixture).await;

    let loaded = vault.load::<Value>(ACCOUNT, &id).await.unwrap().unwrap();
    prop_assert_eq!((&loaded.plain, loaded.version), (&plain, version));
    prop_assert_eq!(loaded.connection(), &connection);
    for (field, text) in fields {
        let opened = loaded.open(field).unwrap();
        prop_assert!(opened.as_ref().map(Secret::expose) == text.as_deref(), "{} is another", field);
    }
    let bytes = fixture.stolen(&store_key).await;
    let after: Value = serde_json::from_slice(&bytes).unwrap();
    prop_assert_eq!(&after["sealed"], &before["sealed"], "a secret was sealed anew");
    prop_assert_ne!(&after["data_key"], &before["data_key"]);
    prop_assert_eq!(&after["key"], &json!(vault.key_id()));

    // Anywhere else it does not open: under another id, another kind, another connection.
    fixture.plant("account/elsewhere..", bytes.clone()).await;
    assert_tampered(vault.load::<Value>(ACCOUNT, "elsewhere..").await, "account/elsewhere..");
    let moved = format!("ticket/{id}");
    fixture.plant(&moved, bytes).await;
    assert_tampered(vault.load::<Value>(TICKET, &id).await, &moved);
    fixture.edit(&store_key, |record| record["connection"] = json!(format!("{connection}x"))).await;
    assert_tampered(vault.load::<Value>(ACCOUNT, &id).await, &store_key);
    Ok(())
}

#[tokio::test]
async fn a_kind_that_no_code_here_knows_is_rewrapped_too() {
    let fixture = Fixture::new().await;
    const UNKNOWN: Kind = Kind::new("of-a-later-version");
    let key = RecordKey::new(UNKNOWN, "", "x");
    fixture.vault.save(&key, None, &json!({ "a": 1 }), &tokens()).await.unwrap();
    let vault = rekeyed(&fixture).await;
    assert_eq!(vault.load::<Value>(UNKNOWN, "x").await.unwrap().unwrap().plain, json!({ "a": 1 }));
}

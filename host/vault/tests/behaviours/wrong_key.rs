//! A vault opens with its own key, in its own environment.

use std::sync::Arc;

use innkeeper_vault::{Environment, KeyRing, MasterKey, Vault, VaultError};

use crate::support::{Fixture, open};

#[tokio::test]
async fn another_master_key_is_refused_by_name_and_changes_nothing() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    let before = fixture.store.scan("", None, 100).await.unwrap();
    let stranger = MasterKey::generate().unwrap();

    let refused = open(&fixture.store, &stranger.to_base64(), "default").await.unwrap_err();
    let VaultError::WrongKey { vault_key_id, given_key_id } = &refused else { panic!("{refused}") };
    assert_eq!(vault_key_id, fixture.vault.key_id());
    assert_eq!(given_key_id, stranger.id());
    assert!(refused.to_string().contains(&vault_key_id.to_string()));
    assert_eq!(fixture.store.scan("", None, 100).await.unwrap(), before);
}

#[tokio::test]
async fn another_master_key_is_refused_even_where_the_mark_is_gone() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    let mark = fixture.store.get("vault/key-check").await.unwrap().unwrap().version;
    fixture.store.compare_and_swap("vault/key-check", Some(mark), None).await.unwrap();

    let stranger = MasterKey::generate().unwrap().to_base64();
    let refused = open(&fixture.store, &stranger, "default").await.unwrap_err();
    assert!(matches!(refused, VaultError::WrongKey { .. }), "{refused}");
    assert!(fixture.store.get("vault/key-check").await.unwrap().is_none(), "no new mark was left");
}

#[tokio::test]
async fn another_environment_is_refused_by_name() {
    let fixture = Fixture::new().await;
    let refused = open(&fixture.store, &fixture.key, "staging").await.unwrap_err();
    let expected = "the vault belongs to environment \"default\", not \"staging\": open it as \"default\"";
    assert_eq!(refused.to_string(), expected);
}

#[tokio::test]
async fn a_forged_mark_does_not_let_another_environment_in() {
    let fixture = Fixture::new().await;
    fixture.edit("vault/key-check", |mark| mark["plain"]["environment"] = "staging".into()).await;
    let refused = open(&fixture.store, &fixture.key, "staging").await.unwrap_err();
    assert!(matches!(refused, VaultError::Tampered { .. }), "{refused}");
}

#[tokio::test]
async fn the_own_key_opens_again_also_as_an_old_one_beside_a_new_one() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    let old = MasterKey::from_base64(fixture.key.expose()).unwrap();
    let ring = KeyRing::new(MasterKey::generate().unwrap()).with_retired(old).unwrap();

    let vault = Vault::open(Arc::clone(&fixture.store), ring, Environment::default()).await.unwrap();
    let alice = vault.load::<serde_json::Value>(crate::support::ACCOUNT, "alice").await.unwrap();
    assert_eq!(alice.unwrap().plain["status"], "ACTIVE");
}

#[tokio::test]
async fn derived_keys_are_the_same_at_each_start_and_differ_by_purpose() {
    let fixture = Fixture::new().await;
    let again = open(&fixture.store, &fixture.key, "default").await.unwrap();
    assert_eq!(fixture.vault.derive_key("compiled code"), again.derive_key("compiled code"));
    assert_ne!(fixture.vault.derive_key("compiled code"), again.derive_key("cookies"));
}

//! The steps of a change of the master key: the right ones pass, and a wrong one is refused with what to do instead.

use std::sync::Arc;

use innkeeper_vault::{Environment, KeyRing, KeyState, MasterKey, Store, Vault, VaultError};

use crate::support::{ACCOUNT, Account, Fixture, account, active, tokens};

fn copy(key: &MasterKey) -> MasterKey {
    MasterKey::from_base64(key.to_base64().expose()).unwrap()
}

/// A vault under `old`, and the keys of the hosts on it.
struct Rotation {
    store: Arc<dyn Store>,
    old: MasterKey,
    new: MasterKey,
    fixture: Fixture,
}

impl Rotation {
    async fn begin() -> Self {
        let fixture = Fixture::new().await;
        fixture.save_account("alice").await;
        let old = MasterKey::from_base64(fixture.key.expose()).unwrap();
        let new = MasterKey::generate().unwrap();
        Self { store: Arc::clone(&fixture.store), old, new, fixture }
    }

    async fn open(&self, ring: KeyRing) -> Result<Vault, VaultError> {
        Vault::open(Arc::clone(&self.store), ring, Environment::default()).await
    }

    fn before(&self) -> KeyRing {
        KeyRing::new(copy(&self.old)).with_staged(copy(&self.new)).unwrap()
    }

    fn after(&self) -> KeyRing {
        KeyRing::new(copy(&self.new)).with_retired(copy(&self.old)).unwrap()
    }

    async fn refusal(&self, ring: KeyRing) -> VaultError {
        let before = self.store.scan("", None, 100).await.unwrap();
        let refused = self.open(ring).await.expect_err("it is refused");
        assert_eq!(self.store.scan("", None, 100).await.unwrap(), before, "a refusal changed the vault");
        refused
    }
}

fn assert_needs(refused: &VaultError, key: &MasterKey) {
    assert!(matches!(refused, VaultError::KeyStillUsed { missing, .. } if missing == key.id()), "{refused}");
    let text = refused.to_string();
    let words = [&key.id().to_string(), "vault.staged_keys", "vault.retired_keys", "innkeeper vault status"];
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
}

#[tokio::test]
async fn the_whole_way_staged_primary_rekeyed_dropped() {
    let rotation = Rotation::begin().await;
    let staged = rotation.open(rotation.before()).await.unwrap();
    assert_eq!(staged.key_id(), rotation.old.id());

    let promoted = rotation.open(rotation.after()).await.unwrap();
    let states: Vec<_> = promoted.key_states().map(|(id, state)| (id.clone(), state)).collect();
    let expected =
        [(rotation.new.id().clone(), KeyState::Primary), (rotation.old.id().clone(), KeyState::Retired)];
    assert_eq!(states, expected);
    promoted.save(&account("bob"), None, &active(), &tokens()).await.unwrap();
    assert!(staged.load::<Account>(ACCOUNT, "bob").await.unwrap().is_some(), "a staged key opens");
    assert!(promoted.load::<Account>(ACCOUNT, "alice").await.unwrap().is_some(), "a retired key opens");
    assert_eq!(promoted.census().await.unwrap().sealed_by(rotation.old.id()), 1);

    let progress = promoted.rekey(|_| {}).await.unwrap();
    assert_eq!((progress.rewrapped, progress.left, progress.refused), (1, 0, 0));
    let alone = rotation.open(KeyRing::new(copy(&rotation.new))).await.unwrap();
    assert!(alone.load::<Account>(ACCOUNT, "alice").await.unwrap().is_some());
}

#[tokio::test]
async fn promoting_a_key_without_retiring_the_one_before_is_refused() {
    let rotation = Rotation::begin().await;
    let refused = rotation.refusal(KeyRing::new(copy(&rotation.new))).await;
    assert!(matches!(refused, VaultError::WrongKey { .. }), "{refused}");
    let third = KeyRing::new(copy(&rotation.new)).with_staged(MasterKey::generate().unwrap()).unwrap();
    let refused = rotation.refusal(third).await;
    assert!(matches!(refused, VaultError::WrongKey { .. }), "{refused}");
}

#[tokio::test]
async fn a_retired_key_that_still_seals_records_cannot_be_dropped() {
    let rotation = Rotation::begin().await;
    rotation.open(rotation.after()).await.unwrap();
    assert_needs(&rotation.refusal(KeyRing::new(copy(&rotation.new))).await, &rotation.old);
}

#[tokio::test]
async fn a_host_that_was_not_given_the_new_key_is_told_to_stage_it() {
    let rotation = Rotation::begin().await;
    let old_host = rotation.open(KeyRing::new(copy(&rotation.old))).await.unwrap();
    rotation.open(rotation.after()).await.unwrap();
    assert_needs(&rotation.refusal(KeyRing::new(copy(&rotation.old))).await, &rotation.new);
    // One that runs already learns it when it looks.
    assert_needs(&old_host.check_keys().await.unwrap_err(), &rotation.new);
}

#[tokio::test]
async fn the_old_key_alone_is_refused_after_the_rekey() {
    let rotation = Rotation::begin().await;
    rotation.open(rotation.after()).await.unwrap().rekey(|_| {}).await.unwrap();
    let refused = rotation.refusal(KeyRing::new(copy(&rotation.old))).await;
    assert!(
        matches!(&refused, VaultError::WrongKey { vault_key_id, .. } if vault_key_id == rotation.new.id())
    );
    assert!(refused.to_string().contains("set `vault.key`"), "{refused}");
}

#[tokio::test]
async fn a_host_that_still_seals_with_the_old_key_makes_itself_known_again() {
    let rotation = Rotation::begin().await;
    let behind = rotation.open(rotation.before()).await.unwrap();
    rotation.open(rotation.after()).await.unwrap().rekey(|_| {}).await.unwrap();
    // The pass found nothing under the old key and took it off the mark; this host goes on with it.
    behind.save(&account("bob"), None, &active(), &tokens()).await.unwrap();
    let too_early = rotation.open(KeyRing::new(copy(&rotation.new))).await.unwrap();
    let refused = too_early.load::<Account>(ACCOUNT, "bob").await.unwrap_err();
    assert!(
        matches!(&refused, VaultError::KeyMissing { key_id, .. } if key_id == rotation.old.id()),
        "{refused}"
    );
    assert!(refused.to_string().contains("vault.retired_keys"), "{refused}");

    behind.check_keys().await.unwrap();
    assert_needs(&rotation.refusal(KeyRing::new(copy(&rotation.new))).await, &rotation.old);
}

#[tokio::test]
async fn a_pass_leaves_what_a_host_a_step_ahead_has_sealed() {
    let rotation = Rotation::begin().await;
    let behind = rotation.open(rotation.before()).await.unwrap();
    let ahead = rotation.open(rotation.after()).await.unwrap();
    ahead.save(&account("bob"), None, &active(), &tokens()).await.unwrap();
    let progress = behind.rekey(|_| {}).await.unwrap();
    assert_eq!((progress.rewrapped, progress.left), (0, 0), "{progress:?}");
    // Bob and the mark.
    assert_eq!(progress.census.sealed_by(rotation.new.id()), 2, "{progress:?}");
    assert_needs(&rotation.refusal(KeyRing::new(copy(&rotation.old))).await, &rotation.new);
}

#[tokio::test]
async fn a_change_can_be_taken_back() {
    let rotation = Rotation::begin().await;
    rotation.open(rotation.after()).await.unwrap().rekey(|_| {}).await.unwrap();
    let back = KeyRing::new(copy(&rotation.old)).with_retired(copy(&rotation.new)).unwrap();
    let progress = rotation.open(back).await.unwrap().rekey(|_| {}).await.unwrap();
    assert_eq!((progress.left, progress.refused), (0, 0));
    let alone = rotation.open(KeyRing::new(copy(&rotation.old))).await.unwrap();
    assert!(alone.load::<Account>(ACCOUNT, "alice").await.unwrap().is_some());
}

#[tokio::test]
async fn a_record_that_cannot_be_trusted_is_counted_and_keeps_its_key_needed() {
    let rotation = Rotation::begin().await;
    let promoted = rotation.open(rotation.after()).await.unwrap();
    rotation.fixture.edit("account/alice", |record| record["plain"]["status"] = "REVOKED".into()).await;
    let before = rotation.fixture.stolen("account/alice").await;
    let progress = promoted.rekey(|_| {}).await.unwrap();
    assert_eq!((progress.refused, progress.left, progress.rewrapped), (1, 1, 0), "{progress:?}");
    assert!(progress.refusal.as_ref().unwrap().contains("account/alice"), "{progress:?}");
    assert_eq!(rotation.fixture.stolen("account/alice").await, before, "it is evidence");
    assert_needs(&rotation.refusal(KeyRing::new(copy(&rotation.new))).await, &rotation.old);
}

#[tokio::test]
async fn a_vault_of_before_keys_were_noted_goes_the_same_way() {
    let fixture = Fixture::new().await;
    let old = MasterKey::from_base64(fixture.key.expose()).unwrap();
    // The mark as it was: sealed, without `keys`.
    let key = innkeeper_vault::RecordKey::new(innkeeper_vault::Kind::new("vault"), "", "key-check");
    let mark = fixture.vault.load::<serde_json::Value>(key.kind, &key.id).await.unwrap().unwrap();
    let plain = serde_json::json!({ "environment": "default" });
    fixture.vault.save(&key, Some(mark.version), &plain, &innkeeper_vault::Secrets::new()).await.unwrap();
    fixture.save_account("alice").await;

    let open = async |ring| Vault::open(Arc::clone(&fixture.store), ring, Environment::default()).await;
    let new = MasterKey::generate().unwrap();
    open(KeyRing::new(copy(&new)).with_retired(copy(&old)).unwrap()).await.unwrap();
    assert_needs(&open(KeyRing::new(copy(&new))).await.unwrap_err(), &old);
}

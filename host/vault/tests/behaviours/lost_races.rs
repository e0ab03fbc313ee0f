//! Two writers of one record: the later one is refused and changes nothing.

use innkeeper_vault::{Secrets, VaultError};

use crate::support::{ACCOUNT, Account, Fixture, account, active, tokens};

fn assert_conflict<T>(result: Result<T, VaultError>) {
    assert!(matches!(result, Err(VaultError::Conflict { key }) if key == "account/alice"));
}

#[tokio::test]
async fn a_save_or_removal_after_somebody_elses_is_a_conflict() {
    let fixture = Fixture::new().await;
    let vault = &fixture.vault;
    let first = fixture.save_account("alice").await;
    let revoked = Account { status: "REVOKED".to_owned(), ..active() };
    let second = vault.save(&account("alice"), Some(first), &revoked, &Secrets::new()).await.unwrap();

    assert_conflict(vault.save(&account("alice"), Some(first), &active(), &tokens()).await);
    assert_conflict(vault.save(&account("alice"), None, &active(), &tokens()).await);
    assert_conflict(vault.remove(ACCOUNT, "alice", first).await);
    let loaded = fixture.load_account("alice").await.unwrap().unwrap();
    assert_eq!((loaded.plain, loaded.version), (revoked, second));
}

#[tokio::test]
async fn a_removed_record_is_gone_and_cannot_be_removed_or_changed_again() {
    let fixture = Fixture::new().await;
    let vault = &fixture.vault;
    let version = fixture.save_account("alice").await;
    vault.remove(ACCOUNT, "alice", version).await.unwrap();

    assert!(fixture.load_account("alice").await.unwrap().is_none());
    assert_conflict(vault.remove(ACCOUNT, "alice", version).await);
    assert_conflict(vault.save(&account("alice"), Some(version), &active(), &tokens()).await);
}

#[tokio::test]
async fn secrets_that_are_not_saved_again_are_gone() {
    let fixture = Fixture::new().await;
    let version = fixture.save_account("alice").await;
    fixture.vault.save(&account("alice"), Some(version), &active(), &Secrets::new()).await.unwrap();
    let loaded = fixture.load_account("alice").await.unwrap().unwrap();
    assert!(loaded.open(crate::support::ACCESS).unwrap().is_none());
}

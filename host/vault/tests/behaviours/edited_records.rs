//! The open parts of a record cannot be edited on the disk.

use innkeeper_vault::{RecordKey, Secrets, VaultError};
use serde_json::json;

use crate::support::{Account, Fixture, REFRESH, TICKET, active, assert_tampered};

#[tokio::test]
async fn an_edited_status_or_pin_is_noticed() {
    let edits = [("status", json!("REVOKED")), ("workspaces", json!(["acme", "victim"]))];
    for (field, value) in edits {
        let fixture = Fixture::new().await;
        fixture.save_account("alice").await;
        fixture.edit("account/alice", |record| record["plain"][field] = value).await;
        assert_tampered(fixture.load_account("alice").await, "account/alice");
    }
}

#[tokio::test]
async fn an_edited_record_without_secrets_is_noticed() {
    let fixture = Fixture::new().await;
    let key = RecordKey::new(TICKET, "bitbucket", "t1");
    fixture.vault.save(&key, None, &active(), &Secrets::new()).await.unwrap();
    assert_eq!(fixture.vault.load::<Account>(TICKET, "t1").await.unwrap().unwrap().plain, active());

    fixture.edit("ticket/t1", |record| record["plain"]["status"] = json!("USED")).await;
    assert_tampered(fixture.vault.load::<Account>(TICKET, "t1").await, "ticket/t1");
}

#[tokio::test]
async fn a_secret_that_was_taken_away_or_renamed_is_noticed() {
    for new_name in [None, Some("other")] {
        let fixture = Fixture::new().await;
        fixture.save_account("alice").await;
        fixture
            .edit("account/alice", |record| {
                let taken = record["sealed"].as_object_mut().unwrap().remove(REFRESH).unwrap();
                if let Some(name) = new_name {
                    record["sealed"][name] = taken;
                }
            })
            .await;
        assert_tampered(fixture.load_account("alice").await, "account/alice");
    }
}

#[tokio::test]
async fn a_record_of_a_newer_format_is_not_mistaken_for_damage() {
    let fixture = Fixture::new().await;
    fixture.plant("account/alice", br#"{"format":2,"something":"else"}"#.to_vec()).await;
    let refused = fixture.load_account("alice").await;
    assert!(matches!(refused, Err(VaultError::UnknownFormat { format: 2, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_genuine_record_of_another_type_is_refused_without_quoting_it() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    let refused = fixture.vault.load::<u64>(crate::support::ACCOUNT, "alice").await.unwrap_err();
    assert!(matches!(refused, VaultError::UnexpectedShape { expected: "u64", .. }));
    assert_eq!(refused.to_string(), "record account/alice does not hold a u64");
}

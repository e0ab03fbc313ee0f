//! Lists of records.

use innkeeper_vault::{RecordKey, Secrets, Sequence};
use serde_json::json;

use crate::support::{ACCOUNT, Account, Fixture, TICKET, active, assert_tampered};

#[tokio::test]
async fn a_list_has_the_records_of_its_kind_in_pages() {
    let fixture = Fixture::new().await;
    for id in ["c", "a", "b", "d"] {
        fixture.save_account(id).await;
    }
    let ticket = RecordKey::new(TICKET, "bitbucket", "b");
    fixture.vault.save(&ticket, None, &active(), &Secrets::new()).await.unwrap();

    let mut after = None;
    for expected in [&["a", "b", "c"][..], &["d"], &[]] {
        let page = fixture.vault.scan::<Account>(ACCOUNT, after.as_deref(), 3).await.unwrap();
        let ids: Vec<_> = page.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, expected);
        assert!(page.iter().all(|(_, loaded)| loaded.plain == active()));
        after = ids.last().map(|id| (*id).to_owned()).or(after);
    }
}

#[tokio::test]
async fn a_list_with_an_edited_record_names_it_and_leaves_nothing_out_silently() {
    let fixture = Fixture::new().await;
    for id in ["a", "b", "c"] {
        fixture.save_account(id).await;
    }
    fixture.edit("account/b", |record| record["plain"]["status"] = json!("REVOKED")).await;
    assert_tampered(fixture.vault.scan::<Account>(ACCOUNT, None, 10).await, "account/b");
}

#[tokio::test]
async fn a_log_reads_back_what_was_appended() {
    let fixture = Fixture::new().await;
    for entry in ["one", "two"] {
        fixture.vault.append("audit", entry.as_bytes()).await.unwrap();
    }
    let read = fixture.vault.read_log("audit", Some(Sequence::FIRST), 10).await.unwrap();
    assert_eq!(read, [(Sequence::new(2), b"two".to_vec())]);
}

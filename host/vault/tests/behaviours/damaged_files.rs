//! Damaged files are told, never taken for an empty vault or for one with fewer records.

use std::fs;
use std::path::Path;

use innkeeper_vault::{SledStore, Store, StoreError};
use tempfile::TempDir;

const RECORDS: usize = 120;
const ENTRIES: usize = 60;

/// A directory whose store holds something.
async fn filled() -> TempDir {
    let directory = TempDir::new().unwrap();
    let store = crate::support::open_store(directory.path());
    for number in 0..RECORDS {
        let value = vec![number as u8; 4_000];
        store.compare_and_swap(&format!("k/{number:04}"), None, Some(value)).await.unwrap();
        if number < ENTRIES {
            store.append("log", &[number as u8; 500]).await.unwrap();
        }
    }
    directory
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Reads everything there is, and writes.
async fn use_everything(path: &Path) -> Result<(usize, usize), StoreError> {
    let store = SledStore::open(path, 1 << 20)?;
    let records = store.scan("k/", None, usize::MAX).await?;
    let entries = store.read_log("log", None, usize::MAX).await?;
    store.compare_and_swap("new", None, Some(b"value".to_vec())).await?;
    store.append("log", b"entry").await?;
    Ok((records.len(), entries.len()))
}

/// Damages a copy of `filled`'s files, and expects that the damage is told or did not matter.
async fn assert_told_or_harmless(filled: &TempDir, file: &str, what: &str, damaged: &[u8]) {
    let copied = TempDir::new().unwrap();
    copy(filled.path(), copied.path());
    fs::write(copied.path().join(file), damaged).unwrap();
    match use_everything(copied.path()).await {
        Err(StoreError::Corrupt { path, .. }) => assert_eq!(path, copied.path()),
        Err(other) => panic!("{file} {what}: {other}"),
        Ok(found) => assert_eq!(found, (RECORDS, ENTRIES), "{file} {what}"),
    }
}

#[tokio::test]
async fn every_file_may_be_overwritten_cut_or_scratched() {
    let filled = filled().await;
    for file in ["db", "conf", "acknowledged"] {
        let bytes = fs::read(filled.path().join(file)).unwrap();
        let length = bytes.len();
        assert_told_or_harmless(&filled, file, "emptied", b"").await;
        assert_told_or_harmless(&filled, file, "cut in half", &bytes[..length / 2]).await;
        assert_told_or_harmless(&filled, file, "zeroed", &vec![0; length]).await;
        assert_told_or_harmless(&filled, file, "erased", &vec![0xff; length]).await;
        assert_told_or_harmless(&filled, file, "replaced", &b"garbage ".repeat(length.div_ceil(8))).await;
        for at in (0..16).map(|part| length * part / 16) {
            let mut scratched = bytes.clone();
            scratched[at..].iter_mut().take(64).for_each(|byte| *byte ^= 0x5a);
            assert_told_or_harmless(&filled, file, &format!("scratched at {at}"), &scratched).await;
        }
    }
}

#[tokio::test]
async fn a_lost_database_is_not_an_empty_one() {
    let filled = filled().await;
    for damage in [fs::remove_file as fn(_) -> _, |path| fs::write(path, b"")] {
        let copied = TempDir::new().unwrap();
        copy(filled.path(), copied.path());
        damage(copied.path().join("db")).unwrap();
        let refused = use_everything(copied.path()).await.unwrap_err();
        assert!(
            matches!(&refused, StoreError::Corrupt { detail, .. } if detail == "its last writes are missing")
        );
        assert!(refused.to_string().ends_with("restore it from a backup"), "{refused}");
    }
}

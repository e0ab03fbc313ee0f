//! What sled must not do behind our back, done on purpose.

use std::path::Path;

use tempfile::TempDir;

use super::{SledStore, spacers};
use crate::error::StoreError;
use crate::store::{Look, Store, Swap, Version};

const CACHE: u64 = 1 << 20;

async fn put(store: &SledStore, key: &str, expected: Option<Version>, value: &[u8]) -> Version {
    match store.compare_and_swap(key, expected, Some(value.to_vec())).await.unwrap() {
        Swap::Stored(version) => version,
        other => panic!("{key} was not stored: {other:?}"),
    }
}

/// A directory with a hundred records, some written twice and one removed.
async fn filled() -> TempDir {
    let directory = TempDir::new().unwrap();
    let store = SledStore::open(directory.path(), CACHE).unwrap();
    for number in 0..100 {
        let version = put(&store, &format!("k/{number:03}"), None, b"first").await;
        if number % 3 == 0 {
            put(&store, &format!("k/{number:03}"), Some(version), &[number; 3_000]).await;
        }
    }
    let gone = store.get("k/050").await.unwrap().unwrap().version;
    store.compare_and_swap("k/050", Some(gone), None).await.unwrap();
    directory
}

/// Changes what sled holds, past the store. sled lets go of its lock a moment after the store is dropped.
fn meddle(directory: &Path, change: impl FnOnce(&sled::Db)) {
    let config = sled::Config::new().path(directory);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    let db = loop {
        match config.open() {
            Ok(db) => break db,
            Err(error) if std::time::Instant::now() > deadline => panic!("{error}"),
            Err(_) => std::thread::yield_now(),
        }
    };
    change(&db);
    db.flush().unwrap();
}

fn is_corrupt<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Corrupt { .. }))
}

#[tokio::test]
async fn a_store_from_before_versions_were_kept_opens_and_has_them_from_then_on() {
    let directory = filled().await;
    let before = SledStore::open(directory.path(), CACHE).unwrap().scan("k/", None, 1_000).await.unwrap();
    meddle(directory.path(), |db| {
        db.drop_tree("versions").unwrap();
        let records = db.open_tree("records").unwrap();
        let keys: Vec<_> = records.iter().keys().map(Result::unwrap).collect();
        keys.iter().filter(|key| spacers::is_one(key)).for_each(|key| drop(records.remove(key).unwrap()));
    });

    for _ in 0..2 {
        let store = SledStore::open(directory.path(), CACHE).unwrap();
        assert_eq!(before.len(), 99);
        assert_eq!(store.scan("k/", None, 1_000).await.unwrap(), before);
        assert_eq!(store.look("k/050", None).await.unwrap(), Look::Absent);
    }
    let store = SledStore::open(directory.path(), CACHE).unwrap();
    let (key, old) = &before[7];
    let version = put(&store, key, Some(old.version), b"changed").await;
    assert_eq!(store.look(key, Some(version)).await.unwrap(), Look::Unchanged);
}

#[tokio::test]
async fn a_record_that_is_gone_or_older_than_its_version_is_told_and_not_taken_for_absent() {
    let directory = filled().await;
    meddle(directory.path(), |db| {
        let records = db.open_tree("records").unwrap();
        let older = records.get("k/011").unwrap().unwrap();
        records.insert("k/012", older).unwrap();
        records.remove("k/010").unwrap();
    });

    let store = SledStore::open(directory.path(), CACHE).unwrap();
    for damaged in ["k/010", "k/012"] {
        assert!(is_corrupt(&store.get(damaged).await), "{damaged}");
        assert!(is_corrupt(&store.compare_and_swap(damaged, None, Some(b"new".to_vec())).await), "{damaged}");
    }
    assert!(is_corrupt(&store.scan("k/", None, 1_000).await));
    assert!(store.get("k/011").await.unwrap().is_some());
}

#[tokio::test]
async fn versions_that_do_not_add_up_are_told_at_opening_unless_the_records_do() {
    let directory = filled().await;
    meddle(directory.path(), |db| drop(db.open_tree("versions").unwrap().remove("k/010").unwrap()));
    let store = SledStore::open(directory.path(), CACHE).unwrap();
    assert!(store.get("k/010").await.unwrap().is_some(), "its version was written anew");
    drop(store);

    meddle(directory.path(), |db| {
        db.open_tree("versions").unwrap().remove("k/010").unwrap();
        db.open_tree("records").unwrap().remove("k/020").unwrap();
    });
    assert!(is_corrupt(&SledStore::open(directory.path(), CACHE).map(drop)));
}

#[tokio::test]
async fn spacers_come_and_go_with_their_record_and_are_in_no_list() {
    let directory = filled().await;
    meddle(directory.path(), |db| {
        let keys: Vec<_> = db.open_tree("records").unwrap().iter().keys().map(Result::unwrap).collect();
        let spaced = |key: &str| spacers::of(key).all(|spacer| keys.iter().any(|key| **key == spacer[..]));
        assert!(spaced("k/000") && spaced("k/001") && !spaced("k/050"));
        let found = keys.iter().filter(|key| spacers::is_one(key)).count();
        assert_eq!(found, 99 * spacers::of("k/000").count());
    });
    let store = SledStore::open(directory.path(), CACHE).unwrap();
    assert_eq!(store.scan("", None, 1_000).await.unwrap().len(), 99);
}

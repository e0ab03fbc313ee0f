//! One process at a time.

use innkeeper_vault::{SledStore, StoreError};

use crate::support::{Fixture, open, open_store};

#[tokio::test]
async fn a_second_opener_is_told_that_the_vault_is_in_use() {
    let fixture = Fixture::new().await;
    let refused = SledStore::open(fixture.directory.path(), 1 << 20).err().unwrap();
    assert!(matches!(&refused, StoreError::InUse { path } if path == fixture.directory.path()));
    assert!(refused.to_string().ends_with("open: stop it, or use `--server`"), "{refused}");
}

#[tokio::test]
async fn the_next_opener_gets_in_when_the_first_is_gone() {
    let fixture = Fixture::new().await;
    fixture.save_account("alice").await;
    let Fixture { vault, store, key, directory } = fixture;
    drop((vault, store));

    let store = open_store(directory.path());
    let fixture = Fixture { vault: open(&store, &key, "default").await.unwrap(), store, key, directory };
    assert!(fixture.load_account("alice").await.unwrap().is_some());
}

#[test]
fn a_path_that_cannot_be_a_directory_is_an_error_with_the_path() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = SledStore::open(file.path(), 1 << 20).err().unwrap();
    assert!(matches!(refused, StoreError::Io { path, .. } if path == file.path()));
}

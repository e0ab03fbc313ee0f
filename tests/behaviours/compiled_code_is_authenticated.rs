//! The compiled cache: what was not written by this host is not run.

use std::path::{Path, PathBuf};

use innkeeper_runtime::{Approval, CacheKey, Runtime, Settings};
use innkeeper_test_guests::HOSTILE;

fn runtime(folder: &Path, key: u8) -> Runtime {
    let cache = Some((folder.to_owned(), CacheKey::new([key; 32])));
    Runtime::new(Settings { concurrency: 4, cache, ..Settings::default() }).unwrap()
}

async fn load(folder: &Path, key: u8) {
    let connector = runtime(folder, key).load(HOSTILE, Approval::ContractOnly).await.unwrap();
    assert_eq!(connector.manifest().name, "hostile");
}

fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[tokio::test]
async fn code_is_compiled_once_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), 1).await;
    let kept = std::fs::metadata(only_file(folder.path())).unwrap().modified().unwrap();
    load(folder.path(), 1).await;
    assert_eq!(
        std::fs::metadata(only_file(folder.path())).unwrap().modified().unwrap(),
        kept,
        "it was written again"
    );
}

#[tokio::test]
async fn changed_code_is_not_run_but_replaced() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), 1).await;
    let path = only_file(folder.path());
    let genuine = std::fs::read(&path).unwrap();
    for place in [0, 31, 32, genuine.len() / 2, genuine.len() - 1] {
        let mut changed = genuine.clone();
        changed[place] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        load(folder.path(), 1).await;
        assert!(std::fs::read(&path).unwrap() != changed, "the change at byte {place} was believed");
    }
}

#[tokio::test]
async fn a_cut_or_empty_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), 1).await;
    let path = only_file(folder.path());
    let genuine = std::fs::read(&path).unwrap();
    for length in [0, 1, 32, 33, genuine.len() - 1] {
        std::fs::write(&path, &genuine[..length]).unwrap();
        load(folder.path(), 1).await;
        assert!(std::fs::read(&path).unwrap().len() > length, "{length} bytes were believed");
    }
}

#[tokio::test]
async fn code_of_another_host_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), 1).await;
    let before = std::fs::read(only_file(folder.path())).unwrap();
    load(folder.path(), 2).await;
    assert!(
        std::fs::read(only_file(folder.path())).unwrap()[..32] != before[..32],
        "another host's code was believed"
    );
}

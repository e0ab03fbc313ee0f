//! A process that is killed loses nothing that it acknowledged.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use innkeeper_vault::{Secret, Store, Swap};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::support::{Account, Fixture, open, open_store};

/// Tells the process that is to be killed where to write.
const DIRECTORY: &str = "INNKEEPER_TEST_CRASH_DIRECTORY";
/// Writes to see before the kill.
const ACKNOWLEDGED: usize = 60;
/// Kills, each in the middle of what the one before left.
const ROUNDS: usize = 4;

#[tokio::test]
async fn a_killed_process_keeps_every_acknowledged_write() {
    let directory = TempDir::new().unwrap();
    let mut acknowledged = BTreeSet::new();
    for _ in 0..ROUNDS {
        let written = write_until_killed(&directory);
        assert_eq!(written.len(), ACKNOWLEDGED, "the writer stopped before it was killed");
        acknowledged.extend(written);

        let store = open_store(directory.path());
        let values = store.scan("crash/", None, usize::MAX).await.unwrap();
        let entries = store.read_log("crash", None, usize::MAX).await.unwrap();
        let kept: BTreeSet<_> = values.into_iter().map(|(key, _)| key).collect();
        let logged: BTreeSet<_> =
            entries.into_iter().map(|(_, entry)| String::from_utf8(entry).unwrap()).collect();
        assert!(acknowledged.is_subset(&kept), "lost {:?}", acknowledged.difference(&kept));
        assert!(acknowledged.is_subset(&logged), "lost {:?}", acknowledged.difference(&logged));
    }
}

/// Runs `writer` in a process of its own, and gives what it acknowledged before it was killed.
fn write_until_killed(directory: &TempDir) -> Vec<String> {
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let keys = lines.filter(|line| line.starts_with("crash/")).take(ACKNOWLEDGED).collect();
    kill(&mut process);
    keys
}

fn kill(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
#[ignore = "writes until it is killed; the test above starts it"]
fn writer() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = open_store(directory.as_ref());
        let mut writers = JoinSet::new();
        for writer in 0..4 {
            writers.spawn(write_for_ever(Arc::clone(&store), writer));
        }
        writers.join_all().await;
    });
}

async fn write_for_ever(store: Arc<dyn Store>, writer: u32) {
    for number in 0_u64.. {
        let key = format!("crash/{}-{writer}-{number}", std::process::id());
        let swap = store.compare_and_swap(&key, None, Some(vec![7; 2_000])).await.unwrap();
        assert!(matches!(swap, Swap::Stored(_)));
        store.append("crash", key.as_bytes()).await.unwrap();
        // A whole line in one write: the reader sees it whole or not at all.
        stdout().write_all(format!("{key}\n").as_bytes()).unwrap();
    }
}

#[tokio::test]
async fn a_vault_whose_call_was_cancelled_goes_on() {
    let fixture = Fixture::new().await;
    let version = fixture.save_account("alice").await;
    let removal = fixture.vault.remove(crate::support::ACCOUNT, "alice", version);
    // Polled once and dropped: it may have happened or not.
    tokio::select! { biased; _ = removal => {}, () = std::future::ready(()) => {} }
    fixture.save_account("bob").await;

    let Fixture { vault, store, key, directory } = fixture;
    drop((vault, store));
    let store = open_store(directory.path());
    let vault = open(&store, &Secret::new(key.expose().to_owned()), "default").await.unwrap();
    assert!(vault.load::<Account>(crate::support::ACCOUNT, "bob").await.unwrap().is_some());
}

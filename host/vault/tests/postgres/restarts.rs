//! A server that goes away and comes back, and calls that are given up.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use innkeeper_test_postgres::{Server, Stop};
use innkeeper_vault::{PostgresSettings, PostgresStore, Sequence, Store, StoreError};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::support::{open, put, settings};

/// Tasks that go on writing while the server restarts.
const WRITERS: usize = 4;
/// Entries to see before it does, and after it did.
const ENTRIES: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_a_restart_cut_are_replaced_without_an_error() {
    let server = Server::start(&[]);
    let store = open(&server.database()).await;
    let version = put(&store, "a", None, b"before").await;
    for stop in [Stop::Fast, Stop::Immediate] {
        server.restart(stop);
        let stored = store.get("a").await.unwrap().expect("it was stored");
        assert_eq!(stored.version, version);
        store.append("audit", b"entry").await.unwrap();
    }
    let next = put(&store, "a", Some(version), b"after").await;
    assert_ne!(next, version);
}

/// What the writers have reached together.
#[derive(Default)]
struct Progress {
    appended: AtomicUsize,
    moved: Notify,
    is_over: AtomicBool,
}

impl Progress {
    async fn wait_for(&self, entries: usize) {
        let goal = self.appended.load(Ordering::SeqCst) + entries;
        while self.appended.load(Ordering::SeqCst) < goal {
            self.moved.notified().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_go_on_through_a_crash_and_keep_what_was_acknowledged() {
    let server = Server::start(&[]);
    let store = open(&server.database()).await;
    let progress = Arc::new(Progress::default());
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(append_until_over(store.clone(), writer, Arc::clone(&progress)));
    }
    progress.wait_for(ENTRIES).await;
    let server = tokio::task::spawn_blocking(move || {
        server.restart(Stop::Immediate);
        server
    });
    let _server = server.await.unwrap();
    progress.wait_for(ENTRIES).await;
    progress.is_over.store(true, Ordering::SeqCst);

    let acknowledged: Vec<_> = writers.join_all().await.into_iter().flatten().collect();
    let log = store.read_log("audit", None, usize::MAX).await.unwrap();
    let numbers: Vec<_> = log.iter().map(|(sequence, _)| sequence.get()).collect();
    assert_eq!(numbers, (1..=log.len() as u64).collect::<Vec<_>>());
    assert!(acknowledged.len() >= 2 * ENTRIES);
    for entry in acknowledged {
        assert!(log.binary_search(&entry).is_ok(), "lost {entry:?}");
    }
}

async fn append_until_over(
    store: PostgresStore,
    writer: usize,
    progress: Arc<Progress>,
) -> Vec<(Sequence, Vec<u8>)> {
    let mut acknowledged = Vec::new();
    while !progress.is_over.load(Ordering::SeqCst) {
        let entry = format!("{writer}/{}", acknowledged.len()).into_bytes();
        match store.append("audit", &entry).await {
            Ok(sequence) => {
                acknowledged.push((sequence, entry));
                progress.appended.fetch_add(1, Ordering::SeqCst);
                progress.moved.notify_one();
            }
            Err(StoreError::Unavailable { .. }) => {}
            Err(other) => panic!("not a matter of a restart: {other}"),
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_given_up_frees_its_connection() {
    let url = Server::shared().database().url();
    let one = PostgresSettings { pool_size: NonZeroU32::MIN, ..settings(&url) };
    let store = PostgresStore::open(&one).await.unwrap();
    store.append("audit", b"first").await.unwrap();
    for _ in 0..10 {
        let append = store.append("audit", b"given up");
        // Polled a few times and dropped: it may have happened or not.
        tokio::select! { biased; _ = append => {}, () = tokio::task::yield_now() => {} }
    }
    let last = store.append("audit", b"last").await.unwrap();
    let log = store.read_log("audit", None, 100).await.unwrap();
    assert_eq!(log.last(), Some(&(last, b"last".to_vec())));
    assert_eq!(log.len() as u64, last.get());
}

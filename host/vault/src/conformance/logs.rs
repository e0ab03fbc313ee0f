//! Append and read.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{Factory, works};
use crate::store::{Sequence, Store};

/// Tasks that write to one log.
const WRITERS: u64 = 16;
/// Entries of each.
const ENTRIES: u64 = 8;

/// Sequences are 1, 2, 3, … however many write; each entry is under the sequence that its writer was told, and each
/// writer's entries are in the order in which it wrote them.
pub async fn entries_are_numbered_without_gaps_under_concurrency(factory: &impl Factory) {
    let store = factory.open().await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write_entries(Arc::clone(&store), writer));
    }
    let mut written: Vec<_> = writers.join_all().await.into_iter().flatten().collect();
    written.sort();

    let sequences: Vec<_> = written.iter().map(|(sequence, _)| sequence.get()).collect();
    assert_eq!(sequences, (1..=WRITERS * ENTRIES).collect::<Vec<_>>());
    assert_eq!(works(store.read_log("log", None, usize::MAX).await), written);
}

async fn write_entries(store: Arc<dyn Store>, writer: u64) -> Vec<(Sequence, Vec<u8>)> {
    let mut written: Vec<(Sequence, Vec<u8>)> = Vec::new();
    for number in 0..ENTRIES {
        let entry = format!("{writer}/{number}").into_bytes();
        let sequence = works(store.append("log", &entry).await);
        assert!(written.last().is_none_or(|(before, _)| *before < sequence));
        written.push((sequence, entry));
    }
    written
}

/// Reading goes on after a sequence, whether or not the log is that long.
pub async fn logs_are_read_in_pages(factory: &impl Factory) {
    let store = factory.open().await;
    for number in 1..=5_u8 {
        works(store.append("log", &[number]).await);
    }
    let page = |after: Option<u64>, limit| {
        let store = Arc::clone(&store);
        async move {
            let entries = works(store.read_log("log", after.map(Sequence::new), limit).await);
            entries.into_iter().map(|(sequence, entry)| (sequence.get(), entry)).collect::<Vec<_>>()
        }
    };
    assert_eq!(page(None, 2).await, [(1, vec![1]), (2, vec![2])]);
    assert_eq!(page(Some(2), 2).await, [(3, vec![3]), (4, vec![4])]);
    assert_eq!(page(Some(4), 2).await, [(5, vec![5])]);
    assert_eq!(page(Some(5), 2).await, []);
    assert_eq!(page(Some(99), 2).await, []);
    assert_eq!(page(None, 0).await, []);
}

/// Each log counts for itself, and neither logs nor values see each other, even where names are alike.
pub async fn logs_do_not_mix(factory: &impl Factory) {
    let store = factory.open().await;
    assert_eq!(works(store.read_log("a", None, 10).await), []);
    assert_eq!(works(store.append("a", b"in a").await), Sequence::FIRST);
    assert_eq!(works(store.append("a/b", b"in a/b").await), Sequence::FIRST);
    super::put(&*store, "a", None, b"a value").await;

    assert_eq!(works(store.read_log("a", None, 10).await), [(Sequence::FIRST, b"in a".to_vec())]);
    assert_eq!(works(store.read_log("a/b", None, 10).await), [(Sequence::FIRST, b"in a/b".to_vec())]);
    assert_eq!(works(store.scan("", None, 10).await).len(), 1);
}

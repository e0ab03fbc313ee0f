//! What stays when a store is closed and opened again.

use super::{Factory, put, remove, works};
use crate::store::{Sequence, Swap};

/// Values, removals and entries are there, and sequences go on where they were.
pub async fn everything_is_there_after_reopening(factory: &impl Factory) {
    let store = factory.open().await;
    for number in 0..100 {
        put(&*store, &format!("k/{number:03}"), None, format!("value {number}").as_bytes()).await;
        works(store.append("log", format!("entry {number}").as_bytes()).await);
    }
    let gone = works(store.get("k/050").await).expect("it was stored");
    remove(&*store, "k/050", gone.version).await;
    let before = works(store.scan("k/", None, 1_000).await);
    let entries = works(store.read_log("log", None, 1_000).await);
    drop(store);

    let store = factory.open().await;
    assert_eq!(before.len(), 99);
    assert_eq!(works(store.scan("k/", None, 1_000).await), before);
    assert_eq!(entries.len(), 100);
    assert_eq!(works(store.read_log("log", None, 1_000).await), entries);
    assert_eq!(works(store.append("log", b"next").await), Sequence::new(101));
}

/// A version from before neither fits a key that was created anew afterwards, nor is it given out again.
pub async fn versions_go_on_after_reopening(factory: &impl Factory) {
    let store = factory.open().await;
    let old = put(&*store, "a", None, b"same").await;
    remove(&*store, "a", old).await;
    drop(store);

    let store = factory.open().await;
    let new = put(&*store, "a", None, b"same").await;
    assert_ne!(old, new);
    let swap = works(store.compare_and_swap("a", Some(old), None).await);
    assert!(matches!(swap, Swap::Conflict { .. }));
}

//! Get and compare-and-swap.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::{Factory, put, remove, works};
use crate::store::{Look, Store, Swap, Version, Versioned};

/// How many tasks fight for one key.
const RIVALS: u64 = 32;

/// A value is what was stored last, under the version that the store gave.
pub async fn values_are_created_updated_and_removed(factory: &impl Factory) {
    let store = factory.open().await;
    assert_eq!(works(store.get("a").await), None);

    let first = put(&*store, "a", None, b"one").await;
    assert_eq!(works(store.get("a").await), Some(Versioned { version: first, bytes: b"one".to_vec() }));

    let second = put(&*store, "a", Some(first), b"two").await;
    assert_ne!(first, second);
    assert_eq!(works(store.get("a").await), Some(Versioned { version: second, bytes: b"two".to_vec() }));

    remove(&*store, "a", second).await;
    assert_eq!(works(store.get("a").await), None);
}

/// A look gives the value to whoever does not know its version, and tells a removed value from an unchanged one.
pub async fn a_look_gives_only_what_changed(factory: &impl Factory) {
    let store = factory.open().await;
    assert_eq!(works(store.look("a", None).await), Look::Absent);

    let first = put(&*store, "a", None, b"one").await;
    let one = Look::Changed(Versioned { version: first, bytes: b"one".to_vec() });
    assert_eq!(works(store.look("a", None).await), one);
    assert_eq!(works(store.look("a", Some(first)).await), Look::Unchanged);

    let second = put(&*store, "a", Some(first), b"").await;
    let empty = Look::Changed(Versioned { version: second, bytes: Vec::new() });
    assert_eq!(works(store.look("a", Some(first)).await), empty);
    assert_eq!(works(store.look("a", Some(second)).await), Look::Unchanged);

    remove(&*store, "a", second).await;
    assert_eq!(works(store.look("a", Some(second)).await), Look::Absent);
    put(&*store, "a", None, b"").await;
    assert_eq!(works(store.look("a", Some(second)).await), works(store.look("a", None).await));
}

/// A swap with another version than the present one changes nothing and shows what is there.
pub async fn stale_versions_are_refused(factory: &impl Factory) {
    let store = factory.open().await;
    let first = put(&*store, "a", None, b"one").await;
    let second = put(&*store, "a", Some(first), b"two").await;
    let current = Some(Versioned { version: second, bytes: b"two".to_vec() });

    for (expected, new) in
        [(None, Some(b"x".to_vec())), (Some(first), Some(b"x".to_vec())), (Some(first), None)]
    {
        let swap = works(store.compare_and_swap("a", expected, new).await);
        assert_eq!(swap, Swap::Conflict { current: current.clone() });
    }
    let missing = works(store.compare_and_swap("b", Some(second), Some(b"x".to_vec())).await);
    assert_eq!(missing, Swap::Conflict { current: None });

    assert_eq!(works(store.get("a").await), current);
    assert_eq!(works(store.get("b").await), None);
}

/// A key that was removed and created again, with the same value, does not accept the old version.
pub async fn versions_never_come_back(factory: &impl Factory) {
    let store = factory.open().await;
    let mut seen = Vec::new();
    for _ in 0..20 {
        let version = put(&*store, "a", None, b"same").await;
        for old in &seen {
            let swap = works(store.compare_and_swap("a", Some(*old), Some(b"stolen".to_vec())).await);
            assert!(matches!(swap, Swap::Conflict { .. }), "version {old} came back as {version}");
        }
        remove(&*store, "a", version).await;
        seen.push(version);
    }
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
}

/// Of many that create one key, one succeeds, and its value stays.
pub async fn one_of_many_creators_wins(factory: &impl Factory) {
    let store = factory.open().await;
    let mut rivals = JoinSet::new();
    for number in 0..RIVALS {
        let store = Arc::clone(&store);
        rivals.spawn(async move {
            let value = number.to_be_bytes().to_vec();
            match works(store.compare_and_swap("a", None, Some(value.clone())).await) {
                Swap::Stored(version) => Some(Versioned { version, bytes: value }),
                _ => None,
            }
        });
    }
    let won: Vec<_> = rivals.join_all().await.into_iter().flatten().collect();
    assert_eq!(won.len(), 1);
    assert_eq!(works(store.get("a").await).as_ref(), won.first());
}

/// A counter that many read and swap, again and again until each succeeded, has counted them all.
pub async fn concurrent_increments_are_not_lost(factory: &impl Factory) {
    let store = factory.open().await;
    put(&*store, "counter", None, b"0").await;
    let mut rivals = JoinSet::new();
    for _ in 0..RIVALS {
        let store = Arc::clone(&store);
        rivals.spawn(async move { increment(&*store, "counter").await });
    }
    let versions: HashSet<_> = rivals.join_all().await.into_iter().collect();
    assert_eq!(versions.len() as u64, RIVALS);
    let counted = works(store.get("counter").await).expect("the counter is there").bytes;
    assert_eq!(counted, RIVALS.to_string().as_bytes());
}

async fn increment(store: &dyn Store, key: &str) -> Version {
    let mut current = works(store.get(key).await);
    loop {
        let now = current.expect("nobody removes the counter");
        let count: u64 = String::from_utf8_lossy(&now.bytes).parse().expect("a number");
        let next = (count + 1).to_string().into_bytes();
        match works(store.compare_and_swap(key, Some(now.version), Some(next)).await) {
            Swap::Stored(version) => return version,
            Swap::Conflict { current: newer } => current = newer,
            Swap::Removed => panic!("a value was given"),
        }
    }
}

/// Nothing, every byte, and more than two megabytes.
pub async fn values_of_any_size_come_back_whole(factory: &impl Factory) {
    let store = factory.open().await;
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let large = every_byte.repeat(9_000);
    for (key, value) in [("empty", Vec::new()), ("bytes", every_byte), ("large", large)] {
        put(&*store, key, None, &value).await;
        let stored = works(store.get(key).await).expect("it was stored");
        assert!(stored.bytes == value, "{key} came back changed");
    }
}

//! Scans.

use super::{Factory, put, works};
use crate::store::Store;

async fn keys(store: &dyn Store, prefix: &str, after: Option<&str>, limit: usize) -> Vec<String> {
    works(store.scan(prefix, after, limit).await).into_iter().map(|(key, _)| key).collect()
}

/// Pages follow each other without gap or overlap, ordered by the bytes of the key, with the value of each.
pub async fn scans_are_ordered_and_paged(factory: &impl Factory) {
    let store = factory.open().await;
    // Capitals sort before small letters, and 10 before 9, because bytes decide.
    let sorted = ["k/10", "k/9", "k/A", "k/_", "k/a", "k/a.b", "k/aa", "k/b"];
    for key in sorted.iter().rev() {
        put(&*store, key, None, key.as_bytes()).await;
    }

    let mut seen = Vec::new();
    loop {
        let page = works(store.scan("k/", seen.last().map(String::as_str), 3).await);
        assert!(page.len() <= 3);
        if page.is_empty() {
            break;
        }
        for (key, stored) in page {
            assert_eq!(stored.bytes, key.as_bytes());
            assert_eq!(works(store.get(&key).await).as_ref(), Some(&stored));
            seen.push(key);
        }
    }
    assert_eq!(seen, sorted);
    assert_eq!(keys(&*store, "k/", Some("k/B"), 2).await, ["k/_", "k/a"], "`after` need not exist");
}

/// A prefix is bytes, not a pattern, and neighbours do not get in, wherever `after` points.
pub async fn scans_stay_within_their_prefix(factory: &impl Factory) {
    let store = factory.open().await;
    for key in ["a", "a%x", "a-1", "a/", "a/1", "a/2", "a0", "a_1", "b/1", "aé"] {
        put(&*store, key, None, b"value").await;
    }
    let inside = ["a/", "a/1", "a/2"];
    assert_eq!(keys(&*store, "a/", None, 100).await, inside);
    assert_eq!(keys(&*store, "a/", Some("a"), 100).await, inside);
    assert_eq!(keys(&*store, "a/", Some("a/"), 100).await, ["a/1", "a/2"]);
    assert_eq!(keys(&*store, "a/", Some("a/2"), 100).await, [""; 0]);
    assert_eq!(keys(&*store, "a/", Some("a0"), 100).await, [""; 0]);
    assert_eq!(keys(&*store, "a/", None, 0).await, [""; 0]);
    assert_eq!(keys(&*store, "a_", None, 100).await, ["a_1"]);
    assert_eq!(keys(&*store, "a%", None, 100).await, ["a%x"]);
    assert_eq!(keys(&*store, "c", None, 100).await, [""; 0]);
    assert_eq!(keys(&*store, "", None, 100).await.len(), 10);
}

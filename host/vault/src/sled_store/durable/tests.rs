use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Barrier;
use tokio::task::{JoinSet, yield_now};

use super::Durability;
use crate::error::StoreError;

const WRITERS: usize = 64;

fn failure() -> StoreError {
    StoreError::Unavailable { detail: "the disk is full".to_owned() }
}

#[tokio::test]
async fn many_writers_at_once_share_two_flushes() {
    let (durability, flushes) = (Arc::new(Durability::default()), Arc::new(AtomicUsize::new(0)));
    let start = Arc::new(Barrier::new(WRITERS));
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let (durability, flushes, start) =
            (Arc::clone(&durability), Arc::clone(&flushes), Arc::clone(&start));
        writers.spawn(async move {
            start.wait().await;
            let flush = || async {
                flushes.fetch_add(1, Ordering::Relaxed);
                // A flush takes a while; the others ask in the meantime.
                yield_now().await;
                Ok(())
            };
            durability.wait(flush).await
        });
    }
    assert!(writers.join_all().await.iter().all(Result::is_ok));
    assert!(flushes.load(Ordering::Relaxed) <= 2, "{flushes:?} flushes");
}

#[tokio::test]
async fn a_write_after_a_flush_gets_a_flush_of_its_own() {
    let (durability, flushes) = (Durability::default(), AtomicUsize::new(0));
    for expected in 1..=3 {
        let flush = || async {
            flushes.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        durability.wait(flush).await.unwrap();
        assert_eq!(flushes.load(Ordering::Relaxed), expected);
    }
}

#[tokio::test]
async fn a_failed_flush_covers_nobody() {
    let durability = Durability::default();
    let failed = durability.wait(|| async { Err(failure()) });
    let waiting = durability.wait(|| async { Err(failure()) });
    let (failed, waiting) = tokio::join!(failed, waiting);
    assert!(failed.is_err());
    assert!(waiting.is_err(), "the second was covered by a flush that failed");
}

#[tokio::test]
async fn a_cancelled_flush_covers_nobody() {
    let durability = Durability::default();
    tokio::select! {
        biased;
        _ = durability.wait(std::future::pending) => panic!("this flush never ends"),
        () = yield_now() => {}
    }
    assert!(durability.wait(|| async { Err(failure()) }).await.is_err());
}

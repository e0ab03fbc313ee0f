//! What every [`Store`] must do, as tests: one function a behaviour.
//!
//! A store's own tests hand a [`Factory`] to [`conformance_suite!`](crate::conformance_suite), which makes a `#[test]` of
//! each behaviour. A behaviour that is added here so reaches every store. Among them are those of a vault on the store that
//! need more than one record: a change of the master key.
//!
//! The functions panic where a store falls short: this is test code that more than one crate needs.
#![allow(clippy::expect_used, clippy::panic, reason = "test code")]

mod logs;
mod rekeying;
mod reopening;
mod rewrapping;
mod scans;
mod values;
mod watched;

use std::sync::Arc;

pub use self::logs::{
    entries_are_numbered_without_gaps_under_concurrency, logs_are_read_in_pages, logs_do_not_mix,
};
pub use self::rekeying::{
    a_dropped_rekey_is_continued, a_vault_is_rekeyed_while_eight_write, two_hosts_rekey_at_once,
};
pub use self::reopening::{everything_is_there_after_reopening, versions_go_on_after_reopening};
pub use self::rewrapping::Rewrapping;
pub use self::scans::{scans_are_ordered_and_paged, scans_stay_within_their_prefix};
pub use self::values::{
    a_look_gives_only_what_changed, concurrent_increments_are_not_lost, one_of_many_creators_wins,
    stale_versions_are_refused, values_are_created_updated_and_removed, values_of_any_size_come_back_whole,
    versions_never_come_back,
};
pub use self::watched::{Watch, Watched};
use crate::error::StoreError;
use crate::store::{Store, Swap, Version};

/// Opens a store for one test.
#[allow(async_fn_in_trait, reason = "tests poll it where they make it")]
pub trait Factory {
    /// Opens the store: empty the first time, and with what it held afterwards. The handles of the time before are
    /// dropped by then.
    async fn open(&self) -> Arc<dyn Store>;
}

/// Makes a `#[tokio::test]` of each behaviour. The argument is an expression for a fresh [`Factory`].
#[macro_export]
macro_rules! conformance_suite {
    ($factory:expr) => {
        $crate::conformance_suite! { $factory;
            values_are_created_updated_and_removed
            a_look_gives_only_what_changed
            stale_versions_are_refused
            versions_never_come_back
            one_of_many_creators_wins
            concurrent_increments_are_not_lost
            values_of_any_size_come_back_whole
            scans_are_ordered_and_paged
            scans_stay_within_their_prefix
            entries_are_numbered_without_gaps_under_concurrency
            logs_are_read_in_pages
            logs_do_not_mix
            everything_is_there_after_reopening
            versions_go_on_after_reopening
            a_vault_is_rekeyed_while_eight_write
            a_dropped_rekey_is_continued
            two_hosts_rekey_at_once
        }
    };
    ($factory:expr; $($behaviour:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                $crate::conformance::$behaviour(&$factory).await;
            }
        )*
    };
}

/// Stores a value that must not conflict.
async fn put(store: &dyn Store, key: &str, expected: Option<Version>, value: &[u8]) -> Version {
    match store.compare_and_swap(key, expected, Some(value.to_vec())).await {
        Ok(Swap::Stored(version)) => version,
        other => panic!("{key} was not stored: {other:?}"),
    }
}

/// Removes a value that must be there.
async fn remove(store: &dyn Store, key: &str, expected: Version) {
    let removed = store.compare_and_swap(key, Some(expected), None).await;
    assert_eq!(works(removed), Swap::Removed, "{key}");
}

fn works<T>(result: Result<T, StoreError>) -> T {
    result.expect("the store works")
}

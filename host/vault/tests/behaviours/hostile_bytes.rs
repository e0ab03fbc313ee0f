//! Whatever bytes stand where a record should be, the answer is an error that names it.

use innkeeper_vault::VaultError;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tokio::runtime::Runtime;

use crate::support::{ACCESS, Fixture};

/// Loads what `mutate` makes of a genuine record, for many random inputs.
fn for_many<S: Strategy>(
    strategy: S,
    mutate: impl Fn(Vec<u8>, S::Value) -> Vec<u8>,
    refused: impl Fn(&VaultError) -> bool,
) where
    S::Value: Clone,
{
    let runtime = Runtime::new().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    runtime.block_on(fixture.save_account("alice"));
    let genuine = runtime.block_on(fixture.stolen("account/alice"));

    let outcome = TestRunner::default().run(&strategy, |input| {
        let bytes = mutate(genuine.clone(), input);
        let same = bytes == genuine;
        runtime.block_on(fixture.plant("account/alice", bytes));
        let opened = runtime.block_on(fixture.load_account("alice"));
        let opened = opened.and_then(|loaded| loaded.unwrap().open(ACCESS));
        match opened {
            Ok(_) => prop_assert!(same, "a changed record opened"),
            Err(error) => {
                prop_assert!(refused(&error), "{error}");
                prop_assert!(error.to_string().contains("account/alice"));
            }
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn random_bytes_are_corrupt() {
    let any_bytes = proptest::collection::vec(any::<u8>(), 0..300);
    for_many(any_bytes, |_, bytes| bytes, |error| matches!(error, VaultError::Corrupt { .. }));
}

#[test]
fn a_truncated_record_is_corrupt() {
    let cut = |mut genuine: Vec<u8>, at: prop::sample::Index| {
        genuine.truncate(at.index(genuine.len()));
        genuine
    };
    for_many(any::<prop::sample::Index>(), cut, |error| matches!(error, VaultError::Corrupt { .. }));
}

#[test]
fn one_changed_byte_is_noticed_wherever_it_is_and_never_opens_the_secret_that_it_touches() {
    let change = |mut genuine: Vec<u8>, (at, to): (prop::sample::Index, u8)| {
        // The other secret is left alone: it is checked when it is opened.
        let end = find(&genuine, b"\"refresh_token\"");
        let at = at.index(end);
        genuine[at] = to;
        genuine
    };
    for_many((any::<prop::sample::Index>(), any::<u8>()), change, |error| {
        matches!(
            error,
            VaultError::Corrupt { .. }
                | VaultError::Tampered { .. }
                | VaultError::KeyMissing { .. }
                | VaultError::UnknownFormat { .. }
        )
    });
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

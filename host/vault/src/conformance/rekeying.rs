//! A vault on the store changes its master key while it is used.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use serde::{Deserialize, Serialize};

use super::Factory;
use crate::error::VaultError;
use crate::key::MasterKey;
use crate::key_ring::KeyRing;
use crate::record::{Environment, Kind, RecordKey, Secrets};
use crate::secret::Secret;
use crate::store::Store;
use crate::vault::Vault;

const KIND: Kind = Kind::new("account");
const FIELD: &str = "token";
/// Records of a vault.
const RECORDS: u32 = 60;
/// Tasks that write while the key changes.
const WRITERS: u32 = 8;
/// Passes that are dropped before they end, each a bit later than the one before.
const DROPPED: usize = 40;

/// A record that counts how often it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Counter {
    writes: u64,
}

/// The old key and the new one, on one store.
struct Change {
    store: Arc<dyn Store>,
    old: Secret,
    new: Secret,
}

impl Change {
    async fn on(factory: &impl Factory) -> Self {
        let key = || MasterKey::generate().expect("there are random bytes").to_base64();
        Self { store: factory.open().await, old: key(), new: key() }
    }

    /// A host before the change, to which the new key was given already.
    async fn before(&self) -> Vault {
        self.open(KeyRing::new(key(&self.old)).with_staged(key(&self.new))).await
    }

    /// A host after the change.
    async fn after(&self) -> Vault {
        self.open(KeyRing::new(key(&self.new)).with_retired(key(&self.old))).await
    }

    /// A host that was not given the old key any more.
    async fn without_the_old_key(&self) -> Result<Vault, VaultError> {
        Vault::open(Arc::clone(&self.store), KeyRing::new(key(&self.new)), Environment::default()).await
    }

    async fn open(&self, ring: Result<KeyRing, VaultError>) -> Vault {
        let ring = ring.expect("two keys");
        Vault::open(Arc::clone(&self.store), ring, Environment::default()).await.expect("the vault opens")
    }
}

fn key(text: &Secret) -> MasterKey {
    MasterKey::from_base64(text.expose()).expect("it is a key")
}

fn record(number: u32) -> RecordKey {
    RecordKey::new(KIND, "bitbucket", format!("acc_{number}"))
}

/// What the token of a record is after so many writes.
fn token(number: u32, writes: u64) -> Secrets {
    Secrets::new().with(FIELD, Secret::new(format!("token {writes} of {number}")))
}

/// Writes a record for the first time.
async fn create(vault: &Vault, number: u32) {
    let saved = vault.save(&record(number), None, &Counter { writes: 0 }, &token(number, 0)).await;
    saved.expect("it is stored");
}

/// Adds one to a record's counter, and lets others in between looking and writing. Gives false if another writer was faster.
async fn add_one(vault: &Vault, number: u32) -> bool {
    let key = record(number);
    let loaded = vault.load::<Counter>(KIND, &key.id).await.expect("it opens").expect("it is there");
    assert_token(&loaded.open(FIELD).expect("it opens"), number, loaded.plain.writes);
    tokio::task::yield_now().await;
    let writes = loaded.plain.writes + 1;
    match vault.save(&key, Some(loaded.version), &Counter { writes }, &token(number, writes)).await {
        Ok(_) => true,
        Err(VaultError::Conflict { .. }) => false,
        Err(error) => panic!("acc_{number} was not stored: {error}"),
    }
}

fn assert_token(secret: &Option<Secret>, number: u32, writes: u64) {
    let found = secret.as_ref().expect("there is a token");
    assert!(*found.expose() == *format!("token {writes} of {number}"), "acc_{number} has another's token");
}

/// Every record is there, was written as often as was counted, and is under the new key.
async fn assert_moved(change: &Change, expected: &BTreeMap<u32, u64>) {
    let vault = change.without_the_old_key().await.expect("nothing needs the old key");
    for (number, writes) in expected {
        let loaded = vault.load::<Counter>(KIND, &record(*number).id).await.expect("it opens");
        let loaded = loaded.expect("it is there");
        assert_eq!(loaded.plain.writes, *writes, "acc_{number} lost writes");
        assert_token(&loaded.open(FIELD).expect("it opens"), *number, *writes);
    }
    let census = vault.census().await.expect("the store works");
    assert_eq!(census.sealed_by(vault.key_id()), expected.len() as u64 + 1, "{census:?}");
    assert_eq!(census.records(), expected.len() as u64 + 1, "{census:?}");
}

/// Eight tasks write through hosts before and after the change, at the same records, while a pass goes through.
pub async fn a_vault_is_rekeyed_while_eight_write(factory: &impl Factory) {
    let change = Change::on(factory).await;
    let (before, after) = (change.before().await, change.after().await);
    for number in 0..RECORDS {
        create(&before, number).await;
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let vault = if writer % 2 == 0 { before.clone() } else { after.clone() };
            tokio::spawn(write_until(Arc::clone(&is_over), vault, writer))
        })
        .collect();
    let first = after.rekey(|_| {}).await.expect("the pass ends");
    is_over.store(true, Ordering::Release);
    let mut expected: BTreeMap<u32, u64> = (0..RECORDS).map(|number| (number, 0)).collect();
    for writer in writers {
        for (number, writes) in writer.await.expect("the writer ends") {
            *expected.entry(number).or_default() += writes;
        }
    }
    // What hosts before the change wrote behind the pass's back is the next pass's.
    let second = after.rekey(|_| {}).await.expect("the pass ends");
    assert_eq!((second.left, second.refused, first.refused), (0, 0, 0), "{second:?}");
    assert!(first.rewrapped > 0, "the pass had nothing to do: {first:?}");
    assert_moved(&change, &expected).await;
}

/// Writes the records in turn, and creates some, until it is over. Gives what it wrote.
async fn write_until(is_over: Arc<AtomicBool>, vault: Vault, writer: u32) -> BTreeMap<u32, u64> {
    let mut written = BTreeMap::new();
    let mut turn = writer;
    let mut fresh = 1_000 * (writer + 1);
    // A round at least, however short the pass is.
    while !is_over.load(Ordering::Acquire) || turn < writer + RECORDS {
        let number = turn % RECORDS;
        if add_one(&vault, number).await {
            *written.entry(number).or_default() += 1;
        }
        if turn.is_multiple_of(16) {
            create(&vault, fresh).await;
            written.insert(fresh, 0);
            fresh += 1;
        }
        turn += 1;
    }
    written
}

/// A pass is dropped at its first step, its second, its third …: nothing is lost, and the next one goes on.
pub async fn a_dropped_rekey_is_continued(factory: &impl Factory) {
    let change = Change::on(factory).await;
    let before = change.before().await;
    for number in 0..RECORDS {
        create(&before, number).await;
    }
    let after = change.after().await;
    let mut left = Vec::new();
    for polls in 0..DROPPED {
        poll_at_most(polls, after.rekey(|_| {})).await;
        let census = after.census().await.expect("the store works");
        assert_eq!(census.records(), u64::from(RECORDS) + 1, "after {polls} steps: {census:?}");
        left.push(census.sealed_by(before.key_id()));
        // Until a pass has ended, the old key is needed.
        if left.last() > Some(&0) {
            let refused = change.without_the_old_key().await.expect_err("the old key still seals records");
            assert!(
                matches!(&refused, VaultError::KeyStillUsed { missing, .. } if missing == before.key_id()),
                "{refused}"
            );
        }
    }
    assert!(left.is_sorted_by(|earlier, later| earlier >= later), "a record went back: {left:?}");
    let done = after.rekey(|_| {}).await.expect("the pass ends");
    assert_eq!((done.left, done.refused), (0, 0), "{done:?}");
    assert_moved(&change, &(0..RECORDS).map(|number| (number, 0)).collect()).await;
}

/// Polls a future so often at most, and drops it.
async fn poll_at_most<T>(polls: usize, future: impl Future<Output = T>) {
    let mut future = pin!(future);
    let mut polled = 0;
    std::future::poll_fn(|context| {
        if polled == polls {
            return Poll::Ready(());
        }
        polled += 1;
        future.as_mut().poll(context).map(drop)
    })
    .await;
}

/// Two hosts go through at the same time: together they do what one does.
pub async fn two_hosts_rekey_at_once(factory: &impl Factory) {
    let change = Change::on(factory).await;
    let before = change.before().await;
    for number in 0..RECORDS {
        create(&before, number).await;
    }
    let (one, other) = (change.after().await, change.after().await);
    let (first, second) = tokio::join!(one.rekey(|_| {}), other.rekey(|_| {}));
    let (first, second) = (first.expect("the pass ends"), second.expect("the pass ends"));
    assert_eq!((first.left, second.left, first.refused, second.refused), (0, 0, 0, 0));
    assert_eq!(first.rewrapped + second.rewrapped, u64::from(RECORDS), "each record was rewrapped once");
    assert_moved(&change, &(0..RECORDS).map(|number| (number, 0)).collect()).await;
}

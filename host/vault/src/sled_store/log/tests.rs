use std::path::Path;

use sled::Db;
use tempfile::TempDir;

use super::super::fence::Fence;
use super::Logs;
use crate::error::StoreError;
use crate::store::Sequence;

const LOG: &str = "audit";

struct Fixture {
    _directory: TempDir,
    db: Db,
    fence: Fence,
    logs: Logs,
}

impl Fixture {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let db = sled::Config::new().path(directory.path()).open().unwrap();
        let logs = Logs::new(&db);
        Self { _directory: directory, db, fence: Fence::new(Path::new("data")), logs }
    }

    /// As after a restart: what was not stored is gone.
    fn opened_again(self) -> Self {
        Self { logs: Logs::new(&self.db), ..self }
    }

    fn tree(&self) -> sled::Tree {
        self.db.open_tree("log/audit").unwrap()
    }

    fn append(&self, entry: &[u8]) -> u64 {
        self.logs.append(LOG, entry, &self.fence).unwrap().get()
    }

    fn append_all(&self, numbers: std::ops::RangeInclusive<u64>) {
        for number in numbers {
            assert_eq!(self.append(&number.to_be_bytes()), number);
        }
    }

    fn store(&self) {
        self.logs.store(&self.fence).unwrap();
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let after = (after > 0).then(|| Sequence::new(after));
        let found = self.logs.read(LOG, after, limit, &self.fence)?;
        Ok(found.into_iter().map(|(sequence, entry)| (sequence.get(), entry)).collect())
    }

    /// Every page that there is has the entries that it should have, up to the `last`.
    fn holds(&self, last: u64) {
        for after in 0..=last + 1 {
            for limit in 0..=3 {
                let expected: Vec<_> = (after + 1..=last)
                    .take(limit)
                    .map(|number| (number, number.to_be_bytes().to_vec()))
                    .collect();
                assert_eq!(self.read(after, limit).unwrap(), expected, "{limit} after {after}");
            }
        }
    }
}

#[test]
fn entries_that_wait_for_one_flush_are_stored_in_one_value() {
    let fixture = Fixture::new();
    fixture.append_all(1..=10);
    assert_eq!((fixture.tree().len(), fixture.read(0, 100).unwrap().len()), (0, 0));
    fixture.store();
    assert_eq!(fixture.tree().len(), 1);
    fixture.append_all(11..=11);
    fixture.store();
    fixture.append_all(12..=14);
    fixture.store();
    fixture.store();
    assert_eq!(fixture.tree().len(), 3);
    fixture.holds(14);
    fixture.opened_again().holds(14);
}

#[test]
fn a_log_that_was_stored_entry_by_entry_is_read_and_goes_on() {
    let fixture = Fixture::new();
    for number in 1..=5_u64 {
        fixture.tree().insert(number.to_be_bytes(), &number.to_be_bytes()).unwrap();
    }
    fixture.append_all(6..=9);
    fixture.store();
    fixture.holds(9);
}

#[test]
fn what_was_not_stored_leaves_no_gap() {
    let fixture = Fixture::new();
    fixture.append_all(1..=4);
    fixture.store();
    fixture.append_all(5..=6);
    let fixture = fixture.opened_again();
    fixture.append_all(5..=7);
    fixture.store();
    fixture.holds(7);
}

#[test]
fn a_value_has_a_bounded_size_unless_one_entry_is_larger() {
    let fixture = Fixture::new();
    let sizes = [0, 4_000, 3_000, 3_000, 100_000, 1, 0, 7_000, 7_164, 7_165, 5];
    for size in sizes {
        fixture.append(&vec![7; size]);
    }
    fixture.store();
    let read: Vec<_> = fixture.read(0, 100).unwrap().into_iter().map(|(_, entry)| entry.len()).collect();
    assert_eq!(read, sizes);
    let stored: Vec<_> = fixture.tree().iter().values().map(|value| value.unwrap().len()).collect();
    assert_eq!(stored, [7_012, 3_000, 100_000, 7_013, 7_164, 7_165, 5]);
}

#[test]
fn a_value_that_is_missing_or_damaged_is_told() {
    for damage in [
        |tree: &sled::Tree, key: &[u8]| drop(tree.remove(key).unwrap()),
        |tree: &sled::Tree, key: &[u8]| drop(tree.insert(key, b"short").unwrap()),
        |tree: &sled::Tree, key: &[u8]| drop(tree.insert(key, b"").unwrap()),
        |tree: &sled::Tree, key: &[u8]| {
            let value = tree.remove(key).unwrap().unwrap();
            tree.insert(&key[..8], value).unwrap();
        },
    ] {
        let fixture = Fixture::new();
        for numbers in [1..=3, 4..=6, 7..=9] {
            fixture.append_all(numbers);
            fixture.store();
        }
        let tree = fixture.tree();
        let key = tree.iter().keys().nth(1).unwrap().unwrap();
        damage(&tree, &key);
        assert!(matches!(fixture.read(0, 100), Err(StoreError::Corrupt { .. })));
        assert_eq!(fixture.read(0, 3).unwrap().len(), 3);
        assert_eq!(fixture.read(6, 3).unwrap().len(), 3);
    }
}

#[test]
fn while_entries_cannot_be_stored_no_more_are_taken() {
    let fixture = Fixture::new();
    fixture.append_all(1..=2);
    assert!(fixture.fence.call(|| -> sled::Result<()> { panic!("the storage engine gives up") }).is_err());
    assert!(fixture.logs.store(&fixture.fence).is_err());
    assert!(fixture.logs.append(LOG, b"one more", &fixture.fence).is_err());
    let log = fixture.logs.log(LOG, &fixture.fence).unwrap();
    assert_eq!(super::lock(&log.end).waiting.len(), 2);
}

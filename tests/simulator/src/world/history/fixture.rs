//! Small histories for the tests of this module.

use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, prelude::*};

use super::{CommitHash, File, Files, History, Signature};
use crate::world::UserId;

pub(super) const SIGNATURE: Signature = Signature { author: UserId(0), date: Timestamp::UNIX_EPOCH };

/// Text files by path.
pub(super) fn files(entries: &[(&str, &str)]) -> Files {
    entries.iter().map(|&(path, text)| (path.to_owned(), File::text(text))).collect()
}

/// One commit for each list of parents, which are places in the list; all of the same moment, without files.
pub(super) fn history(parents: &[&[usize]]) -> (History, Vec<CommitHash>) {
    let entries: Vec<_> = parents.iter().map(|&parents| (parents, files(&[]))).collect();
    grown(&entries)
}

/// One commit for each entry: its parents, which are places in the list, and its files.
pub(super) fn grown(entries: &[(&[usize], Files)]) -> (History, Vec<CommitHash>) {
    let mut history = History::default();
    let mut hashes: Vec<CommitHash> = Vec::new();
    for (place, (parents, files)) in entries.iter().enumerate() {
        let parents = parents.iter().map(|&parent| hashes[parent].clone()).collect();
        hashes.push(history.commit(parents, &format!("commit {place}"), SIGNATURE, files.clone()));
    }
    (history, hashes)
}

/// Up to eight commits with up to two parents each and dates in no order.
pub(super) fn any_graph() -> impl Strategy<Value = (History, Vec<CommitHash>)> {
    vec((vec(any::<prop::sample::Index>(), 0..3), 0..4_i64), 1..9).prop_map(|commits| {
        let mut history = History::default();
        let mut hashes: Vec<CommitHash> = Vec::new();
        for (place, (parents, hours)) in commits.iter().enumerate() {
            let mut parents: Vec<CommitHash> = match place {
                0 => Vec::new(),
                _ => parents.iter().map(|parent| parent.get(&hashes).clone()).collect(),
            };
            parents.dedup();
            let date = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(*hours);
            let signature = Signature { date, ..SIGNATURE };
            hashes.push(history.commit(parents, &format!("commit {place}"), signature, Files::new()));
        }
        (history, hashes)
    })
}

/// Up to three files with few paths and few lines, so that they often meet.
pub(super) fn any_files() -> impl Strategy<Value = Files> {
    prop::collection::btree_map("[a-d]|d/[a-b] [c-é]", any_file(), 0..4)
}

fn any_file() -> impl Strategy<Value = File> {
    let text = ("([a-c]{0,2}\n){0,12}", "[a-b]?").prop_map(|(lines, rest)| File::text(&(lines + &rest)));
    let file = prop_oneof![8 => text, 1 => Just(File::new(*b"\0bytes")), 1 => Just(File::stored(*b"film"))];
    (file, prop::bool::weighted(0.2)).prop_map(|(file, run)| if run { file.executable() } else { file })
}

use jiff::Timestamp;

use super::{Commit, Conflict, Files, History, MergeStrategy, Signature};
use crate::world::UserId;

const SIGNATURE: Signature = Signature { author: UserId(0), date: Timestamp::UNIX_EPOCH };

fn files(entries: &[(&str, &str)]) -> Files {
    entries.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// Two commits over a shared first one, which holds `a` and `b`.
fn fork(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> (History, Commit, Commit) {
    let mut history = History::default();
    let first = history.commit(Vec::new(), "first", SIGNATURE, files(&[("a", "1"), ("b", "1")]));
    let ours = history.commit(vec![first.clone()], "ours", SIGNATURE, files(ours));
    let theirs = history.commit(vec![first], "theirs", SIGNATURE, files(theirs));
    let get = |hash| history.get(hash).unwrap().clone();
    let (ours, theirs) = (get(&ours), get(&theirs));
    (history, ours, theirs)
}

fn merged(
    strategy: MergeStrategy,
    ours: &[(&str, &str)],
    theirs: &[(&str, &str)],
) -> Result<Files, Conflict> {
    let (mut history, ours, theirs) = fork(ours, theirs);
    let landed = history.merge(&ours, &theirs, strategy, "merge", SIGNATURE)?;
    Ok(history.get(&landed).unwrap().files.clone())
}

#[test]
fn changes_to_different_files_both_land() {
    for strategy in [MergeStrategy::MergeCommit, MergeStrategy::Squash, MergeStrategy::RebaseMerge] {
        let result = merged(strategy, &[("a", "2"), ("b", "1")], &[("a", "1"), ("b", "2"), ("c", "1")]);
        assert_eq!(result, Ok(files(&[("a", "2"), ("b", "2"), ("c", "1")])), "{strategy:?}");
    }
}

#[test]
fn a_deleted_file_stays_deleted() {
    let result = merged(MergeStrategy::MergeCommit, &[("a", "2"), ("b", "1")], &[("a", "1")]);
    assert_eq!(result, Ok(files(&[("a", "2")])));
}

#[test]
fn one_file_changed_twice_is_a_conflict() {
    let result = merged(MergeStrategy::Squash, &[("a", "2"), ("b", "1")], &[("a", "3"), ("b", "1")]);
    assert_eq!(result, Err(Conflict::File("a".to_owned())));
}

#[test]
fn a_fork_is_not_fast_forwarded() {
    let result = merged(MergeStrategy::FastForward, &[("a", "2")], &[("b", "2")]);
    assert_eq!(result, Err(Conflict::NotForward));
}

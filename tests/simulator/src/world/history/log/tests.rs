use std::slice::from_ref;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    super::fixture::{SIGNATURE, any_graph, files, history},
    Commit, CommitHash, History,
};
use crate::world::Signature;

fn log(history: &History, hash: &CommitHash) -> Vec<CommitHash> {
    history.log(from_ref(hash), &[]).into_iter().map(|commit| commit.hash.clone()).collect()
}

#[test]
fn what_is_excluded_and_all_before_it_is_left_out() {
    let (history, hashes) = history(&[&[], &[0], &[1], &[1]]);
    let own = history.log(&hashes[2..], &hashes[2..3]);
    assert_eq!(own.iter().map(|commit| &commit.hash).collect::<Vec<_>>(), [&hashes[3]]);
}

#[test]
fn later_dates_come_first_across_branches() {
    let mut history = History::default();
    let mut at = |second: i64, parents: Vec<CommitHash>| {
        let date = Timestamp::from_second(second).unwrap();
        history.commit(parents, "a commit", Signature { date, ..SIGNATURE }, files(&[]))
    };
    let root = at(0, Vec::new());
    let (one, two) = (at(1, vec![root.clone()]), at(2, vec![root.clone()]));
    let three = at(3, vec![one.clone()]);
    let merge = at(4, vec![two.clone(), three.clone()]);
    assert_eq!(log(&history, &merge), [merge, three, two, one, root]);
}

#[test]
fn a_child_with_a_slow_clock_still_comes_before_its_parent() {
    let mut history = History::default();
    let late = Signature { date: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1), ..SIGNATURE };
    let parent = history.commit(Vec::new(), "parent", late, files(&[]));
    let child = history.commit(vec![parent.clone()], "child", SIGNATURE, files(&[]));
    assert_eq!(log(&history, &child), [child, parent]);
}

#[test]
fn an_unknown_hash_has_no_log() {
    let (history, _) = history(&[&[]]);
    assert!(history.log(&[CommitHash("0".repeat(40))], &[]).is_empty());
}

#[test]
fn the_base_of_a_fork_is_where_it_forked() {
    let (history, hashes) = history(&[&[], &[0], &[1], &[1]]);
    let base = history.merge_base(&hashes[2], &hashes[3]);
    assert_eq!(base.map(|commit| &commit.hash), Some(&hashes[1]));
}

#[test]
fn a_merged_branch_moves_the_base_forward() {
    // 1 and 2 fork from 0; 3 merges 2 into 1; 4 goes on from 2: the base lies on the second parent's side.
    let (history, hashes) = history(&[&[], &[0], &[0], &[1, 2], &[2]]);
    let base = history.merge_base(&hashes[3], &hashes[4]);
    assert_eq!(base.map(|commit| &commit.hash), Some(&hashes[2]));
}

#[test]
fn a_criss_cross_has_one_of_its_two_best_bases() {
    let (history, hashes) = history(&[&[], &[0], &[0], &[1, 2], &[2, 1]]);
    let base = history.merge_base(&hashes[3], &hashes[4]).map(|commit| &commit.hash);
    assert_eq!(base, hashes[1..3].iter().max());
}

#[test]
fn unrelated_commits_have_no_base() {
    let (history, hashes) = history(&[&[], &[]]);
    assert!(history.merge_base(&hashes[0], &hashes[1]).is_none());
}

proptest! {
    #[test]
    fn a_log_holds_every_ancestor_once_and_children_first((history, hashes) in any_graph()) {
        for hash in &hashes {
            let log = log(&history, hash);
            prop_assert_eq!(log.len(), history.reachable(from_ref(hash)).len());
            let place = |hash: &CommitHash| log.iter().position(|other| other == hash);
            for commit in log.iter().filter_map(|hash| history.get(hash)) {
                let Commit { hash, parents, .. } = commit;
                prop_assert!(parents.iter().all(|parent| place(parent) > place(hash)));
            }
        }
    }

    #[test]
    fn a_merge_base_is_common_and_the_best((history, hashes) in any_graph()) {
        for (one, other) in hashes.iter().flat_map(|one| hashes.iter().map(move |other| (one, other))) {
            let base = history.merge_base(one, other).map(|commit| &commit.hash);
            let common = |hash: &&CommitHash| history.contains(one, hash) && history.contains(other, hash);
            prop_assert_eq!(base.is_some(), hashes.iter().any(|hash| common(&hash)));
            prop_assert_eq!(base, history.merge_base(other, one).map(|commit| &commit.hash));
            if let Some(base) = base {
                prop_assert!(common(&base));
                let better = |hash: &CommitHash| hash != base && history.contains(hash, base);
                prop_assert!(!hashes.iter().filter(common).any(better));
            }
        }
    }
}

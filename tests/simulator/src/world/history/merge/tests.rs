use super::{
    super::fixture::{SIGNATURE, files, grown},
    Commit, CommitHash, Conflict, Files, History, MergeStrategy,
};

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
    assert_eq!(result, Err(Conflict::Files(vec!["a".to_owned()])));
}

#[test]
fn a_fork_is_not_fast_forwarded() {
    let result = merged(MergeStrategy::FastForward, &[("a", "2")], &[("b", "2")]);
    assert_eq!(result, Err(Conflict::NotForward));
}

fn commit<'h>(history: &'h History, hash: &CommitHash) -> &'h Commit {
    history.get(hash).unwrap()
}

/// The files of a merge of two places of a history.
fn merge_of(
    strategy: MergeStrategy,
    (mut history, hashes): (History, Vec<CommitHash>),
    destination: usize,
    source: usize,
) -> Result<Files, Conflict> {
    let ends = [destination, source].map(|place| commit(&history, &hashes[place]).clone());
    let landed = history.merge(&ends[0], &ends[1], strategy, "merge", SIGNATURE)?;
    Ok(commit(&history, &landed).files.clone())
}

#[test]
fn a_file_and_a_folder_of_one_name_conflict() {
    let result = merged(
        MergeStrategy::MergeCommit,
        &[("a", "1"), ("b", "1"), ("c", "")],
        &[("a", "1"), ("b", "1"), ("c/d", "")],
    );
    assert_eq!(result, Err(Conflict::Files(vec!["c".to_owned()])));
}

#[test]
fn every_conflict_is_named_and_nothing_else() {
    let (history, ours, theirs) = fork(&[("a", "2"), ("b", "2"), ("c", "1")], &[("a", "3"), ("d", "1")]);
    assert_eq!(history.conflicts(&theirs, &ours), ["a", "b"]);
    assert!(history.conflicts(&ours, &ours).is_empty());
}

#[test]
fn a_source_that_took_the_destination_in_merges_against_that() {
    // 2 is on the destination; 3 merges it into the source, where the file is then changed again.
    let tree = |text| files(&[("a", text)]);
    let entries: &[(&[usize], Files)] = &[
        (&[], tree("1")),
        (&[0], files(&[("a", "1"), ("own", "")])),
        (&[0], tree("2")),
        (&[1, 2], files(&[("a", "2"), ("own", "")])),
        (&[3], files(&[("a", "3"), ("own", "")])),
    ];
    for strategy in MergeStrategy::ALL.into_iter().filter(|strategy| !strategy.only_forward()) {
        let result = merge_of(strategy, grown(entries), 2, 4);
        assert_eq!(result, Ok(files(&[("a", "3"), ("own", "")])), "{strategy:?}");
    }
}

#[test]
fn a_criss_cross_merges() {
    let both = |more: (&str, &str)| files(&[("a", "2"), ("b", "2"), more]);
    let history = grown(&[
        (&[], files(&[("a", "1"), ("b", "1")])),
        (&[0], files(&[("a", "2"), ("b", "1")])),
        (&[0], files(&[("a", "1"), ("b", "2")])),
        (&[1, 2], both(("c", "1"))),
        (&[2, 1], both(("d", "1"))),
    ]);
    let merged = files(&[("a", "2"), ("b", "2"), ("c", "1"), ("d", "1")]);
    assert_eq!(merge_of(MergeStrategy::MergeCommit, history, 3, 4), Ok(merged));
}

#[test]
fn a_rebase_leaves_merges_out_and_keeps_the_rest_in_order() {
    let (mut history, hashes) = grown(&[
        (&[], files(&[("a", "1")])),
        (&[0], files(&[("a", "2")])),
        (&[0], files(&[("a", "1"), ("b", "1")])),
        (&[2, 1], files(&[("a", "2"), ("b", "1")])),
        (&[3], files(&[("a", "2"), ("b", "2")])),
    ]);
    let (destination, source) = (commit(&history, &hashes[1]).clone(), commit(&history, &hashes[4]).clone());
    let tip =
        history.merge(&destination, &source, MergeStrategy::RebaseFastForward, "unused", SIGNATURE).unwrap();
    let own = history.log(&[tip], &hashes[1..2]);
    assert_eq!(own.iter().map(|own| own.message.as_str()).collect::<Vec<_>>(), ["commit 4", "commit 2"]);
}

#[test]
fn what_is_there_already_is_not_merged_again() {
    for strategy in MergeStrategy::ALL {
        let (mut history, hashes) = grown(&[(&[], files(&[("a", "1")])), (&[0], files(&[("a", "2")]))]);
        let [source, destination] = [0, 1].map(|place| commit(&history, &hashes[place]).clone());
        let landed = history.merge(&destination, &source, strategy, "merge", SIGNATURE);
        assert_eq!(landed, Ok(hashes[1].clone()), "{strategy:?}");
    }
}

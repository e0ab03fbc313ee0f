use super::{
    super::{
        CommitHash,
        fixture::{files, grown},
    },
    DiffOptions, History,
};

/// A fork: 1 is the base's side, which added `base`; 2 is the source's, which added `source`.
fn fork() -> (History, Vec<CommitHash>) {
    grown(&[
        (&[], files(&[("a", "1\n")])),
        (&[0], files(&[("a", "1\n"), ("base", "b\n")])),
        (&[0], files(&[("a", "1\n"), ("source", "s\n")])),
    ])
}

fn compared(
    history: &History,
    source: &CommitHash,
    destination: Option<&CommitHash>,
    topic: bool,
) -> Vec<String> {
    let get = |hash: &CommitHash| history.get(hash).unwrap();
    let comparison = history.comparison(get(source), destination.map(get), topic);
    let changes = comparison.changes(&DiffOptions { renames: false, ..DiffOptions::default() });
    changes.iter().map(|change| format!("{} {}", change.status().name(), change.path())).collect()
}

#[test]
fn a_topic_shows_only_what_the_source_did() {
    let (history, hashes) = fork();
    assert_eq!(compared(&history, &hashes[2], Some(&hashes[1]), true), ["added source"]);
}

#[test]
fn two_trees_are_compared_from_the_destination_to_the_source() {
    let (history, hashes) = fork();
    assert_eq!(compared(&history, &hashes[2], Some(&hashes[1]), false), ["removed base", "added source"]);
}

#[test]
fn one_commit_is_compared_with_its_first_parent() {
    let (history, hashes) = fork();
    assert_eq!(compared(&history, &hashes[1], None, true), ["added base"]);
    assert_eq!(compared(&history, &hashes[0], None, false), ["added a"]);
}

#[test]
fn a_topic_that_shares_nothing_is_all_new() {
    let (history, hashes) = grown(&[(&[], files(&[("a", "1\n")])), (&[], files(&[("b", "1\n")]))]);
    assert_eq!(compared(&history, &hashes[1], Some(&hashes[0]), true), ["added b"]);
}

#[test]
fn a_topic_is_what_a_merge_would_bring() {
    let (mut history, hashes) = fork();
    let [destination, source] = [1, 2].map(|place| history.get(&hashes[place]).unwrap().clone());
    let strategy = super::super::MergeStrategy::MergeCommit;
    let merge =
        history.merge(&destination, &source, strategy, "merge", super::super::fixture::SIGNATURE).unwrap();
    let topic = compared(&history, &source.hash, Some(&destination.hash), true);
    assert_eq!(compared(&history, &merge, None, true), topic);
}

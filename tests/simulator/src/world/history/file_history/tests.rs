use proptest::prelude::*;

use super::{
    super::{
        CommitHash, Files,
        fixture::{any_files, files, grown},
    },
    History,
};

const TEXT: &str = "1\n2\n3\n4\n";

/// The messages of the commits and the paths that the file had in them.
fn versions(history: &History, start: &CommitHash, path: &str, renames: bool) -> Vec<(String, String)> {
    let versions = history.file_history(history.get(start).unwrap(), path, renames);
    versions.iter().map(|version| (version.commit.message.clone(), version.path.to_owned())).collect()
}

fn named(entries: &[(&str, &str)]) -> Vec<(String, String)> {
    entries.iter().map(|&(message, path)| (message.to_owned(), path.to_owned())).collect()
}

#[test]
fn only_commits_that_changed_the_file_count() {
    let (history, hashes) = grown(&[
        (&[], files(&[("a", "1")])),
        (&[0], files(&[("a", "1"), ("b", "1")])),
        (&[1], files(&[("a", "2"), ("b", "1")])),
    ]);
    let expected = named(&[("commit 2", "a"), ("commit 0", "a")]);
    assert_eq!(versions(&history, &hashes[2], "a", true), expected);
    assert!(versions(&history, &hashes[2], "c", true).is_empty());
}

#[test]
fn a_version_is_the_file_as_it_was_then() {
    let (history, hashes) = grown(&[(&[], files(&[("a", "1")])), (&[0], files(&[("a", "2")]))]);
    let versions = history.file_history(history.get(&hashes[1]).unwrap(), "a", false);
    assert_eq!(
        versions.iter().map(|version| version.file.as_text()).collect::<Vec<_>>(),
        [Some("2"), Some("1")]
    );
}

#[test]
fn a_rename_is_followed_when_asked() {
    let (history, hashes) = grown(&[
        (&[], files(&[("old", "1\n2\n3\n")])),
        (&[0], files(&[("old", TEXT)])),
        (&[1], files(&[("new", TEXT)])),
    ]);
    let all = named(&[("commit 2", "new"), ("commit 1", "old"), ("commit 0", "old")]);
    assert_eq!(versions(&history, &hashes[2], "new", true), all);
    assert_eq!(versions(&history, &hashes[2], "new", false), all[..1]);
}

#[test]
fn a_merge_counts_only_if_it_made_something_new() {
    let entries = |merged: &'static str| {
        grown(&[
            (&[], files(&[("a", "1")])),
            (&[0], files(&[("a", "1"), ("b", "1")])),
            (&[0], files(&[("a", "2")])),
            (&[1, 2], files(&[("a", merged), ("b", "1")])),
        ])
    };
    let (history, hashes) = entries("2");
    assert_eq!(versions(&history, &hashes[3], "a", true), named(&[("commit 2", "a"), ("commit 0", "a")]));
    let (history, hashes) = entries("3");
    let expected = named(&[("commit 3", "a"), ("commit 2", "a"), ("commit 0", "a")]);
    assert_eq!(versions(&history, &hashes[3], "a", true), expected);
}

#[test]
fn a_file_that_was_away_has_its_old_history_too() {
    let (history, hashes) =
        grown(&[(&[], files(&[("a", "1")])), (&[0], Files::new()), (&[1], files(&[("a", "2")]))]);
    let expected = named(&[("commit 2", "a"), ("commit 0", "a")]);
    assert_eq!(versions(&history, &hashes[2], "a", true), expected);
}

proptest! {
    #[test]
    fn on_a_line_without_renames_it_is_each_change(trees in prop::collection::vec(any_files(), 1..6)) {
        let parent = |place: usize| Vec::from_iter(place.checked_sub(1));
        let parents: Vec<Vec<usize>> = (0..trees.len()).map(parent).collect();
        let entries: Vec<_> = parents.iter().map(Vec::as_slice).zip(trees.iter().cloned()).collect();
        let (history, hashes) = grown(&entries);
        for path in trees.iter().flat_map(Files::keys) {
            let here = |place: usize| trees[place].get(path);
            let before = |place: usize| place.checked_sub(1).and_then(here);
            let changed = |place: &usize| here(*place).is_some() && here(*place) != before(*place);
            let places = (0..trees.len()).rev().filter(changed);
            let expected: Vec<_> = places.map(|place| format!("commit {place}")).collect();
            let found = versions(&history, &hashes[trees.len() - 1], path, false);
            prop_assert_eq!(found.into_iter().map(|(message, _)| message).collect::<Vec<_>>(), expected);
        }
    }
}

use proptest::prelude::*;

use super::{
    super::{
        ChangeStatus,
        fixture::{any_files, files},
    },
    DiffOptions, File, FileChange, Files, changes,
};

fn changed(from: &[(&str, &str)], to: &[(&str, &str)]) -> Vec<FileChange> {
    changes(&files(from), &files(to), &DiffOptions::default())
}

/// Status, old path, new path, lines added and removed.
fn brief(change: &FileChange) -> (&str, &str, &str, usize, usize) {
    let old = change.before().map_or("", |old| &old.path);
    let new = change.after().map_or("", |new| &new.path);
    (change.status().name(), old, new, change.lines_added, change.lines_removed)
}

#[test]
fn files_are_added_removed_and_modified() {
    let changes = changed(
        &[("gone", "1\n"), ("kept", "same"), ("other", "1\n2\n3\n")],
        &[("kept", "same"), ("new", "x\ny\n"), ("other", "1\nb\nc\n3\n")],
    );
    let expected =
        [("removed", "gone", "", 0, 1), ("added", "", "new", 2, 0), ("modified", "other", "other", 2, 1)];
    assert_eq!(changes.iter().map(brief).collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_that_moved_is_one_change() {
    let changes = changed(&[("a", "1\n2\n3\n4\n")], &[("b", "1\n2\n3\n5\n")]);
    assert_eq!(changes.iter().map(brief).collect::<Vec<_>>(), [("renamed", "a", "b", 1, 1)]);
    assert_eq!(changes[0].similarity(), Some(75));
    assert!(changes[0].touches("a") && changes[0].touches("b") && !changes[0].touches("c"));
}

#[test]
fn less_than_half_of_a_file_is_not_enough_to_have_moved() {
    let statuses = |to: &str| {
        let changes = changed(&[("a", "1\n2\n3\n4\n")], &[("b", to)]);
        changes.iter().map(|change| change.status().name()).collect::<Vec<_>>()
    };
    assert_eq!(statuses("1\n2\n5\n6\n"), ["renamed"]);
    assert_eq!(statuses("1\n5\n6\n7\n"), ["removed", "added"]);
}

#[test]
fn identical_content_goes_before_likeness_and_a_kept_name_before_order() {
    let text = "1\n2\n3\n4\n";
    let changes = changed(
        &[("a/x", text), ("b/y", text), ("c", "1\n2\n3\n0\n")],
        &[("d/y", text), ("e/x", text), ("f", "1\n2\n3\n9\n")],
    );
    let moves: Vec<_> = changes.iter().map(brief).map(|(_, old, new, ..)| (old, new)).collect();
    assert_eq!(moves, [("b/y", "d/y"), ("a/x", "e/x"), ("c", "f")]);
}

#[test]
fn renames_can_be_left_alone() {
    let options = DiffOptions { renames: false, ..DiffOptions::default() };
    let changes = changes(&files(&[("a", "1\n")]), &files(&[("b", "1\n")]), &options);
    assert_eq!(
        changes.iter().map(|change| change.status()).collect::<Vec<_>>(),
        [ChangeStatus::Removed, ChangeStatus::Added]
    );
}

#[test]
fn white_space_counts_unless_it_is_ignored() {
    let (from, to) = (files(&[("a", "f(x)\n"), ("b", "1\n")]), files(&[("a", "  f( x )\n"), ("b", "2\n")]));
    let ignoring = DiffOptions { ignore_whitespace: true, ..DiffOptions::default() };
    let paths = |options: &DiffOptions| {
        changes(&from, &to, options).iter().map(|change| change.path().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths(&DiffOptions::default()), ["a", "b"]);
    assert_eq!(paths(&ignoring), ["b"]);
}

#[test]
fn a_mode_and_a_binary_change_without_lines() {
    let from = Files::from([("run".to_owned(), File::text("x")), ("image".to_owned(), File::new(*b"\0a\n"))]);
    let to = Files::from([
        ("run".to_owned(), File::text("x").executable()),
        ("image".to_owned(), File::new(*b"\0b\n")),
    ]);
    let changes = changes(&from, &to, &DiffOptions { ignore_whitespace: true, ..DiffOptions::default() });
    let expected = [("modified", "image", "image", 0, 0), ("modified", "run", "run", 0, 0)];
    assert_eq!(changes.iter().map(brief).collect::<Vec<_>>(), expected);
}

fn lines(files: &Files) -> usize {
    files.values().filter_map(File::as_text).map(|text| text.split_inclusive('\n').count()).sum()
}

proptest! {
    #[test]
    fn changes_lead_from_one_tree_to_the_other(from in any_files(), to in any_files(), renames: bool) {
        let changes = changes(&from, &to, &DiffOptions { renames, ..DiffOptions::default() });
        let mut made = from;
        for old in changes.iter().filter_map(FileChange::before) {
            prop_assert_eq!(made.remove(&old.path), Some(old.file.clone()));
        }
        for new in changes.iter().filter_map(FileChange::after) {
            prop_assert_eq!(made.insert(new.path.clone(), new.file.clone()), None);
        }
        prop_assert_eq!(made, to);
    }

    #[test]
    fn line_counts_add_up(mut from in any_files(), mut to in any_files()) {
        from.retain(|_, file| file.as_text().is_some());
        to.retain(|_, file| file.as_text().is_some());
        let changes = changes(&from, &to, &DiffOptions::default());
        let added: usize = changes.iter().map(|change| change.lines_added).sum();
        let removed: usize = changes.iter().map(|change| change.lines_removed).sum();
        prop_assert_eq!(lines(&from) + added, lines(&to) + removed);
    }

    #[test]
    fn a_tree_does_not_differ_from_itself(files in any_files()) {
        prop_assert_eq!(changes(&files, &files, &DiffOptions::default()), []);
    }
}

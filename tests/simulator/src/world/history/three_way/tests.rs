use proptest::prelude::*;

use super::{super::fixture::any_files, File, Files, collisions, three_way};

fn tree(file: File) -> Files {
    Files::from([("a".to_owned(), file)])
}

#[test]
fn different_lines_of_one_file_both_land() {
    let (base, ours) = (tree(File::text("1\n2\n3\n4\n")), tree(File::text("one\n2\n3\n4\n")));
    let theirs = tree(File::text("1\n2\n3\nfour\n").executable());
    let merged = tree(File::text("one\n2\n3\nfour\n").executable());
    assert_eq!(three_way(Some(&base), &ours, &theirs), Ok(merged));
}

#[test]
fn one_line_changed_twice_is_a_conflict() {
    let trees = ["1\n2\n", "1\n3\n", "1\n4\n"].map(|text| tree(File::text(text)));
    assert_eq!(three_way(Some(&trees[0]), &trees[1], &trees[2]), Err(vec!["a".to_owned()]));
}

#[test]
fn a_file_changed_here_and_deleted_there_is_a_conflict() {
    let (base, ours) = (tree(File::text("1")), tree(File::text("2")));
    assert_eq!(three_way(Some(&base), &ours, &Files::new()), Err(vec!["a".to_owned()]));
    assert_eq!(three_way(Some(&base), &Files::new(), &ours), Err(vec!["a".to_owned()]));
    assert_eq!(three_way(Some(&base), &base, &Files::new()), Ok(Files::new()));
}

#[test]
fn a_mode_and_the_bytes_of_a_binary_file_both_land() {
    let (old, new) = (File::new(*b"\0old"), File::new(*b"\0new"));
    let ours = tree(old.clone().executable());
    let merged = three_way(Some(&tree(old)), &ours, &tree(new.clone()));
    assert_eq!(merged, Ok(tree(new.executable())));
}

#[test]
fn binary_and_stored_files_are_not_merged() {
    for file in [
        |text: &str| File::new([text.as_bytes(), b"\0"].concat()),
        |text: &str| File::stored(text.as_bytes()),
    ] {
        let tree = |text: &str| tree(file(text));
        let (base, ours, theirs) = (tree("1\n2\n3\n"), tree("0\n2\n3\n"), tree("1\n2\n0\n"));
        assert_eq!(three_way(Some(&base), &ours, &theirs), Err(vec!["a".to_owned()]));
    }
}

proptest! {
    #[test]
    fn a_merge_with_what_did_not_change_is_the_other_side(base in any_files(), ours in any_files()) {
        let expected = |ours: Files| if collisions(&ours).is_empty() { Ok(ours) } else { Err(()) };
        prop_assert_eq!(three_way(Some(&base), &ours, &base).map_err(drop), expected(ours.clone()));
        prop_assert_eq!(three_way(Some(&base), &base, &ours).map_err(drop), expected(ours.clone()));
        prop_assert_eq!(three_way(Some(&base), &ours, &ours).map_err(drop), expected(ours));
    }

    #[test]
    fn both_directions_agree(base in any_files(), ours in any_files(), theirs in any_files()) {
        let (one, other) = (three_way(Some(&base), &ours, &theirs), three_way(Some(&base), &theirs, &ours));
        prop_assert_eq!(one, other);
    }
}

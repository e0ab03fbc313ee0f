use proptest::prelude::*;

use super::{
    super::fixture::{any_files, files},
    collisions, escaped, is_path,
};

#[test]
fn only_what_needs_it_is_quoted() {
    assert_eq!(escaped("src/a b.rs"), "src/a b.rs");
    assert_eq!(escaped("café"), "\"caf\\303\\251\"");
    assert_eq!(escaped("a\t\"\\\u{1}"), r#""a\t\"\\\001""#);
}

#[test]
fn a_path_stays_below_the_root() {
    for path in ["", "/a", "a/", "a//b", ".", "a/../b", ".git/config", "a/.GIT", "a\0b"] {
        assert!(!is_path(path), "{path:?}");
    }
    for path in ["a", "a/b", ".gitignore", "a b/ö", "..."] {
        assert!(is_path(path), "{path:?}");
    }
}

#[test]
fn a_file_with_files_below_it_collides() {
    assert_eq!(collisions(&files(&[("a", ""), ("a-b", ""), ("a/b", ""), ("ab/c", "")])), ["a"]);
}

proptest! {
    #[test]
    fn a_collision_is_a_folder_of_another(files in any_files()) {
        let found = collisions(&files);
        for path in files.keys() {
            let is_folder = files.keys().any(|other| other.starts_with(&format!("{path}/")));
            prop_assert_eq!(found.contains(path), is_folder);
        }
    }

    #[test]
    fn an_escaped_path_is_printable(path in "\\PC{0,20}|[\\x00-\\x7f]{0,20}") {
        prop_assert!(escaped(&path).bytes().all(|byte| matches!(byte, b' '..=b'~')));
    }
}

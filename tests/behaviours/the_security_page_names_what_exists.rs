//! SECURITY.md names a test for each promise, and each of them exists.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Links of a page: what they say, and where they lead.
fn links(page: &str) -> Vec<(&str, &str)> {
    let links = page.split("[`").skip(1).filter_map(|rest| rest.split_once("`]("));
    links.filter_map(|(said, rest)| Some((said, rest.split_once(')')?.0))).collect()
}

/// A test is named by itself, or by the file that holds it.
fn exists(said: &str, path: &Path) -> bool {
    let Ok(source) = std::fs::read_to_string(path) else { return false };
    let is_file = path.file_stem().is_some_and(|stem| stem == said);
    (is_file
        && (source.contains("#[test]") || source.contains("#[tokio::test") || source.contains("proptest!")))
        || source.contains(&format!("fn {said}("))
}

#[test]
fn each_promise_names_tests_and_they_exist() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let promised = page.split("## What is promised").nth(1).unwrap();
    let promised = promised.split("## What is not promised").next().unwrap();
    let rows: Vec<&str> =
        promised.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise ")).collect();
    assert!(rows.len() >= 20, "{} promises", rows.len());
    for row in rows {
        let named = links(row);
        assert!(!named.is_empty(), "no test for: {row}");
        for (said, path) in named {
            assert!(exists(said, &root().join(path)), "{said} is not in {path}");
        }
    }
}

#[test]
fn a_test_that_is_not_there_would_be_noticed() {
    let here = root().join("tests/behaviours/the_security_page_names_what_exists.rs");
    assert!(exists("each_promise_names_tests_and_they_exist", &here));
    assert!(exists("the_security_page_names_what_exists", &here));
    assert!(!exists("something_else", &here));
    assert!(!exists("the_security_page_names_what_exists", &root().join("SECURITY.md")));
}

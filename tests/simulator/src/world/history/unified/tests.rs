use proptest::prelude::*;

use super::{
    super::{
        File, Files, changes,
        fixture::{any_files, files},
    },
    DiffOptions, unified,
};

mod apply;

const OPTIONS: DiffOptions =
    DiffOptions { renames: true, ignore_whitespace: false, binary: true, context: 3 };

fn diff(from: &Files, to: &Files, options: &DiffOptions) -> String {
    unified(&changes(from, to, options), options)
}

/// The diff without its `index` lines, whose digits mean nothing to a reader.
fn read(from: &Files, to: &Files) -> String {
    let diff = diff(from, to, &OPTIONS);
    diff.split_inclusive('\n').filter(|line| !line.starts_with("index ")).collect()
}

#[test]
fn a_modified_file_has_hunks_with_headings() {
    let old: String = (1..=12).map(|number| format!("{number}\n")).collect();
    let old = format!("fn main() {{\n{old}");
    let new = old.replace("10\n", "ten\n").replace("\n1\n", "\none\n");
    let expected = "\
diff --git a/main.rs b/main.rs
--- a/main.rs
+++ b/main.rs
@@ -1,5 +1,5 @@
 fn main() {
-1
+one
 2
 3
 4
@@ -8,6 +8,6 @@ fn main() {
 7
 8
 9
-10
+ten
 11
 12
";
    assert_eq!(read(&files(&[("main.rs", &old)]), &files(&[("main.rs", &new)])), expected);
}

#[test]
fn a_new_and_a_deleted_file_say_their_mode() {
    let to =
        Files::from([("b c".to_owned(), File::text("1\n2").executable()), ("e".to_owned(), File::text(""))]);
    let expected = "\
diff --git a/a b/a
deleted file mode 100644
--- a/a
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/b c b/b c
new file mode 100755
--- /dev/null
+++ b/b c\t
@@ -0,0 +1,2 @@
+1
+2
\\ No newline at end of file
diff --git a/e b/e
new file mode 100644
";
    assert_eq!(read(&files(&[("a", "x\n")]), &to), expected);
}

#[test]
fn a_renamed_file_says_from_where() {
    let (from, to) = (files(&[("a", "1\n2\n3\n4\n")]), files(&[("é", "1\n2\n3\n")]));
    let expected = "\
diff --git a/a \"b/\\303\\251\"
similarity index 75%
rename from a
rename to \"\\303\\251\"
--- a/a
+++ \"b/\\303\\251\"
@@ -1,4 +1,3 @@
 1
 2
 3
-4
";
    assert_eq!(read(&from, &to), expected);
}

#[test]
fn a_file_that_only_moved_or_may_now_be_run_has_no_hunks() {
    let to = Files::from([("b".to_owned(), File::text("x\n").executable())]);
    let expected = "\
diff --git a/a b/b
old mode 100644
new mode 100755
similarity index 100%
rename from a
rename to b
";
    assert_eq!(diff(&files(&[("a", "x\n")]), &to, &OPTIONS), expected);
}

#[test]
fn binary_files_differ_without_showing_how() {
    let image = |bytes: &[u8]| Files::from([("i".to_owned(), File::new(bytes))]);
    let (one, two) = (image(b"\0one"), image(b"\0two"));
    let expected = "diff --git a/i b/i\nBinary files a/i and b/i differ\n";
    assert_eq!(read(&one, &two), expected);
    assert!(read(&Files::new(), &two).ends_with("Binary files /dev/null and b/i differ\n"));
    assert_eq!(diff(&one, &two, &DiffOptions { binary: false, ..OPTIONS }), "");
}

#[test]
fn an_index_line_names_both_blobs_and_a_mode_that_stayed() {
    let (old, new) = (File::text("1\n"), File::text("2\n"));
    let tree = |file: &File| Files::from([("a".to_owned(), file.clone())]);
    let (from, to) = (old.blob()[..7].to_owned(), new.blob()[..7].to_owned());
    let line = |from: &Files, to: &Files| {
        let diff = diff(from, to, &OPTIONS);
        diff.lines().find(|line| line.starts_with("index ")).map(str::to_owned).unwrap()
    };
    assert_eq!(line(&tree(&old), &tree(&new)), format!("index {from}..{to} 100644"));
    assert_eq!(line(&tree(&old), &tree(&new.executable())), format!("index {from}..{to}"));
    assert_eq!(line(&tree(&old), &Files::new()), format!("index {from}..0000000"));
}

#[test]
fn ignored_white_space_is_shown_as_it_is_now() {
    let (from, to) = (files(&[("a", "f(x)\n1\n")]), files(&[("a", "\tf(x)\n2\n")]));
    let diff = diff(&from, &to, &DiffOptions { ignore_whitespace: true, ..OPTIONS });
    assert!(diff.ends_with("@@ -1,2 +1,2 @@\n \tf(x)\n-1\n+2\n"), "{diff}");
}

/// What a diff can carry of a tree: bytes and modes.
fn carried(files: &Files) -> Vec<(&str, &[u8], &str)> {
    files.iter().map(|(path, file)| (path.as_str(), file.bytes(), file.mode())).collect()
}

proptest! {
    #[test]
    fn a_diff_applied_to_the_old_tree_gives_the_new_one(
        mut from in any_files(),
        mut to in any_files(),
        renames: bool,
        context in 0..4_usize,
    ) {
        from.retain(|_, file| file.as_text().is_some());
        to.retain(|_, file| file.as_text().is_some());
        let diff = diff(&from, &to, &DiffOptions { renames, context, ..OPTIONS });
        let made = apply::apply(&diff, &from);
        prop_assert_eq!(carried(&made), carried(&to), "{}", diff);
    }
}

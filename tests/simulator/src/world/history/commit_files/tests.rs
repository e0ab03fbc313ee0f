use super::{
    super::{
        CommitHash,
        fixture::{SIGNATURE, files, grown},
    },
    Edit, EditError, File, History,
};

fn started() -> (History, CommitHash) {
    let (mut history, mut hashes) = grown(&[(&[], files(&[("a", "1"), ("b", "1")]))]);
    history.point("main", hashes[0].clone());
    (history, hashes.remove(0))
}

fn set(path: &str, text: &str) -> (String, Edit) {
    (path.to_owned(), Edit::Set(File::text(text)))
}

fn delete(path: &str) -> (String, Edit) {
    (path.to_owned(), Edit::Delete)
}

/// Commits to a branch.
fn committed(
    history: &mut History,
    parent: Option<&CommitHash>,
    branch: &str,
    edits: Vec<(String, Edit)>,
) -> Result<CommitHash, EditError> {
    history.commit_files(parent, branch, "edit", SIGNATURE, edits)
}

#[test]
fn files_are_set_and_deleted_on_the_tip() {
    let (mut history, first) = started();
    let edits = vec![set("c/d", "new"), set("a", "2"), delete("b"), delete("never there")];
    let made = committed(&mut history, Some(&first), "main", edits).unwrap();
    let tip = history.tip("main").unwrap();
    assert_eq!((&tip.hash, &tip.parents), (&made, &vec![first]));
    assert_eq!(tip.files, files(&[("a", "2"), ("c/d", "new")]));
}

#[test]
fn a_parent_that_is_not_the_tip_is_refused() {
    let (mut history, first) = started();
    let second = committed(&mut history, None, "main", vec![set("a", "2")]).unwrap();
    let refused = committed(&mut history, Some(&first), "main", vec![set("a", "3")]);
    assert_eq!(refused, Err(EditError::NotTheTip { parent: first, tip: second.clone() }));
    assert_eq!(history.tip("main").map(|tip| &tip.hash), Some(&second));
}

#[test]
fn a_new_branch_starts_at_the_parent() {
    let (mut history, first) = started();
    committed(&mut history, Some(&first), "topic", vec![set("c", "1")]).unwrap();
    assert_eq!(history.tip("topic").unwrap().parents, std::slice::from_ref(&first));
    assert_eq!(history.tip("main").unwrap().hash, first);
}

#[test]
fn a_new_branch_without_a_parent_has_a_history_of_its_own() {
    let (mut history, _) = started();
    committed(&mut history, None, "pages", vec![set("index.html", "")]).unwrap();
    let tip = history.tip("pages").unwrap();
    assert!(tip.parents.is_empty());
    assert_eq!(tip.files, files(&[("index.html", "")]));
}

#[test]
fn an_unknown_parent_makes_no_branch() {
    let (mut history, _) = started();
    let unknown = CommitHash("0".repeat(40));
    let refused = committed(&mut history, Some(&unknown), "topic", vec![set("c", "1")]);
    assert_eq!(refused, Err(EditError::UnknownParent(unknown)));
    assert!(history.tip("topic").is_none());
}

#[test]
fn a_path_out_of_the_tree_is_refused() {
    let (mut history, _) = started();
    let refused = committed(&mut history, None, "main", vec![set("../a", "1")]);
    assert_eq!(refused, Err(EditError::NotAPath("../a".to_owned())));
}

#[test]
fn a_file_cannot_hold_files_unless_it_goes() {
    let (mut history, _) = started();
    let refused = committed(&mut history, None, "main", vec![set("a/b", "1")]);
    assert_eq!(refused, Err(EditError::FileAndFolder("a".to_owned())));
    assert!(committed(&mut history, None, "main", vec![set("a/b", "1"), delete("a")]).is_ok());
}

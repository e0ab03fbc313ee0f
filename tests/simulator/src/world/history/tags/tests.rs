use super::{
    super::{
        Commit,
        fixture::{SIGNATURE, history},
    },
    CommitHash, Tag,
};

fn tag(target: &CommitHash) -> Tag {
    Tag { target: target.clone(), message: "the first".to_owned(), tagger: SIGNATURE }
}

#[test]
fn a_tag_stays_when_its_branch_moves_on() {
    let (mut history, hashes) = history(&[&[], &[0]]);
    history.point("main", hashes[0].clone());
    history.tag("v1", tag(&hashes[0]));
    history.point("main", hashes[1].clone());
    assert_eq!(history.tag_called("v1").map(|tag| &tag.target), Some(&hashes[0]));
    assert_eq!(history.tags().map(|(name, _)| name).collect::<Vec<_>>(), ["v1"]);
}

#[test]
fn a_removed_tag_is_not_resolved() {
    let (mut history, hashes) = history(&[&[]]);
    history.tag("v1", tag(&hashes[0]));
    assert_eq!(history.remove_tag("v1"), Some(tag(&hashes[0])));
    assert_eq!(history.remove_tag("v1"), None);
    assert!(history.resolve("v1").is_none());
    assert!(history.get(&hashes[0]).is_some());
}

#[test]
fn a_revision_is_a_branch_a_tag_a_hash_or_a_prefix() {
    let (mut history, hashes) = history(&[&[], &[0]]);
    history.point("main", hashes[1].clone());
    history.tag("v1", tag(&hashes[0]));
    let resolved = |revision: &str| history.resolve(revision).map(|commit| commit.hash.clone());
    let first = hashes[0].as_str();
    assert_eq!(resolved("main"), Some(hashes[1].clone()));
    assert_eq!(resolved("v1"), Some(hashes[0].clone()));
    assert_eq!(resolved(first), Some(hashes[0].clone()));
    assert_eq!(resolved(&first[..7]), Some(hashes[0].clone()));
    assert_eq!(resolved(&first[..6]), None);
    assert_eq!(resolved(&format!("{first}0")), None);
}

#[test]
fn a_branch_goes_before_a_tag_of_the_same_name() {
    let (mut history, hashes) = history(&[&[], &[0]]);
    history.tag("stable", tag(&hashes[0]));
    history.point("stable", hashes[1].clone());
    assert_eq!(history.resolve("stable").map(|commit| &commit.hash), Some(&hashes[1]));
}

#[test]
fn a_prefix_of_two_commits_names_neither() {
    let (mut history, hashes) = history(&[&[]]);
    let commit = history.get(&hashes[0]).unwrap().clone();
    // Sixteen to the seventh is too many to meet by chance, so the twins are put in by hand.
    for digits in ["abcdef01", "abcdef02"] {
        let hash = CommitHash(format!("{digits:0<40}"));
        history.commits.insert(hash.clone(), Commit { hash, ..commit.clone() });
    }
    assert!(history.resolve("abcdef0").is_none());
    assert!(history.resolve("abcdef01").is_some());
}

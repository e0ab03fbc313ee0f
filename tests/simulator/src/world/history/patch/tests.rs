use jiff::{SignedDuration, Timestamp};

use super::{
    super::{
        CommitHash, Signature,
        fixture::{files, grown},
    },
    History,
};
use crate::world::UserId;

fn identity(user: UserId) -> String {
    format!("User {} <user{0}@acme.example>", user.0)
}

fn patch(history: &History, source: &CommitHash, destination: Option<&CommitHash>) -> String {
    let get = |hash: &CommitHash| history.get(hash).unwrap();
    history.patch(get(source), destination.map(get), identity)
}

#[test]
fn a_commit_is_a_mail() {
    let mut history = History::default();
    let date = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(36);
    let signature = Signature { author: UserId(1), date };
    let hash = history.commit(Vec::new(), "Say a,\nthen b\n\nBecause.\n", signature, files(&[("a", "b\n")]));
    let mail = patch(&history, &hash, None);
    let (head, diff) = mail.split_once("diff --git a/a b/a\nnew file mode 100644\n").unwrap();
    let expected = format!(
        "From {hash} Mon Sep 17 00:00:00 2001\nFrom: User 1 <user1@acme.example>\n\
         Date: Fri, 2 Jan 1970 12:00:00 +0000\nSubject: [PATCH 1/1] Say a, then b\n\nBecause.\n---\n\n"
    );
    assert_eq!(head, expected);
    assert!(diff.ends_with("\n@@ -0,0 +1 @@\n+b\n-- \nBitbucket\n\n"), "{diff}");
}

#[test]
fn a_series_is_what_the_destination_lacks_oldest_first_without_merges() {
    let (history, hashes) = grown(&[
        (&[], files(&[("a", "1\n")])),
        (&[0], files(&[("a", "1\n"), ("b", "1\n")])),
        (&[0], files(&[("a", "2\n")])),
        (&[1, 2], files(&[("a", "2\n"), ("b", "1\n")])),
        (&[3], files(&[("a", "2\n"), ("b", "2\n")])),
        (&[4], files(&[("a", "2\n"), ("b", "2\n")])),
    ]);
    let series = patch(&history, &hashes[5], Some(&hashes[2]));
    let subjects: Vec<_> = series.lines().filter(|line| line.starts_with("Subject: ")).collect();
    assert_eq!(subjects, ["Subject: [PATCH 1/2] commit 1", "Subject: [PATCH 2/2] commit 4"]);
}

#[test]
fn a_destination_that_has_it_all_needs_no_patch() {
    let (history, hashes) = grown(&[(&[], files(&[("a", "1\n")])), (&[0], files(&[("a", "2\n")]))]);
    assert_eq!(patch(&history, &hashes[0], Some(&hashes[1])), "");
}

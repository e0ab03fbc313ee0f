//! A small commit graph with real parents: enough of git to branch, compare and merge.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::UserId;

mod merge;

pub(crate) use merge::{Conflict, MergeStrategy};

/// The text of every file of one commit, by path.
pub(crate) type Files = BTreeMap<String, String>;

/// Forty hexadecimal digits, as git writes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CommitHash(String);

impl CommitHash {
    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One commit: a snapshot and what it came from.
#[derive(Clone)]
pub(crate) struct Commit {
    pub(crate) hash: CommitHash,
    pub(crate) parents: Vec<CommitHash>,
    pub(crate) message: String,
    pub(crate) author: UserId,
    pub(crate) date: Timestamp,
    pub(crate) files: Files,
}

/// Who commits, and when.
#[derive(Clone, Copy)]
pub(crate) struct Signature {
    pub(crate) author: UserId,
    pub(crate) date: Timestamp,
}

/// The commits of a repository and the branches that point into them.
#[derive(Clone, Default)]
pub(crate) struct History {
    commits: BTreeMap<CommitHash, Commit>,
    branches: BTreeMap<String, CommitHash>,
}

impl History {
    /// Adds a commit, on no branch.
    pub(crate) fn commit(
        &mut self,
        parents: Vec<CommitHash>,
        message: &str,
        signature: Signature,
        files: Files,
    ) -> CommitHash {
        let hash = digest(&parents, message, signature, &files);
        let Signature { author, date } = signature;
        let commit = Commit { hash: hash.clone(), parents, message: message.to_owned(), author, date, files };
        self.commits.insert(hash.clone(), commit);
        hash
    }

    /// Makes or moves a branch.
    pub(crate) fn point(&mut self, branch: &str, at: CommitHash) {
        self.branches.insert(branch.to_owned(), at);
    }

    /// Takes a branch away; its commits stay.
    pub(crate) fn remove_branch(&mut self, branch: &str) {
        self.branches.remove(branch);
    }

    /// Every branch and its tip, by name.
    pub(crate) fn branches(&self) -> impl Iterator<Item = (&str, &Commit)> {
        self.branches.iter().filter_map(|(name, hash)| Some((name.as_str(), self.commits.get(hash)?)))
    }

    /// The commit that a branch points to.
    pub(crate) fn tip(&self, branch: &str) -> Option<&Commit> {
        self.branches.get(branch).and_then(|hash| self.commits.get(hash))
    }

    /// The commit of this hash.
    pub(crate) fn get(&self, hash: &CommitHash) -> Option<&Commit> {
        self.commits.get(hash)
    }

    /// The commit that `revision` names: a branch, a full hash, or the only one that begins so (seven digits or more).
    pub(crate) fn resolve(&self, revision: &str) -> Option<&Commit> {
        if let Some(tip) = self.tip(revision) {
            return Some(tip);
        }
        if revision.len() < 7 {
            return None;
        }
        let mut matching = self.commits.values().filter(|commit| commit.hash.as_str().starts_with(revision));
        let first = matching.next()?;
        matching.next().is_none().then_some(first)
    }

    /// Whether `ancestor` is `descendant` or one of the commits that it came from.
    pub(crate) fn contains(&self, descendant: &CommitHash, ancestor: &CommitHash) -> bool {
        self.reachable(descendant).contains(ancestor)
    }

    /// A commit and all that it came from.
    fn reachable(&self, from: &CommitHash) -> BTreeSet<CommitHash> {
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([from.clone()]);
        while let Some(hash) = open.pop_front() {
            if let Some(commit) = self.commits.get(&hash)
                && seen.insert(hash)
            {
                open.extend(commit.parents.iter().cloned());
            }
        }
        seen
    }
}

/// A hash over everything that makes a commit what it is.
fn digest(parents: &[CommitHash], message: &str, signature: Signature, files: &Files) -> CommitHash {
    let mut hasher = Sha256::new();
    for parent in parents {
        hasher.update(parent.as_str());
    }
    hasher.update(message);
    hasher.update(signature.date.as_nanosecond().to_be_bytes());
    for (path, text) in files {
        hasher.update(path);
        hasher.update([0]);
        hasher.update(text);
        hasher.update([0]);
    }
    CommitHash(HEXLOWER.encode(&hasher.finalize()[..20]))
}

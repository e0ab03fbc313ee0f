//! A small commit graph with real parents: enough of git to branch, tag, compare, list and merge.
//!
//! Everything that answers a question about two commits starts from the same three: [`History::log`] for the commits,
//! [`History::merge_base`] for where they meet, and [`changes()`] for what differs between two trees. That is why a
//! diff, its summary, the patch, the list of commits and the merge agree with each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    slice::from_ref,
};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::UserId;

mod changes;
mod commit_files;
mod comparison;
mod file;
mod file_change;
mod file_history;
#[cfg(test)]
mod fixture;
mod lines;
mod log;
mod merge;
mod patch;
mod paths;
mod renames;
mod tags;
mod three_way;
mod unified;

pub(crate) use self::{
    changes::{DiffOptions, changes},
    commit_files::{Edit, EditError},
    comparison::Comparison,
    file::{File, Lfs},
    file_change::{ChangeStatus, Entry, FileChange},
    file_history::FileVersion,
    merge::{Conflict, MergeStrategy},
    paths::escaped,
    tags::Tag,
    unified::unified,
};

/// Every file of one commit, by path.
pub(crate) type Files = BTreeMap<String, File>;

/// Fewer digits of a hash name nothing.
const SHORTEST_PREFIX: usize = 7;

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
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) hash: CommitHash,
    pub(crate) parents: Vec<CommitHash>,
    pub(crate) message: String,
    pub(crate) author: UserId,
    pub(crate) date: Timestamp,
    pub(crate) files: Files,
}

/// Who commits, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) author: UserId,
    pub(crate) date: Timestamp,
}

/// The commits of a repository, and the branches and tags that point into them.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    commits: BTreeMap<CommitHash, Commit>,
    branches: BTreeMap<String, CommitHash>,
    tags: BTreeMap<String, Tag>,
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

    /// The commits of both, with the branches and tags of this one: where the histories of a repository and its fork can be
    /// compared.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.commits.extend(other.commits.iter().map(|(hash, commit)| (hash.clone(), commit.clone())));
        joined
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

    /// The commit that this one was made on.
    pub(crate) fn first_parent(&self, commit: &Commit) -> Option<&Commit> {
        commit.parents.first().and_then(|parent| self.get(parent))
    }

    /// The commit that `revision` names: a branch, a tag, a full hash, or the only one that begins so (seven digits or
    /// more).
    pub(crate) fn resolve(&self, revision: &str) -> Option<&Commit> {
        let tagged = || self.tag_called(revision).and_then(|tag| self.get(&tag.target));
        self.tip(revision).or_else(tagged).or_else(|| self.beginning_with(revision))
    }

    fn beginning_with(&self, digits: &str) -> Option<&Commit> {
        if digits.len() < SHORTEST_PREFIX {
            return None;
        }
        let from = CommitHash(digits.to_ascii_lowercase());
        let mut matching = self.commits.range(from.clone()..).map(|(_, commit)| commit);
        let mut next = || matching.next().filter(|commit| commit.hash.0.starts_with(&from.0));
        let first = next()?;
        next().is_none().then_some(first)
    }

    /// Whether `ancestor` is `descendant` or one of the commits that it came from.
    pub(crate) fn contains(&self, descendant: &CommitHash, ancestor: &CommitHash) -> bool {
        self.reachable(from_ref(descendant)).contains(ancestor)
    }

    /// Some commits and all that they came from.
    fn reachable(&self, from: &[CommitHash]) -> BTreeSet<&CommitHash> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&CommitHash> = from.iter().collect();
        while let Some(commit) = open.pop().and_then(|hash| self.get(hash)) {
            if seen.insert(&commit.hash) {
                open.extend(&commit.parents);
            }
        }
        seen
    }
}

/// A hash over everything that makes a commit what it is.
fn digest(parents: &[CommitHash], message: &str, signature: Signature, files: &Files) -> CommitHash {
    let mut hasher = Sha256::new();
    // Each part says how long it is, so that no two commits run together into the same bytes.
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    part(&(parents.len() as u64).to_be_bytes());
    for parent in parents {
        part(parent.as_str().as_bytes());
    }
    part(message.as_bytes());
    part(&(signature.author.0 as u64).to_be_bytes());
    part(&signature.date.as_nanosecond().to_be_bytes());
    for (path, file) in files {
        part(path.as_bytes());
        part(file.mode().as_bytes());
        part(file.bytes());
    }
    CommitHash(HEXLOWER.encode(&hasher.finalize()[..20]))
}

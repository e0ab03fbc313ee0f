//! The commits that made a file what it is.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    slice::from_ref,
};

use super::{ChangeStatus, Commit, CommitHash, DiffOptions, File, History, changes};

/// A file as one commit left it.
#[derive(Clone, Copy)]
pub(crate) struct FileVersion<'h> {
    pub(crate) commit: &'h Commit,
    /// What the file was called then.
    pub(crate) path: &'h str,
    pub(crate) file: &'h File,
}

impl History {
    /// The commits up to `start` that changed the file at `path`, newest first; with `renames`, under its older
    /// names, too.
    ///
    /// A commit counts if the file differs from that of its parent. A merge counts if it differs from that of each
    /// parent; else the change was made on the side that it is the same as, and that side alone is followed. Commits
    /// that took the file away have no version of it to show.
    pub(crate) fn file_history<'h>(
        &'h self,
        start: &'h Commit,
        path: &'h str,
        renames: bool,
    ) -> Vec<FileVersion<'h>> {
        let mut names: BTreeMap<&CommitHash, BTreeSet<&str>> =
            BTreeMap::from([(&start.hash, BTreeSet::from([path]))]);
        let mut versions = Vec::new();
        for commit in self.log(from_ref(&start.hash), &[]) {
            for path in names.remove(&commit.hash).unwrap_or_default() {
                let origin = self.origin(commit, path, renames);
                for (parent, path) in origin.before {
                    names.entry(&parent.hash).or_default().insert(path);
                }
                let changed = commit.files.get_key_value(path).filter(|_| origin.changed);
                versions.extend(changed.map(|(path, file)| FileVersion { commit, path, file }));
            }
        }
        versions
    }

    /// Where a commit has its file from.
    fn origin<'h>(&'h self, commit: &'h Commit, path: &'h str, renames: bool) -> Origin<'h> {
        let parents = || commit.parents.iter().filter_map(|parent| self.get(parent));
        let file = commit.files.get(path);
        if let Some(same) = parents().find(|parent| parent.files.get(path) == file) {
            return Origin { changed: false, before: vec![(same, path)] };
        }
        let before = parents().map(|parent| {
            let old = if renames { old_name(parent, commit, path) } else { None };
            (parent, old.unwrap_or(path))
        });
        Origin { changed: true, before: before.collect() }
    }
}

/// Whether a commit changed a file, and which files of its parents it came from.
struct Origin<'h> {
    changed: bool,
    before: Vec<(&'h Commit, &'h str)>,
}

/// What the file at `path` was called in `parent`, if `commit` renamed it.
fn old_name<'h>(parent: &'h Commit, commit: &Commit, path: &str) -> Option<&'h str> {
    if parent.files.contains_key(path) {
        return None;
    }
    let changes = changes(&parent.files, &commit.files, &DiffOptions::default());
    let renamed = |status: ChangeStatus| status == ChangeStatus::Renamed;
    let rename = changes.iter().find(|change| renamed(change.status()) && change.path() == path)?;
    parent.files.get_key_value(&rename.before()?.path).map(|(path, _)| path.as_str())
}

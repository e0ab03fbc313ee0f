//! What differs between two trees, file by file.

#[cfg(test)]
mod tests;

use super::{
    Entry, File, FileChange, Files,
    file_change::Sides,
    renames::{self, Pair},
};

/// How two trees are compared and how the result is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DiffOptions {
    /// Whether a file that moved is one change instead of two.
    pub(crate) renames: bool,
    /// Whether lines that differ in white space only are the same.
    pub(crate) ignore_whitespace: bool,
    /// Whether a diff shows that binary files differ.
    pub(crate) binary: bool,
    /// Lines shown around each difference.
    pub(crate) context: usize,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { renames: true, ignore_whitespace: false, binary: true, context: 3 }
    }
}

/// What has to be done to `from` to have `to`, in the order of the paths.
pub(crate) fn changes(from: &Files, to: &Files, options: &DiffOptions) -> Vec<FileChange> {
    let removed = entries(from, |path, _| !to.contains_key(path));
    let added = entries(to, |path, _| !from.contains_key(path));
    let modified = entries(to, |path, file| from.get(path).is_some_and(|old| old != file));
    let modified = modified.into_iter().filter_map(|new| {
        let old = Entry { path: new.path.clone(), file: from.get(&new.path)?.clone() };
        Some(Sides::Modified { old, new })
    });
    let moved = moved(removed, added, options).into_iter();
    let counted = moved.chain(modified).map(|sides| FileChange::counted(sides, options));
    let mut changes: Vec<FileChange> =
        counted.filter(|change| !(options.ignore_whitespace && change.is_only_whitespace())).collect();
    changes.sort_by(|one, other| one.path().cmp(other.path()));
    changes
}

fn entries(files: &Files, wanted: impl Fn(&str, &File) -> bool) -> Vec<Entry> {
    let wanted = files.iter().filter(|(path, file)| wanted(path, file));
    wanted.map(|(path, file)| Entry { path: path.clone(), file: file.clone() }).collect()
}

/// What went and what came, with those that are the same file under another name put together.
fn moved(removed: Vec<Entry>, added: Vec<Entry>, options: &DiffOptions) -> Vec<Sides> {
    let pairs = if options.renames { renames::pairs(&removed, &added) } else { Vec::new() };
    let mut removed: Vec<Option<Entry>> = removed.into_iter().map(Some).collect();
    let mut added: Vec<Option<Entry>> = added.into_iter().map(Some).collect();
    let renamed = pairs.into_iter().filter_map(|Pair { old, new, similarity }| {
        Some(Sides::Renamed { old: removed[old].take()?, new: added[new].take()?, similarity })
    });
    let mut sides: Vec<Sides> = renamed.collect();
    sides.extend(removed.into_iter().flatten().map(Sides::Removed));
    sides.extend(added.into_iter().flatten().map(Sides::Added));
    sides
}

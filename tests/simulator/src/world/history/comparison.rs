//! Which two trees a revision spec of Bitbucket compares.

#[cfg(test)]
mod tests;

use super::{Commit, DiffOptions, FileChange, Files, History, changes};

/// What a commit without a parent is compared with.
static NOTHING: Files = Files::new();

/// Two commits to compare.
#[derive(Clone, Copy)]
pub(crate) struct Comparison<'h> {
    /// The base; none is the empty tree.
    pub(crate) from: Option<&'h Commit>,
    /// The one with the changes.
    pub(crate) to: &'h Commit,
}

impl Comparison<'_> {
    /// What differs.
    pub(crate) fn changes(&self, options: &DiffOptions) -> Vec<FileChange> {
        changes(self.from.map_or(&NOTHING, |commit| &commit.files), &self.to.files, options)
    }
}

impl History {
    /// What the spec `source..destination` compares, or `source` alone (facts, trap 6: the source has the changes).
    ///
    /// On a `topic`, the source is compared with where it left the destination, so that only its own changes show;
    /// lines that share nothing are compared with the empty tree. Else it is compared with the destination as it is.
    /// A commit alone is compared with its first parent.
    pub(crate) fn comparison<'h>(
        &'h self,
        source: &'h Commit,
        destination: Option<&'h Commit>,
        topic: bool,
    ) -> Comparison<'h> {
        let from = match destination {
            None => self.first_parent(source),
            Some(destination) if topic => self.merge_base(&source.hash, &destination.hash),
            Some(destination) => Some(destination),
        };
        Comparison { from, to: source }
    }
}

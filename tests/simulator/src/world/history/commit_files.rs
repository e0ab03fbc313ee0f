//! Commits that are made of single files, as an upload makes them.

#[cfg(test)]
mod tests;

use super::{
    CommitHash, File, History, Signature,
    paths::{collisions, is_path},
};

/// What becomes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It is made, or gets this content.
    Set(File),
    /// It goes away; if it was not there, nothing happens.
    Delete,
}

/// Why a commit cannot be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EditError {
    /// Somebody else was faster.
    #[error("{parent} is not the tip of the branch; that is {tip}")]
    NotTheTip { parent: CommitHash, tip: CommitHash },
    #[error("there is no commit {0} to start from")]
    UnknownParent(CommitHash),
    /// Absolute, outside of the tree, or git's own.
    #[error("no file can be called {0:?}")]
    NotAPath(String),
    #[error("{0:?} cannot be a file and hold files")]
    FileAndFolder(String),
}

impl History {
    /// Sets and deletes files of a branch in one commit, and moves the branch there.
    ///
    /// A parent, if named, has to be the branch's tip. A branch that does not exist is made: from the parent, or,
    /// without one, with a first commit of its own.
    pub(crate) fn commit_files(
        &mut self,
        parent: Option<&CommitHash>,
        branch: &str,
        message: &str,
        signature: Signature,
        edits: impl IntoIterator<Item = (String, Edit)>,
    ) -> Result<CommitHash, EditError> {
        let base = self.base(parent, branch)?;
        let mut files =
            base.as_ref().and_then(|hash| self.get(hash)).map(|base| base.files.clone()).unwrap_or_default();
        for (path, edit) in edits {
            if !is_path(&path) {
                return Err(EditError::NotAPath(path));
            }
            match edit {
                Edit::Set(file) => files.insert(path, file),
                Edit::Delete => files.remove(&path),
            };
        }
        if let Some(path) = collisions(&files).into_iter().next() {
            return Err(EditError::FileAndFolder(path));
        }
        let made = self.commit(Vec::from_iter(base), message, signature, files);
        self.point(branch, made.clone());
        Ok(made)
    }

    /// The commit to make the next one on, if any.
    fn base(&self, parent: Option<&CommitHash>, branch: &str) -> Result<Option<CommitHash>, EditError> {
        match (parent.cloned(), self.tip(branch)) {
            (Some(parent), Some(tip)) if parent != tip.hash => {
                Err(EditError::NotTheTip { parent, tip: tip.hash.clone() })
            }
            (Some(parent), None) if self.get(&parent).is_none() => Err(EditError::UnknownParent(parent)),
            (parent, tip) => Ok(tip.map(|tip| tip.hash.clone()).or(parent)),
        }
    }
}

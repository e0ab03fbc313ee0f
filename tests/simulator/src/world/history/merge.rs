//! Merging two commits, file by file, by each of Bitbucket's strategies.

#[cfg(test)]
mod tests;

use std::slice::from_ref;

use super::{Commit, CommitHash, Files, History, Signature, three_way::three_way};

/// How a pull request lands on its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MergeStrategy {
    MergeCommit,
    Squash,
    FastForward,
    SquashFastForward,
    RebaseFastForward,
    RebaseMerge,
}

/// Why two commits cannot be merged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// Both sides changed the same places of these files, differently; at least one.
    Files(Vec<String>),
    /// The destination has commits that the source lacks, and the strategy only moves forward.
    NotForward,
}

impl MergeStrategy {
    /// Every strategy in the order in which a branch offers them.
    pub(crate) const ALL: [Self; 6] = [
        Self::MergeCommit,
        Self::Squash,
        Self::FastForward,
        Self::SquashFastForward,
        Self::RebaseFastForward,
        Self::RebaseMerge,
    ];

    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MergeCommit => "merge_commit",
            Self::Squash => "squash",
            Self::FastForward => "fast_forward",
            Self::SquashFastForward => "squash_fast_forward",
            Self::RebaseFastForward => "rebase_fast_forward",
            Self::RebaseMerge => "rebase_merge",
        }
    }

    /// Whether the strategy refuses a destination that has moved on.
    const fn only_forward(self) -> bool {
        matches!(self, Self::FastForward | Self::SquashFastForward)
    }
}

impl History {
    /// Brings `source` onto `destination` and gives the commit that the destination should point to. What is there
    /// already is not brought again.
    pub(crate) fn merge(
        &mut self,
        destination: &Commit,
        source: &Commit,
        strategy: MergeStrategy,
        message: &str,
        signature: Signature,
    ) -> Result<CommitHash, Conflict> {
        if self.contains(&destination.hash, &source.hash) {
            return Ok(destination.hash.clone());
        }
        if strategy.only_forward() && !self.contains(&source.hash, &destination.hash) {
            return Err(Conflict::NotForward);
        }
        let onto = destination.hash.clone();
        match strategy {
            MergeStrategy::FastForward => Ok(source.hash.clone()),
            MergeStrategy::MergeCommit => {
                let files = self.merged_files(destination, source)?;
                Ok(self.commit(vec![onto, source.hash.clone()], message, signature, files))
            }
            MergeStrategy::Squash | MergeStrategy::SquashFastForward => {
                let files = self.merged_files(destination, source)?;
                Ok(self.commit(vec![onto], message, signature, files))
            }
            MergeStrategy::RebaseFastForward => self.rebase(destination, source, signature),
            MergeStrategy::RebaseMerge => {
                let rebased = self.rebase(destination, source, signature)?;
                let files = self.get(&rebased).map(|commit| commit.files.clone()).unwrap_or_default();
                Ok(self.commit(vec![onto, rebased], message, signature, files))
            }
        }
    }

    /// The files that keep `source` from being merged into `destination`.
    pub(crate) fn conflicts(&self, source: &Commit, destination: &Commit) -> Vec<String> {
        self.three_way(destination, source).err().unwrap_or_default()
    }

    /// Repeats the source's own commits, oldest first, on top of the destination; each keeps its author. As in git,
    /// merges are left out, and so is what the destination already has.
    fn rebase(
        &mut self,
        destination: &Commit,
        source: &Commit,
        signature: Signature,
    ) -> Result<CommitHash, Conflict> {
        let own = self.log(from_ref(&source.hash), from_ref(&destination.hash));
        let own: Vec<Commit> = own.into_iter().rev().filter(|own| own.parents.len() < 2).cloned().collect();
        let mut tip = destination.hash.clone();
        let mut files = destination.files.clone();
        for commit in own {
            let before = self.first_parent(&commit).map(|parent| &parent.files);
            let applied = three_way(before, &files, &commit.files).map_err(Conflict::Files)?;
            if applied != files {
                files = applied;
                let signature = Signature { author: commit.author, ..signature };
                tip = self.commit(vec![tip], &commit.message, signature, files.clone());
            }
        }
        Ok(tip)
    }

    fn merged_files(&self, destination: &Commit, source: &Commit) -> Result<Files, Conflict> {
        self.three_way(destination, source).map_err(Conflict::Files)
    }

    /// Both sides' files, merged against their merge base; or the paths that cannot be.
    fn three_way(&self, destination: &Commit, source: &Commit) -> Result<Files, Vec<String>> {
        let base = self.merge_base(&source.hash, &destination.hash).map(|commit| &commit.files);
        three_way(base, &destination.files, &source.files)
    }
}

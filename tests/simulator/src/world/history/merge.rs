//! Merging two commits, file by file, by each of Bitbucket's strategies.

#[cfg(test)]
mod tests;

use super::{Commit, CommitHash, Files, History, Signature};

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
    /// Both sides changed the file, differently.
    File(String),
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
    /// Brings `source` onto `destination` and gives the commit that the destination should point to.
    pub(crate) fn merge(
        &mut self,
        destination: &Commit,
        source: &Commit,
        strategy: MergeStrategy,
        message: &str,
        signature: Signature,
    ) -> Result<CommitHash, Conflict> {
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

    /// Repeats the source's own commits, oldest first, on top of the destination.
    fn rebase(
        &mut self,
        destination: &Commit,
        source: &Commit,
        signature: Signature,
    ) -> Result<CommitHash, Conflict> {
        let mut tip = destination.hash.clone();
        let mut files = destination.files.clone();
        for commit in self.own_commits(destination, source) {
            let before = commit.parents.first().and_then(|parent| self.get(parent));
            files = three_way(before.map(|parent| &parent.files), &files, &commit.files)?;
            tip = self.commit(vec![tip], &commit.message, signature, files.clone());
        }
        Ok(tip)
    }

    /// The commits of the source's first-parent line that the destination lacks, oldest first.
    fn own_commits(&self, destination: &Commit, source: &Commit) -> Vec<Commit> {
        let shared = self.reachable(&destination.hash);
        let mut own = Vec::new();
        let mut next = Some(source);
        while let Some(commit) = next.filter(|commit| !shared.contains(&commit.hash)) {
            own.push(commit.clone());
            next = commit.parents.first().and_then(|parent| self.get(parent));
        }
        own.reverse();
        own
    }

    /// Both sides' files, merged against the nearest commit that they share.
    fn merged_files(&self, destination: &Commit, source: &Commit) -> Result<Files, Conflict> {
        let own = self.own_commits(destination, source);
        let fork = own.first().map_or(Some(&source.hash), |oldest| oldest.parents.first());
        let base = fork.and_then(|hash| self.get(hash)).map(|commit| &commit.files);
        three_way(base, &destination.files, &source.files)
    }
}

/// Whole-file three-way merge: the side that changed a file wins, and both changing it differently is a conflict.
fn three_way(base: Option<&Files>, ours: &Files, theirs: &Files) -> Result<Files, Conflict> {
    let mut merged = ours.clone();
    let paths = ours.keys().chain(theirs.keys()).chain(base.into_iter().flat_map(Files::keys));
    for path in paths {
        let (before, mine, other) =
            (base.and_then(|files| files.get(path)), ours.get(path), theirs.get(path));
        if other == before || other == mine {
            continue;
        }
        if mine != before {
            return Err(Conflict::File(path.clone()));
        }
        match other {
            Some(text) => merged.insert(path.clone(), text.clone()),
            None => merged.remove(path),
        };
    }
    Ok(merged)
}

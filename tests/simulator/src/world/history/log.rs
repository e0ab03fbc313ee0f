//! Commits in the order in which people read them, and where two lines of work meet.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::{Commit, CommitHash, History};

impl History {
    /// The commits that lead to `include` and not to `exclude`, newest first.
    ///
    /// Later dates come first, but never a parent before its child, whatever their clocks said; of two commits of one
    /// moment, the greater hash. Unknown hashes lead to nothing.
    pub(crate) fn log(&self, include: &[CommitHash], exclude: &[CommitHash]) -> Vec<&Commit> {
        let hidden = self.reachable(exclude);
        let mut shown = self.reachable(include);
        shown.retain(|hash| !hidden.contains(hash));
        self.in_order(&shown)
    }

    /// The newest commit that both came from and that no other such commit came from: where a merge starts.
    ///
    /// Lines that were merged both ways have several; the first in the order of [`History::log`] is taken.
    pub(crate) fn merge_base(&self, one: &CommitHash, other: &CommitHash) -> Option<&Commit> {
        let ours = self.reachable(std::slice::from_ref(one));
        let mut shared = self.reachable(std::slice::from_ref(other));
        shared.retain(|hash| ours.contains(hash));
        self.in_order(&shared).first().copied()
    }

    /// What every branch and tag points to: the place to start a log of everything from.
    pub(crate) fn heads(&self) -> Vec<CommitHash> {
        let tagged = self.tags.values().map(|tag| &tag.target);
        let heads: BTreeSet<&CommitHash> = self.branches.values().chain(tagged).collect();
        heads.into_iter().cloned().collect()
    }

    /// The commits of a set, newest first, children before parents.
    fn in_order(&self, set: &BTreeSet<&CommitHash>) -> Vec<&Commit> {
        let commits = || set.iter().filter_map(|&hash| self.get(hash));
        let mut children: BTreeMap<&CommitHash, usize> = BTreeMap::new();
        for parent in commits().flat_map(Commit::distinct_parents) {
            *children.entry(parent).or_default() += 1;
        }
        let childless = commits().filter(|commit| !children.contains_key(&commit.hash));
        let mut ready: BinaryHeap<_> = childless.map(|commit| (commit.date, &commit.hash)).collect();
        let mut ordered = Vec::with_capacity(set.len());
        while let Some(commit) = ready.pop().and_then(|(_, hash)| self.get(hash)) {
            ordered.push(commit);
            for parent in commit.distinct_parents() {
                let Some(waiting) = children.get_mut(parent) else { continue };
                *waiting -= 1;
                let free = (*waiting == 0 && set.contains(parent)).then(|| self.get(parent)).flatten();
                ready.extend(free.map(|commit| (commit.date, &commit.hash)));
            }
        }
        ordered
    }
}

impl Commit {
    /// The parents, each once.
    fn distinct_parents(&self) -> impl Iterator<Item = &CommitHash> {
        self.parents.iter().collect::<BTreeSet<_>>().into_iter()
    }
}

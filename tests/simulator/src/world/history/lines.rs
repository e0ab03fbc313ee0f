//! Two texts side by side, line by line. As for git, only `\n` ends a line, and it is part of it.

use std::borrow::Cow;

use similar::{Algorithm, DiffOp, capture_diff_slices_by_key, group_diff_ops};

/// The lines of two texts and the runs in which they agree or differ.
pub(super) struct LineDiff<'t> {
    pub(super) old: Vec<&'t str>,
    pub(super) new: Vec<&'t str>,
    runs: Vec<DiffOp>,
}

impl<'t> LineDiff<'t> {
    /// Compares two texts; lines that differ in white space only are the same if it is to be ignored.
    pub(super) fn between(old: &'t str, new: &'t str, ignore_whitespace: bool) -> Self {
        let key = |line: &&'t str| match ignore_whitespace {
            true => Cow::Owned(line.split_ascii_whitespace().collect()),
            false => Cow::Borrowed(*line),
        };
        let (old, new): (Vec<_>, Vec<_>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        let runs = capture_diff_slices_by_key(Algorithm::Myers, &old, &new, key);
        Self { old, new, runs }
    }

    /// How many lines are only in the new text.
    pub(super) fn added(&self) -> usize {
        self.differing().map(|run| run.new_range().len()).sum()
    }

    /// How many lines are only in the old text.
    pub(super) fn removed(&self) -> usize {
        self.differing().map(|run| run.old_range().len()).sum()
    }

    /// The runs that differ, each with up to `context` lines around it; neighbours that would touch are one.
    pub(super) fn hunks(&self, context: usize) -> Vec<Vec<DiffOp>> {
        group_diff_ops(self.runs.clone(), context)
    }

    fn differing(&self) -> impl Iterator<Item = &DiffOp> {
        self.runs.iter().filter(|run| !matches!(run, DiffOp::Equal { .. }))
    }
}

//! What happened to one file.

use super::{DiffOptions, File, lines::LineDiff};

/// A file where one of the trees has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) file: File,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeStatus {
    Added,
    Removed,
    Modified,
    Renamed,
}

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileChange {
    sides: Sides,
    /// Lines that only the new side has; none for binary files.
    pub(crate) lines_added: usize,
    /// Lines that only the old side has; none for binary files.
    pub(crate) lines_removed: usize,
}

/// The file where it was and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sides {
    Added(Entry),
    Removed(Entry),
    Modified { old: Entry, new: Entry },
    Renamed { old: Entry, new: Entry, similarity: u8 },
}

impl ChangeStatus {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Modified => "modified",
            Self::Renamed => "renamed",
        }
    }
}

impl FileChange {
    /// What happened to the file.
    pub(crate) const fn status(&self) -> ChangeStatus {
        match self.sides {
            Sides::Added(_) => ChangeStatus::Added,
            Sides::Removed(_) => ChangeStatus::Removed,
            Sides::Modified { .. } => ChangeStatus::Modified,
            Sides::Renamed { .. } => ChangeStatus::Renamed,
        }
    }

    /// The file before, if there was one.
    pub(crate) const fn before(&self) -> Option<&Entry> {
        match &self.sides {
            Sides::Added(_) => None,
            Sides::Removed(old) | Sides::Modified { old, .. } | Sides::Renamed { old, .. } => Some(old),
        }
    }

    /// The file after, if there is one.
    pub(crate) const fn after(&self) -> Option<&Entry> {
        match &self.sides {
            Sides::Removed(_) => None,
            Sides::Added(new) | Sides::Modified { new, .. } | Sides::Renamed { new, .. } => Some(new),
        }
    }

    /// How much of a renamed file stayed the same, in percent; 100 means all of it.
    pub(crate) const fn similarity(&self) -> Option<u8> {
        match self.sides {
            Sides::Renamed { similarity, .. } => Some(similarity),
            _ => None,
        }
    }

    /// Where the file is now, or was last.
    pub(crate) fn path(&self) -> &str {
        match &self.sides {
            Sides::Removed(entry) | Sides::Added(entry) => &entry.path,
            Sides::Modified { new, .. } | Sides::Renamed { new, .. } => &new.path,
        }
    }

    /// Whether the change is to the file called `path`, before or after.
    pub(crate) fn touches(&self, path: &str) -> bool {
        [self.before(), self.after()].into_iter().flatten().any(|entry| entry.path == path)
    }

    /// Both texts; a side without a file is empty. None if a side is binary.
    pub(super) fn texts(&self) -> Option<(&str, &str)> {
        fn text(entry: Option<&Entry>) -> Option<&str> {
            entry.map_or(Some(""), |entry| entry.file.as_text())
        }
        Some((text(self.before())?, text(self.after())?))
    }

    /// The change, with its lines counted.
    pub(super) fn counted(sides: Sides, options: &DiffOptions) -> Self {
        let mut change = Self { sides, lines_added: 0, lines_removed: 0 };
        if let Some((old, new)) = change.texts() {
            let lines = LineDiff::between(old, new, options.ignore_whitespace);
            (change.lines_added, change.lines_removed) = (lines.added(), lines.removed());
        }
        change
    }

    /// Whether nothing is left of the change when white space does not count.
    pub(super) fn is_only_whitespace(&self) -> bool {
        let Sides::Modified { old, new } = &self.sides else { return false };
        self.texts().is_some()
            && self.lines_added + self.lines_removed == 0
            && old.file.mode() == new.file.mode()
    }
}

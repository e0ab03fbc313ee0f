//! Names that stay where they are put.

#[cfg(test)]
mod tests;

use super::{CommitHash, History, Signature};

/// An annotated tag: a commit, and who tagged it with which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) target: CommitHash,
    pub(crate) message: String,
    pub(crate) tagger: Signature,
}

impl History {
    /// Makes a tag, or puts it elsewhere.
    pub(crate) fn tag(&mut self, name: &str, tag: Tag) {
        self.tags.insert(name.to_owned(), tag);
    }

    /// Takes a tag away and gives it back; its commit stays.
    pub(crate) fn remove_tag(&mut self, name: &str) -> Option<Tag> {
        self.tags.remove(name)
    }

    /// Every tag, by name.
    pub(crate) fn tags(&self) -> impl Iterator<Item = (&str, &Tag)> {
        self.tags.iter().map(|(name, tag)| (name.as_str(), tag))
    }

    /// The tag of this name.
    pub(crate) fn tag_called(&self, name: &str) -> Option<&Tag> {
        self.tags.get(name)
    }
}

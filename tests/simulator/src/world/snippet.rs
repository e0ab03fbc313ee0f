//! Snippets: small sets of files that belong to a workspace.

use jiff::Timestamp;

use super::{Role, UserId, Uuid, Workspace, World};

/// The snippets of one workspace.
#[derive(Clone, Default)]
pub(crate) struct Snippets {
    pub(crate) all: Vec<Snippet>,
    /// Snippets there ever were: an id is not used again.
    made: u64,
}

/// Some files under a title.
#[derive(Clone)]
pub(crate) struct Snippet {
    /// A few letters and digits.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) is_private: bool,
    pub(crate) creator: UserId,
    pub(crate) files: Vec<SnippetFile>,
    /// The hash of the commit that holds the files.
    pub(crate) revision: String,
    pub(crate) created_on: Timestamp,
}

/// One file of a snippet.
#[derive(Clone)]
pub(crate) struct SnippetFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a snippet is made of.
pub(crate) struct SnippetDraft {
    pub(crate) title: String,
    pub(crate) is_private: bool,
    pub(crate) creator: UserId,
    pub(crate) files: Vec<SnippetFile>,
    pub(crate) created_on: Timestamp,
}

impl Workspace {
    /// Makes a snippet, and gives its place.
    pub(crate) fn make_snippet(&mut self, draft: SnippetDraft) -> usize {
        let SnippetDraft { title, is_private, creator, files, created_on } = draft;
        self.snippets.made += 1;
        let name = Uuid::named(&format!("snippet {} {}", self.slug, self.snippets.made));
        let digits = name.bare().replace('-', "");
        let (id, revision) = (digits[..6].to_owned(), digits);
        self.snippets.all.push(Snippet { id, title, is_private, creator, files, revision, created_on });
        self.snippets.all.len() - 1
    }

    /// Whether `user` may read the snippet: everybody a public one, members every one.
    pub(crate) fn shows(&self, snippet: &Snippet, user: UserId) -> bool {
        !snippet.is_private || self.role_of(user).is_some()
    }

    /// Whether `user` may delete the snippet: whoever made it, and administrators.
    pub(crate) fn hands_over(&self, snippet: &Snippet, user: UserId) -> bool {
        snippet.creator == user || self.role_of(user) == Some(Role::Administrator)
    }
}

impl World {
    /// The slug of the workspace that `identifier` names, seen by nobody in particular: public snippets are
    /// for all.
    pub(crate) fn workspace_slug(&self, identifier: &str) -> Option<&str> {
        let found = self.workspaces.iter().find(|workspace| workspace.is_called(identifier));
        found.map(|workspace| workspace.slug.as_str())
    }
}

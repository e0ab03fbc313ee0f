//! The snippets of the seeded workspaces: one that members see in each, and one of `globex` that everybody
//! sees.

use super::{
    super::{SnippetDraft, SnippetFile, UserId, Workspace},
    ALICE, BOB, morning,
};

/// Puts a workspace's snippets into it.
pub(super) fn furnish(workspace: &mut Workspace) {
    match workspace.slug.as_str() {
        "acme" => {
            workspace.make_snippet(draft("Release check list", true, BOB, "list.md", "- [ ] changelog\n"));
        }
        "globex" => {
            workspace.make_snippet(draft("Start-up sequence", true, ALICE, "start.sh", "./start --slow\n"));
            workspace.make_snippet(draft("Licence header", false, ALICE, "header.txt", "(c) Globex\n"));
        }
        _ => {}
    }
}

fn draft(title: &str, is_private: bool, creator: UserId, name: &str, content: &str) -> SnippetDraft {
    SnippetDraft {
        title: title.to_owned(),
        is_private,
        creator,
        files: vec![SnippetFile { name: name.to_owned(), bytes: content.as_bytes().to_vec() }],
        created_on: morning(2026, 9, 21),
    }
}

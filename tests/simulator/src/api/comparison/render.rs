//! A file's change as JSON.

use serde_json::{Value, json};

use super::{super::operation::Links, ends::Ends};
use crate::world::{Commit, Comparison, FileChange, Repository, escaped};

/// What happened to a file, and to how many of its lines.
pub(super) fn diffstat(
    ends: &Ends<'_>,
    comparison: &Comparison<'_>,
    change: &FileChange,
    links: &Links,
) -> Value {
    let old = change.before().zip(comparison.from);
    let new = change.after().map(|entry| (entry, comparison.to));
    json!({
        "type": "diffstat",
        "status": change.status().name(),
        "lines_added": change.lines_added,
        "lines_removed": change.lines_removed,
        "old": old.map(|(entry, commit)| side(ends.base_repository, commit, &entry.path, links)),
        "new": new.map(|(entry, commit)| side(ends.source_repository, commit, &entry.path, links)),
    })
}

fn side(repository: &Repository, commit: &Commit, path: &str, links: &Links) -> Value {
    let address = format!("/repositories/{}/src/{}/{path}", repository.full_name(), commit.hash);
    json!({
        "type": "commit_file",
        "path": path,
        "escaped_path": escaped(path),
        "links": { "self": links.api(&address) },
    })
}

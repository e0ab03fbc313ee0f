//! `bitbucket_file_read` and `bitbucket_file_history_list`.

use bitbucket::{FirstByte, revision};
use innkeeper_sdk::prelude::*;
use serde::Deserialize;

use crate::content;

#[cfg(test)]
mod tests;

/// A page of a folder is far shorter, unless its paths are very long.
const MOST_LISTING_BYTES: u32 = 1 << 20;

/// Reads a file at a revision: text as text, anything else as base64, unaltered. What is stored in Git LFS comes with its
/// content. A long file is cut: the answer says at which `offset` to go on; name a commit by its hash then, since a branch
/// may move between two calls. For size and attributes alone there is `bitbucket_src_get`, for folders
/// `bitbucket_directory_list`.
#[tool(
    name = "bitbucket_file_read",
    title = "Read a file",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
    redirects(away),
    header("accept" = "*/*"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}"),
    offset_input = "offset",
    run = read,
    returns = file,
)]
pub struct FileRead {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of a commit, or name of a branch or tag.
    commit: String,
    /// Path of the file from the root of the repository, such as `src/main.rs`.
    #[schemars(length(min = 1))]
    path: String,
    /// Byte of the file to start at; 0 is the first.
    #[at(header = "range")]
    offset: Option<FirstByte>,
}

fn read(input: FileRead) -> Result<Output, Failure> {
    let response = revision::resolve(input.request()?, "commit")?.send()?;
    if is_listing(&response, &input.path) {
        return Err(Failure::invalid("path", "is a folder: list it with `bitbucket_directory_list`"));
    }
    content::answer(response, input.offset)
}

/// Whether the answer is a page of the folder `path`. A file may hold JSON of that shape, but not be its own folder.
fn is_listing(response: &Response, path: &str) -> bool {
    if !content::is_json(response) {
        return false;
    }
    let folder = format!("{}/", path.trim_end_matches('/'));
    let inside = |listing: Listing| listing.values.iter().all(|entry| entry.path.starts_with(&folder));
    response.json(MOST_LISTING_BYTES).is_ok_and(inside)
}

#[derive(Deserialize)]
struct Listing {
    #[expect(dead_code, reason = "a page has it")]
    pagelen: u64,
    values: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
}

/// Lists the commits that changed a file, newest first, a page at a time; each entry is the file as that commit left it. It
/// follows renames unless `renames` says otherwise, so older entries may have another path. Use `q` to choose
/// (`commit.date > 2026-01-01`). It returns no content: read an older version with `bitbucket_file_read`.
#[tool(
    name = "bitbucket_file_history_list",
    title = "List the history of a file",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/filehistory/{commit}/{path}",
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}"),
    filtered,
    paged(max = 100),
    compact = "values.path,values.commit.hash,values.commit.date,values.commit.message,next",
    run = list_history,
)]
pub struct FileHistoryList {
    workspace: Option<String>,
    repo_slug: String,
    /// The newest commit to look at: its hash, or the name of a branch or tag.
    commit: String,
    /// Path of the file at that commit, from the root of the repository.
    #[schemars(length(min = 1))]
    path: String,
    /// Whether to follow the file to its older names, as without it.
    renames: Option<bool>,
}

fn list_history(input: FileHistoryList) -> Result<Output, Failure> {
    let mut request = input.request()?;
    if input.next.is_none() {
        request = revision::resolve(request, "commit")?;
    }
    input.gather(request)
}

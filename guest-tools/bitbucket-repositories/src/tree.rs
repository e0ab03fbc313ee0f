//! `bitbucket_src_get` and `bitbucket_directory_list`: what there is at a revision.

use bitbucket::revision;
use innkeeper_sdk::prelude::*;

use crate::content;

#[cfg(test)]
mod tests;

/// Reads what is known about a file or a folder at a revision: type, path, size, attributes (`executable`, `link`,
/// `binary`, `lfs`, `subrepository`) and the commit. Use it to see whether something is there, and how long it is, before
/// reading it with `bitbucket_file_read`. It returns no content and no entries.
#[tool(
    name = "bitbucket_src_get",
    title = "Look at a file or folder",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
    query("format" = "meta"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}"),
    compact = "type,path,size,mimetype,attributes,commit.hash",
    run = look,
)]
pub struct SrcGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of a commit, or name of a branch or tag.
    commit: String,
    /// Path from the root of the repository, such as `src/main.rs`; without it, the root.
    path: Option<String>,
}

fn look(mut input: SrcGet) -> Result<Output, Failure> {
    // An empty path ends the request's in a slash, as the root wants it (Bitbucket facts, trap 8).
    input.path.get_or_insert_default();
    Ok(revision::resolve(input.request()?, "commit")?.send()?.pass_on())
}

/// Lists what is in a folder at a revision, a page at a time: files with their sizes and attributes, and folders. Use
/// `max_depth` to see folders inside it, `q` to choose (`path ~ ".rs"`, `size > 1024`, `type = "commit_file"`) and `sort`
/// for an order (`-size`). It returns no content: `bitbucket_file_read` does.
#[tool(
    name = "bitbucket_directory_list",
    title = "List a folder",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}"),
    filtered,
    paged(max = 100),
    compact = "values.type,values.path,values.size,values.attributes,next",
    run = list,
)]
pub struct DirectoryList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of a commit, or name of a branch or tag.
    commit: String,
    /// Path from the root of the repository, such as `src`; without it, the root.
    path: Option<String>,
    /// How deep to go: 1, as without it, is the folder itself, 2 also the folders in it. A deep walk through a large
    /// repository may take the provider too long.
    #[schemars(range(min = 1, max = 10))]
    max_depth: Option<u8>,
}

fn list(mut input: DirectoryList) -> Result<Output, Failure> {
    input.path = Some(folder(input.path.as_deref().unwrap_or_default()));
    let mut request = input.request()?;
    if input.next.is_none() {
        request = revision::resolve(request, "commit")?;
    }
    match input.gather(request)? {
        // It was taken for a folder all the same: these are its bytes.
        Output::Upstream { response, .. } if !content::is_json(&response) => {
            Err(Failure::invalid("path", "is a file: read it with `bitbucket_file_read`"))
        }
        entries => Ok(entries),
    }
}

/// The path as the provider's own links write a folder's: with a slash at the end. The root is empty.
fn folder(path: &str) -> String {
    match path.strip_suffix('/').unwrap_or(path) {
        "" => String::new(),
        path => format!("{path}/"),
    }
}

//! `bitbucket_workspace_search_code`.

use innkeeper_sdk::prelude::*;

/// Searches the files of a workspace's repositories, as they are on their main branches, and returns a page
/// of matching files with the matching lines and segments. Use it to find where something is named. It knows
/// neither other branches nor history, and answers 404 in a workspace that has code search turned off.
#[tool(
    name = "bitbucket_workspace_search_code",
    title = "Search code",
    effect = read,
    scopes("repository"),
    get = "/workspaces/{workspace}/search/code",
    paged(max = 100),
    compact = "values.file.path,values.file.commit.repository.full_name,values.content_matches.lines,\
        values.content_match_count,page,size,next",
    deprecated("2026-11-01", "Atlassian announced the end of code search by API and named no replacement"),
)]
pub struct WorkspaceSearchCode {
    workspace: Option<String>,
    /// Words to find, with modifiers: `repo:slug` for one repository, `path:src`, `lang:rust`, `ext:toml`,
    /// `NOT word`, `"an exact phrase"`.
    search_query: String,
}

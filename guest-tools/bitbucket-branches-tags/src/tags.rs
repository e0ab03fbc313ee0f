//! Tags.

use innkeeper_sdk::prelude::*;

/// Lists the tags of a repository, a page at a time, each with its message and the commit that it marks. Use
/// `q` to find one by part of its name (`name ~ "2."`). Sorting by `name` counts numbers as numbers: `v9`
/// before `v10`.
#[tool(
    name = "bitbucket_tags_list",
    title = "List tags",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs/tags",
    filtered,
    paged(max = 100),
    compact = "values.name,values.message,values.date,values.target.hash,page,size,next",
)]
pub struct TagsList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one tag: its message, who made it and when, and the commit that it marks. Use it when the name is
/// known; `bitbucket_tags_list` finds names.
#[tool(
    name = "bitbucket_tag_get",
    title = "Read a tag",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}",
    compact = "name,message,date,tagger.raw,target.hash,target.date,target.message,links.html.href",
)]
pub struct TagGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the tag, without `refs/tags/`; may hold slashes.
    name: String,
}

/// Marks a commit with an annotated tag and answers with it. Use it to name a release. A name that exists
/// already is an error: it moves no tag.
#[tool(
    name = "bitbucket_tag_create",
    title = "Create a tag",
    effect = write,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/refs/tags",
)]
pub struct TagCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the new tag, without `refs/tags/`, such as `v2.4.0`.
    #[schemars(length(min = 1))]
    name: String,
    /// Full hash of the commit to mark.
    #[at(body = "target.hash")]
    #[schemars(length(min = 1))]
    target_hash: String,
    /// What the tag says; without it, the provider writes that the tag was added.
    message: Option<String>,
}

/// Deletes a tag; the commit that it marks stays. Builds and releases that go by the tag no longer find it.
#[tool(
    name = "bitbucket_tag_delete",
    title = "Delete a tag",
    effect = destructive,
    idempotent,
    scopes("repository:write"),
    delete = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}",
)]
pub struct TagDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the tag, without `refs/tags/`; may hold slashes.
    name: String,
}

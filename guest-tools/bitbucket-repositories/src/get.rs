//! `bitbucket_repository_get`.

use innkeeper_sdk::prelude::*;

/// Reads one repository: description, main branch, language, size, project, visibility and clone links. Use
/// it when the slug is known; `bitbucket_repositories_list` finds slugs. It does not return files or
/// branches.
#[tool(
    name = "bitbucket_repository_get",
    title = "Read a repository",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}",
    compact = "uuid,full_name,slug,description,is_private,language,size,updated_on,mainbranch.name,\
        project.key,links.html",
)]
pub struct RepositoryGet {
    workspace: Option<String>,
    repo_slug: String,
}

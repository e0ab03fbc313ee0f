//! Snippets: make, read, delete, list.

use bitbucket::{NamedFile, files};
use innkeeper_sdk::{Body, Part, prelude::*};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Makes a snippet of some files in a workspace and answers with it: its id, and a link for each file. Use it
/// to share a log, a script or a picture without a repository. Files cannot be added or changed afterwards
/// with these tools.
#[tool(
    name = "bitbucket_snippet_create",
    title = "Make a snippet",
    effect = write,
    scopes("snippet:write"),
    post = "/snippets/{workspace}",
    run = create,
)]
pub struct SnippetCreate {
    workspace: Option<String>,
    /// What it is called in lists.
    #[at(none)]
    #[schemars(length(min = 1))]
    title: Option<String>,
    /// `true`: only members of the workspace see it. `false`: everybody on the internet does. Better say
    /// which: the provider's own choice may be the latter.
    #[at(none)]
    is_private: Option<bool>,
    /// Its files, each under a name of its own.
    #[at(none)]
    #[schemars(length(min = 1))]
    files: Vec<NamedFile>,
}

/// Reads one snippet: title, owner, dates, and the names and links of its files. Use it when the id is known;
/// `bitbucket_snippets_list` finds ids. It returns no contents of files.
#[tool(
    name = "bitbucket_snippet_get",
    title = "Read a snippet",
    effect = read,
    scopes("snippet"),
    get = "/snippets/{workspace}/{encoded_id}",
    compact = "id,title,is_private,creator.display_name,created_on,updated_on,files,\
        links.html.href,links.clone",
)]
pub struct SnippetGet {
    workspace: Option<String>,
    /// Id of the snippet, a few letters and digits: `kypj`.
    #[schemars(length(min = 1))]
    encoded_id: String,
}

/// Deletes a snippet for good, with its files and their history. It returns nothing.
#[tool(
    name = "bitbucket_snippet_delete",
    title = "Delete a snippet",
    effect = destructive,
    idempotent,
    scopes("snippet:write"),
    delete = "/snippets/{workspace}/{encoded_id}",
)]
pub struct SnippetDelete {
    workspace: Option<String>,
    /// Id of the snippet; `bitbucket_snippets_list` knows it.
    #[schemars(length(min = 1))]
    encoded_id: String,
}

/// Lists the snippets of a workspace that the account may see, a page at a time: id, title, owner. Use `role`
/// for those of one's own. It cannot search in titles or contents, and names no files:
/// `bitbucket_snippet_get` does.
#[tool(
    name = "bitbucket_snippets_list",
    title = "List snippets",
    effect = read,
    scopes("snippet"),
    get = "/snippets/{workspace}",
    paged(max = 100),
    compact = "values.id,values.title,values.is_private,values.creator.display_name,values.updated_on,\
        values.links.html.href,page,size,next",
)]
pub struct SnippetsList {
    workspace: Option<String>,
    /// Only those that the person behind the account has this part in.
    role: Option<Role>,
}

/// Somebody's part in a snippet.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// It is theirs.
    Owner,
    /// It is theirs, or they watch it.
    Contributor,
    /// It is in a workspace of theirs, or they watch it.
    Member,
}

fn create(input: SnippetCreate) -> Result<Output, Failure> {
    let title = input.title.as_deref().map(|title| text("title", title));
    let privacy = input.is_private.map(|private| text("is_private", if private { "true" } else { "false" }));
    let files = files::parts("file", &input.files)?;
    let form = title.into_iter().chain(privacy).chain(files).collect();
    Ok(input.request()?.body(Body::Multipart(form)).send()?.pass_on())
}

/// A field of the form that is no file.
fn text(name: &str, value: &str) -> Part {
    Part { name: name.into(), filename: None, content_type: None, content: value.into() }
}

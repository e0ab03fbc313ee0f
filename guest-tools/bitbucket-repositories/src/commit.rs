//! `bitbucket_files_commit`.
//!
//! Nothing is overwritten unseen: every commit names the one that it is based on, and the provider refuses it (409) where
//! the branch has moved on since.

use bitbucket::location;
use innkeeper_sdk::prelude::*;
use serde::Serialize;

mod base;
mod edits;
mod form;
#[cfg(test)]
mod tests;

use edits::File;
use form::Form;

/// Sets and deletes files of a branch in one commit, and answers with the commit's hash. Files that are not named stay as
/// they are; a rename is a file deleted and set anew. Give `parent`, the commit that the change was made from: where the
/// branch has moved on since, the provider refuses the commit, and nothing is overwritten unseen. Without `parent` it is
/// the branch's newest commit. A new branch needs `parent`, but for the first commit of an empty repository. It makes no
/// links and no submodules.
#[tool(
    name = "bitbucket_files_commit",
    title = "Commit files",
    effect = write,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/src",
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    also(get = "/repositories/{workspace}/{repo_slug}/refs/branches"),
    run = commit,
)]
pub struct FilesCommit {
    workspace: Option<String>,
    repo_slug: String,
    /// Branch that the commit goes onto.
    #[at(none)]
    #[schemars(length(min = 1))]
    branch: String,
    /// Message of the commit.
    #[at(none)]
    #[schemars(length(min = 1))]
    message: String,
    /// Files to make or replace, each with its whole content. At least one of `files` and `delete` is needed.
    #[at(none)]
    files: Option<Vec<File>>,
    /// Paths of files to delete, from the root of the repository.
    #[at(none)]
    delete: Option<Vec<String>>,
    /// Who wrote the change, as `Name <address>`; without it, the person behind the account.
    #[at(none)]
    #[schemars(regex(pattern = r"^[^<>\r\n]+ <[^<>\s]+>$"))]
    author: Option<String>,
    /// Hash of the commit that the change is based on, in full: 40 digits.
    #[at(none)]
    #[schemars(regex(pattern = "^[0-9a-fA-F]{40}$"))]
    parent: Option<String>,
}

fn commit(input: FilesCommit) -> Result<Output, Failure> {
    let mut form = Form::default();
    form.field("branch", &input.branch);
    form.field("message", &input.message);
    if let Some(author) = &input.author {
        form.field("author", author);
    }
    edits::write(
        input.files.as_deref().unwrap_or_default(),
        input.delete.as_deref().unwrap_or_default(),
        &mut form,
    )?;
    let request = input.request()?;
    request.check()?;
    let parent = match &input.parent {
        Some(parent) => Some(parent.clone()),
        None => base::of(&request, &input.branch)?,
    };
    if let Some(parent) = &parent {
        form.field("parents", parent);
    }
    let made = request.body(form.into_body()).send()?;
    Output::json(&Made { commit: location::last_segment(&made), branch: &input.branch })
}

/// The answer: the provider's has no body, only a place.
#[derive(Serialize)]
struct Made<'a> {
    /// The new commit's hash; absent where the provider did not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    branch: &'a str,
}

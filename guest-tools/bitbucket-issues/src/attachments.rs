//! Files beside an issue.

use bitbucket::{NamedFile, files};
use innkeeper_sdk::{Body, prelude::*};

use crate::issue_id::IssueId;

#[cfg(test)]
mod tests;

/// Attaches files to an issue: screenshots, logs. A file of a name that is attached already takes its place.
/// It returns nothing: `bitbucket_issue_attachments_list` shows what is there.
#[tool(
    name = "bitbucket_issue_attachment_upload",
    title = "Attach files to an issue",
    effect = write,
    scopes("issue:write"),
    post = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/attachments",
    run = upload,
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
    returns = nothing,
)]
pub struct IssueAttachmentUpload {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
    /// The files, each under a name of its own.
    #[at(none)]
    #[schemars(length(min = 1))]
    files: Vec<NamedFile>,
}

/// Lists the files that are attached to an issue, a page at a time: name and link, oldest first. It returns
/// no contents.
#[tool(
    name = "bitbucket_issue_attachments_list",
    title = "List the files of an issue",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/attachments",
    paged(max = 100),
    compact = "values.name,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueAttachmentsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Deletes a file that is attached to an issue, for good. It returns nothing.
#[tool(
    name = "bitbucket_issue_attachment_delete",
    title = "Delete a file of an issue",
    effect = destructive,
    idempotent,
    scopes("issue:write"),
    delete = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/attachments/{path}",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueAttachmentDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
    /// Name of the file; `bitbucket_issue_attachments_list` knows it.
    #[schemars(length(min = 1))]
    path: String,
}

fn upload(input: IssueAttachmentUpload) -> Result<Output, Failure> {
    let form = Body::Multipart(files::parts("files", &input.files)?);
    Ok(input.request()?.body(form).send()?.pass_on())
}

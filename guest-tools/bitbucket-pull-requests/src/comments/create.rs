//! `bitbucket_pull_request_comment_create`.
//!
//! The provider takes an anchor that makes no sense and shows the comment nowhere, so what contradicts itself is refused
//! here.

use innkeeper_sdk::prelude::*;

#[cfg(test)]
mod tests;

/// Comments on a pull request and answers with the comment. Give `inline_path` and a line to comment on code, and
/// `parent_id` to reply. Lines are not checked by the provider: take them from `bitbucket_pull_request_diff_get`, or
/// the comment is shown out of place. A pending comment is seen by the caller alone until the review is finished on the
/// web. It notifies people; approving or asking for changes are tools of their own.
#[tool(
    name = "bitbucket_pull_request_comment_create",
    title = "Comment on a pull request",
    effect = write,
    scopes("pullrequest"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments",
    run = create,
)]
pub struct PullRequestCommentCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// The text, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
    /// Id of the comment to reply to.
    #[at(body = "parent.id")]
    parent_id: Option<u64>,
    /// Path of the file to comment on, from the root of the repository. Without a line, the comment is on the file.
    #[at(body = "inline.path")]
    #[schemars(length(min = 1))]
    inline_path: Option<String>,
    /// Line in the new version of the file, from 1: for added and unchanged lines.
    #[at(body = "inline.to")]
    #[schemars(range(min = 1))]
    inline_to: Option<u64>,
    /// Line in the old version of the file, from 1: for removed lines.
    #[at(body = "inline.from")]
    #[schemars(range(min = 1))]
    inline_from: Option<u64>,
    /// First line of several in the new version; `inline_to` is the last one.
    #[at(body = "inline.start_to")]
    #[schemars(range(min = 1))]
    inline_start_to: Option<u64>,
    /// First line of several in the old version; `inline_from` is the last one.
    #[at(body = "inline.start_from")]
    #[schemars(range(min = 1))]
    inline_start_from: Option<u64>,
    /// Whether to keep it as a draft of the caller's review.
    pending: Option<bool>,
}

/// A first and a last line, and what the inputs are called.
struct Lines {
    first: (&'static str, Option<u64>),
    last: (&'static str, Option<u64>),
}

fn create(input: PullRequestCommentCreate) -> Result<Output, Failure> {
    for lines in input.lines() {
        lines.check(input.inline_path.is_some())?;
    }
    Ok(input.request()?.send()?.pass_on())
}

impl PullRequestCommentCreate {
    fn lines(&self) -> [Lines; 2] {
        [
            Lines { first: ("inline_start_to", self.inline_start_to), last: ("inline_to", self.inline_to) },
            Lines {
                first: ("inline_start_from", self.inline_start_from),
                last: ("inline_from", self.inline_from),
            },
        ]
    }
}

impl Lines {
    fn check(&self, has_path: bool) -> Result<(), Failure> {
        let (first, last) = (self.first, self.last);
        for (name, line) in [first, last] {
            if line.is_some() && !has_path {
                return Err(Failure::invalid(name, "a line of which file? give `inline_path` as well"));
            }
        }
        match (first.1, last.1) {
            (Some(_), None) => {
                let message = format!("is the first line of several: give the last one as `{}`", last.0);
                Err(Failure::invalid(first.0, message))
            }
            (Some(start), Some(end)) if start > end => {
                Err(Failure::invalid(first.0, format!("comes after `{}`, which is the last line", last.0)))
            }
            _ => Ok(()),
        }
    }
}

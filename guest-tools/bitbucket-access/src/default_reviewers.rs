//! `bitbucket_default_reviewers_list`, `bitbucket_effective_default_reviewers_list`,
//! `bitbucket_default_reviewer_get`, `…_add`, `…_remove`.

use bitbucket::{UserId, question};
use innkeeper_sdk::prelude::*;

#[cfg(test)]
mod tests;

const REPOSITORY: &str = "/repositories/{workspace}/{repo_slug}";

/// Lists the default reviewers that a repository itself has, a page at a time. Use it before changing them.
/// Those that it inherits from its project are only in `bitbucket_effective_default_reviewers_list`.
#[tool(
    name = "bitbucket_default_reviewers_list",
    title = "List default reviewers",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/default-reviewers",
    paged(max = 100),
    compact = "values.uuid,values.display_name,values.nickname,page,size,next",
)]
pub struct DefaultReviewersList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Lists everybody who is a default reviewer in a repository, a page at a time: its own and those of its
/// project, each with `reviewer_type`, `repository` or `project`. Use it to learn who is expected to review a
/// pull request.
#[tool(
    name = "bitbucket_effective_default_reviewers_list",
    title = "List default reviewers with inherited ones",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/effective-default-reviewers",
    paged(max = 100),
    compact = "values.reviewer_type,values.user.uuid,values.user.display_name,page,size,next",
)]
pub struct EffectiveDefaultReviewersList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Tells whether somebody is a default reviewer of a repository: `{"default_reviewer": true}` or `false`.
/// Somebody who does not exist is none. It does not count those inherited from the project.
#[tool(
    name = "bitbucket_default_reviewer_get",
    title = "Is somebody a default reviewer?",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}",
    also(get = "/repositories/{workspace}/{repo_slug}"),
    run = is_default_reviewer,
    returns = question("default_reviewer"),
)]
pub struct DefaultReviewerGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id.
    #[at(path = "target_username")]
    username: UserId,
}

/// Makes somebody a default reviewer of a repository and answers with that account. Pull requests that are
/// open already stay as they are. It takes only people with access to the repository, and nobody twice.
#[tool(
    name = "bitbucket_default_reviewer_add",
    title = "Add a default reviewer",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}",
)]
pub struct DefaultReviewerAdd {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id; a nickname is not taken.
    #[at(path = "target_username")]
    username: UserId,
}

/// Makes somebody a default reviewer no longer. Reviewers of pull requests that are open stay. It does not
/// remove those inherited from the project.
#[tool(
    name = "bitbucket_default_reviewer_remove",
    title = "Remove a default reviewer",
    effect = destructive,
    idempotent,
    scopes("repository:admin"),
    delete = "/repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}",
)]
pub struct DefaultReviewerRemove {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id; a nickname is not taken.
    #[at(path = "target_username")]
    username: UserId,
}

/// The status is the answer, and 404 is a no where the repository is there (Bitbucket facts, trap 10).
fn is_default_reviewer(input: DefaultReviewerGet) -> Result<Output, Failure> {
    let request = input.request()?;
    let repository = request.sibling(Method::Get, REPOSITORY).query("fields", "uuid");
    question::ask(request, "default_reviewer", repository)
}

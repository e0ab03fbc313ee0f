//! What a commit is based on, where nobody said.

use bitbucket::revision;
use innkeeper_sdk::{RequestError, prelude::*};
use serde::Deserialize;

const BRANCHES: &str = "/repositories/{workspace}/{repo_slug}/refs/branches";

/// One branch, cut to its name.
const MOST_BYTES: u32 = 4_096;

/// The newest commit of the branch. Nothing where the repository is empty: the commit will be its first.
///
/// A branch that does not exist has none. The provider would start it from the main branch; but a mistyped name would
/// make a new branch so, and nobody would notice.
///
/// # Errors
/// [`Failure::InvalidInput`] where the branch does not exist, but others do, or where its name cannot be one.
pub(super) fn of(request: &Request, branch: &str) -> Result<Option<String>, Failure> {
    let found = revision::look_up(request, revision::BRANCH, branch).map_err(unfit)?;
    if found.status() != 404 {
        return revision::target(found).map(Some);
    }
    if is_empty(request)? {
        return Ok(None);
    }
    Err(Failure::invalid(
        "parent",
        format!(
            "there is no branch {branch:?}: to make it, say which commit it starts from; \
             `bitbucket_branches_list` knows those that exist"
        ),
    ))
}

/// The host knows the branch as a parameter of the look-up; this names the input. The rest of the request has been let
/// through before.
fn unfit(error: RequestError) -> Failure {
    match error {
        RequestError::Denied { rule, .. } => {
            Failure::invalid("branch", format!("is no branch's name: {rule}"))
        }
        other => other.into(),
    }
}

/// Whether a repository has no branch at all.
fn is_empty(request: &Request) -> Result<bool, Failure> {
    let first = request.sibling(Method::Get, BRANCHES).query("pagelen", "1").query("fields", "values.name");
    Ok(first.send()?.json::<Page>(MOST_BYTES)?.values.is_empty())
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    values: Vec<Branch>,
}

#[derive(Deserialize)]
struct Branch {}

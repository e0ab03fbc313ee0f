//! Revisions in paths.
//!
//! `src/{commit}/{path}` and `filehistory/{commit}/{path}` take a branch, but not one whose name holds a slash: nothing
//! says there where the branch ends and the path begins (Bitbucket facts, trap 8). So such a name is looked up first
//! and its newest commit is used.

use innkeeper_sdk::{Failure, Method, Request, RequestError, Response};
use serde::Deserialize;

#[cfg(test)]
mod tests;

/// Where a branch is looked up; a tool that resolves declares it with `also(get = …)`.
pub const BRANCH: &str = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}";
/// Where a tag is looked up; a tool that resolves declares it with `also(get = …)`.
pub const TAG: &str = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}";

/// A reference cut to its hash is far shorter.
const MOST_BYTES: u32 = 4_096;

/// Replaces the parameter `name` of a request by a commit's hash, where it is a branch or a tag that would be ambiguous
/// there.
///
/// # Errors
/// [`Failure::Upstream`] where there is neither such a branch nor such a tag.
pub fn resolve(mut request: Request, name: &str) -> Result<Request, Failure> {
    let Some(at) = request.params.iter().position(|field| field.name == name) else { return Ok(request) };
    if request.params[at].value.contains('/') {
        request.check()?;
        request.params[at].value = hash(&request, &request.params[at].value)?;
    }
    Ok(request)
}

/// The newest commit of a branch, or of a tag where there is no such branch.
fn hash(request: &Request, reference: &str) -> Result<String, Failure> {
    let branch = look_up(request, BRANCH, reference)?;
    target(if branch.status() == 404 { look_up(request, TAG, reference)? } else { branch })
}

/// Asks for the branch or tag `name`, at [`BRANCH`] or [`TAG`], in the repository that `request` is about. 404 is an answer.
///
/// # Errors
/// The reason why there is no response.
pub fn look_up(request: &Request, path: &'static str, name: &str) -> Result<Response, RequestError> {
    request.sibling(Method::Get, path).param("name", name).query("fields", "target.hash").send_any()
}

/// The hash of the commit that a looked up branch or tag points to.
///
/// # Errors
/// [`Failure::Upstream`] where the answer is an error.
pub fn target(found: Response) -> Result<String, Failure> {
    if !found.is_success() {
        return Err(Failure::Upstream(found));
    }
    Ok(found.json::<Reference>(MOST_BYTES)?.target.hash)
}

#[derive(Deserialize)]
struct Reference {
    target: Target,
}

#[derive(Deserialize)]
struct Target {
    hash: String,
}

//! Updates that must not create.
//!
//! Some of Bitbucket's PUTs create what they do not find, so that a mistyped name makes a new repository or project
//! (Bitbucket facts, trap 2). An update looks first.

use innkeeper_sdk::{Failure, Method, Output, Request};

#[cfg(test)]
mod tests;

/// Sends an update of what is there, and answers with it. The tool declares the same path with `also(get = …)`.
///
/// # Errors
/// [`Failure::Upstream`] where there is nothing to update; [`Failure::Refused`] where it went away between the look and the
/// update, so that the update made it anew: nothing hides that.
pub fn update(request: Request) -> Result<Output, Failure> {
    request.check()?;
    request.sibling(Method::Get, request.path).query("fields", "uuid").send()?;
    let response = request.send()?;
    if response.status() == 201 {
        return Err(Failure::Refused(String::from(
            "it was deleted while it was being updated, and the provider created it anew: look at it, and delete it if \
             it is not wanted",
        )));
    }
    Ok(response.pass_on())
}

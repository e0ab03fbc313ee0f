//! Answers that are only a status: 200 or 204 is yes, 404 is no, or there is nothing that could be asked about
//! (Bitbucket facts, trap 10).

use std::collections::BTreeMap;

use innkeeper_sdk::{Failure, Output, Request};

#[cfg(test)]
mod tests;

/// Asks, and answers `{"<name>": true}` or `{"<name>": false}`.
///
/// `subject` reads what the question is about: a no counts only where that is there.
///
/// # Errors
/// The provider's 404 for the subject, or any other error of either request.
pub fn ask(request: Request, name: &'static str, subject: Request) -> Result<Output, Failure> {
    let answer = request.send_any()?;
    let truth = match answer.status() {
        404 => {
            subject.send()?;
            false
        }
        _ if answer.is_success() => true,
        _ => return Err(Failure::Upstream(answer)),
    };
    Output::json(&BTreeMap::from([(name, truth)]))
}

//! Edits that leave out what stays as it is.

use innkeeper_sdk::{Body, Failure, Request};

/// Refuses an edit that changes nothing: the provider would answer as if it had done something. `inputs` are those that
/// change something, in words.
pub(crate) fn require_change(request: &Request, first: &str, inputs: &str) -> Result<(), Failure> {
    if request.body == Some(Body::empty_object()) {
        return Err(Failure::invalid(first, format!("nothing to change: give {inputs}")));
    }
    Ok(())
}

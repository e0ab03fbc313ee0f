//! The secret of a webhook: left out of an update it stays, and `null` removes it.

use innkeeper_sdk::{Body, Failure, Request};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a webhook signs with.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Secret(#[schemars(length(min = 1, max = 128))] String);

/// Puts the removal into the request. A tool's inputs are never `null`, so the removal is an input of its
/// own.
pub(super) fn removed(
    mut request: Request,
    secret: Option<&Secret>,
    remove: Option<bool>,
) -> Result<Request, Failure> {
    if remove != Some(true) {
        return Ok(request);
    }
    if secret.is_some() {
        return Err(Failure::invalid("remove_secret", "contradicts `secret`: give one of them"));
    }
    if let Some(Body::Json(document)) = &mut request.body {
        document["secret"] = None::<String>.into();
    }
    Ok(request)
}

//! Addresses of pages elsewhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The address of a web page. It may hold the provider's own variables, such as `{repository.full_name}`, so
/// it need not be a URL yet.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct WebAddress(
    #[schemars(regex(pattern = r"^https?://[^\s/]\S*$"))]
    String,
);

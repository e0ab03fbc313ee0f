//! The number of an issue as text, as some of the operations take it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Digits.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct IssueId(#[schemars(regex(pattern = r"^[1-9][0-9]*$"))] String);

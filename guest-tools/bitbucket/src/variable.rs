//! Names of pipeline variables, wherever they are kept: a run, a repository, a workspace or an environment.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of a variable: ASCII letters, digits and underscores, and no digit first.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct VariableKey(#[schemars(regex(pattern = r"^[A-Za-z_][A-Za-z0-9_]*$"))] String);

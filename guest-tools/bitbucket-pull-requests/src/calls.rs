//! Calls of tools, for tests.

use innkeeper_sdk::{Failure, Output};
use serde_json::Value;

use crate::CONNECTOR;

/// Calls a tool with what it needs, and more.
pub(crate) fn call(tool: &str, mut needed: Value, more: Value) -> Result<Output, Failure> {
    if let (Some(all), Value::Object(more)) = (needed.as_object_mut(), more) {
        all.extend(more);
    }
    CONNECTOR.invoke(tool, &needed.to_string())
}

//! The catalogue's tools as the protocol writes them.

use std::sync::Arc;

use innkeeper::Entry;
use innkeeper_policy::Effect;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::Value;

use crate::tool_format::schema::is_of_object;

/// A tool as the protocol writes it.
pub(crate) fn tool(entry: &Entry) -> Tool {
    let tool = &entry.tool;
    let made = Tool::new(tool.name().to_owned(), tool.description.clone(), object(&tool.input_schema))
        .with_title(tool.title.clone())
        .with_annotations(annotations(tool.policy.effect, tool.idempotent));
    match tool.output_schema.as_ref().filter(|schema| is_of_object(schema)) {
        Some(schema) => made.with_raw_output_schema(object(schema)),
        None => made,
    }
}

/// What a client may tell its user before a call. The host enforces effects; these are hints.
pub(crate) fn annotations(effect: Effect, idempotent: bool) -> ToolAnnotations {
    ToolAnnotations::new()
        .read_only(effect == Effect::Read)
        .destructive(effect == Effect::Destructive)
        .idempotent(idempotent)
        .open_world(true)
}

/// A schema as an object. Schemas of the catalogue are objects: loading a connector checks that.
fn object(schema: &Value) -> Arc<JsonObject> {
    Arc::new(schema.as_object().cloned().unwrap_or_default())
}

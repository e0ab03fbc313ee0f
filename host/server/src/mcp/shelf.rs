//! The catalogue's tools as the protocol writes them.
//!
//! A listing of a toolset is tens of schemas, and changes only with the connectors: each tool is written once and shared.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use innkeeper::{Catalogue, Entry};
use innkeeper_policy::Effect;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::Value;

use crate::tool_format::schema::is_of_object;

/// All tools, written.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    /// Of the catalogue of which generation.
    written: Arc<RwLock<Option<(u64, Written)>>>,
}

type Written = Arc<HashMap<String, Tool>>;

impl Shelf {
    /// The tools of a catalogue, by name.
    pub(crate) fn tools(&self, catalogue: &Catalogue) -> Written {
        let generation = catalogue.generation();
        let kept = self.written.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, tools)) = kept.filter(|(of, _)| *of == generation) {
            return tools;
        }
        let all = catalogue.iter().map(|entry| (entry.tool.name().to_owned(), written(entry)));
        let tools = Arc::new(all.collect::<HashMap<_, _>>());
        *self.written.write().unwrap_or_else(PoisonError::into_inner) =
            Some((generation, Arc::clone(&tools)));
        tools
    }
}

/// A tool as the protocol writes it.
pub(crate) fn written(entry: &Entry) -> Tool {
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

//! A tool as listings show it.

use std::sync::Arc;

use innkeeper_policy::{Effect, Endpoint, Lifecycle, ScopeSet};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{Detail, Entry};
use crate::readiness::Readiness;

/// A field of a view: its name, and its value as it is sent.
pub(super) type Field = (&'static str, Box<RawValue>);

/// A tool as a listing shows it. It serialises to the API's JSON.
#[derive(Clone, Copy)]
pub struct View<'a> {
    fields: &'a [Field],
    readiness: Option<&'a Readiness>,
}

/// A tool, and whether the one who asked could call it.
#[derive(Clone)]
pub struct Listed {
    /// The tool.
    pub entry: Arc<Entry>,
    /// None where nobody was named and nothing else stands in the way.
    pub readiness: Option<Readiness>,
}

/// What [`View`] is as JSON. A level of detail leaves out what stands further down; `readiness` is there where somebody was
/// named, or where something else stands in the way.
#[derive(ToSchema)]
#[schema(as = Tool)]
pub struct ToolShape {
    /// What a call names.
    pub name: String,
    /// The connector that it belongs to.
    pub toolset: Option<String>,
    /// For people.
    pub title: Option<String>,
    /// For people and models.
    pub description: Option<String>,
    /// What a call may do.
    pub effect: Option<Effect>,
    /// Whether calling it twice is calling it once.
    pub idempotent: Option<bool>,
    /// What the account's grant has to cover.
    pub scopes: Option<ScopeSet>,
    /// Whether the provider still has it.
    pub lifecycle: Option<Lifecycle>,
    /// Whose API it calls.
    pub provider: Option<String>,
    /// JSON Schema 2020-12 of the input.
    #[schema(value_type = Option<Object>)]
    pub input_schema: Option<Value>,
    /// JSON Schema 2020-12 of the answer, where known.
    #[schema(value_type = Option<Object>)]
    pub output_schema: Option<Value>,
    /// The requests that it may make.
    pub endpoints: Option<Vec<Endpoint>>,
    /// What `fields: "compact"` stands for.
    pub compact_fields: Option<String>,
    /// Who offers it.
    pub connector: Option<OfferedBy>,
    /// Whether it could be called now.
    pub readiness: Option<Readiness>,
}

/// A tool's connector.
#[derive(ToSchema)]
pub struct OfferedBy {
    /// Its name, which is its toolset's.
    pub name: String,
    /// For people.
    pub title: String,
    /// For people and models.
    pub description: String,
    /// Its own version.
    pub version: String,
    /// The SHA-256 of its component, in hexadecimal.
    pub digest: String,
}

impl Listed {
    /// The tool as a listing shows it.
    #[must_use]
    pub fn view(&self, detail: Detail) -> View<'_> {
        View { readiness: self.readiness.as_ref(), ..self.entry.view(detail) }
    }
}

impl<'a> View<'a> {
    pub(super) const fn of(fields: &'a [Field]) -> Self {
        Self { fields, readiness: None }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = self.fields.len() + usize::from(self.readiness.is_some());
        let mut map = serializer.serialize_map(Some(length))?;
        for (name, value) in self.fields {
            map.serialize_entry(name, value)?;
        }
        if let Some(readiness) = self.readiness {
            map.serialize_entry("readiness", readiness)?;
        }
        map.end()
    }
}

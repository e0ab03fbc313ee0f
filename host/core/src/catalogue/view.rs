//! A tool as listings show it.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

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

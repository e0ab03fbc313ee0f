//! A tool's input schema, ready to validate.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

/// Validates inputs of one tool.
///
/// It is made of the schema when it is first asked for: a host has some two hundred tools, and a start from compiled code
/// would spend most of its time on schemas that nobody calls for. That a schema can be made one was found when its
/// connector was compiled.
#[derive(Clone)]
pub struct Validator {
    schema: Arc<Value>,
    made: Arc<OnceLock<Result<jsonschema::Validator, SchemaError>>>,
}

/// Why a schema is no JSON Schema.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct SchemaError(String);

impl Validator {
    pub(crate) fn of(schema: &Value) -> Self {
        Self { schema: Arc::new(schema.clone()), made: Arc::default() }
    }

    /// The validator.
    ///
    /// # Errors
    /// [`SchemaError`], which does not happen once the connector is loaded.
    pub fn get(&self) -> Result<&jsonschema::Validator, SchemaError> {
        let make =
            || jsonschema::draft202012::new(&self.schema).map_err(|error| SchemaError(error.to_string()));
        self.made.get_or_init(make).as_ref().map_err(SchemaError::clone)
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Validator")
    }
}

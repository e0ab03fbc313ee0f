//! The input schema of a tool.
//!
//! schemars describes Rust types; a tool's reader is a person, a model or a validator. So the names of Rust
//! types go, an optional input may be left out but is never `null`, and nothing is behind a `$ref`.

#[cfg(test)]
mod tests;

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::transform_subschemas};
use serde_json::Value;

/// The JSON Schema (2020-12) of a tool's inputs.
pub(crate) fn input_schema<T: JsonSchema>() -> String {
    let mut settings = SchemaSettings::draft2020_12();
    settings.meta_schema = None;
    settings.inline_subschemas = true;
    render(settings.into_generator().into_root_schema_for::<T>())
}

fn render(mut schema: Schema) -> String {
    // The description of the whole is the tool's, and stands in the manifest.
    schema.remove("description");
    make_plain(&mut schema);
    schema.as_value().to_string()
}

fn make_plain(schema: &mut Schema) {
    schema.remove("title");
    if schema.get("format").and_then(Value::as_str).is_some_and(is_rust_integer) {
        schema.remove("format");
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    refuse_null(schema);
    transform_subschemas(&mut make_plain, schema);
}

/// `uint64` and its like say something about Rust, and validators do not know them.
fn is_rust_integer(format: &str) -> bool {
    format.starts_with("int") || format.starts_with("uint")
}

fn refuse_null(schema: &mut Schema) {
    retain(schema, "type", |kind| kind != "null");
    retain(schema, "enum", |value| !value.is_null());
    retain(schema, "anyOf", |option| option.get("type").is_none_or(|kind| kind != "null"));
    if let Some(Value::Array(kinds)) = schema.get("type") {
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            schema.insert("type".into(), kind);
        }
    }
    unwrap_single_option(schema);
}

fn retain(schema: &mut Schema, keyword: &str, keep: impl Fn(&Value) -> bool) {
    if let Some(Value::Array(values)) = schema.get_mut(keyword) {
        values.retain(keep);
    }
}

/// `anyOf` of one is that one; what is said beside it (the input's description) wins.
fn unwrap_single_option(schema: &mut Schema) {
    let Some(Value::Array(options)) = schema.get("anyOf") else { return };
    let [Value::Object(only)] = options.as_slice() else { return };
    let only = only.clone();
    schema.remove("anyOf");
    for (keyword, value) in only {
        if schema.get(&keyword).is_none() {
            schema.insert(keyword, value);
        }
    }
}

//! A call's input: made lenient once, validated against the tool's schema, completed with what the host knows.

use innkeeper_policy::Pin;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::{Map, Value};

use crate::catalogue::Entry;
use crate::problem::{Problem, Result, Violation};

/// Violations that one answer names.
const MOST_VIOLATIONS: usize = 20;

/// An input that satisfies its tool's schema.
pub(crate) type Input = Map<String, Value>;

/// Checks an input.
///
/// # Errors
/// `BAD_INPUT` that names every field that is wrong.
pub(crate) fn validate(entry: &Entry, input: Value) -> Result<Input> {
    let Value::Object(mut fields) = input else {
        return Err(Problem::bad_field("", "the input must be a JSON object"));
    };
    be_lenient(entry, &mut fields);
    let input = Value::Object(fields);
    let validator = entry.tool.validator.get();
    let validator = validator.map_err(|error| Problem::internal("reading the tool's schema", &error))?;
    // To know that nothing is wrong costs a fraction of knowing what is.
    let is_valid = validator.is_valid(&input);
    match input {
        Value::Object(fields) if is_valid => Ok(fields),
        input => {
            let found = validator.iter_errors(&input).take(MOST_VIOLATIONS);
            Err(Problem::bad_input(found.flat_map(|error| violations(&error)).collect()))
        }
    }
}

/// The one leniency: models send `"5"` for 5 and `"true"` for true. A string that is exactly an integer or a boolean is
/// taken where the schema wants one.
fn be_lenient(entry: &Entry, fields: &mut Input) {
    for (name, value) in fields {
        let Value::String(text) = &*value else { continue };
        let wanted = entry.tool.input(name).and_then(|schema| schema.get("type")).and_then(Value::as_str);
        let meant = match wanted {
            Some("integer") => exact_integer(text).map(Value::from),
            Some("boolean") => text.parse::<bool>().ok().map(Value::from),
            _ => None,
        };
        if let Some(meant) = meant {
            *value = meant;
        }
    }
}

fn exact_integer(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Fills in the workspace where the tool wants one, the caller gave none and the account has exactly one.
///
/// # Errors
/// `BAD_INPUT` that names the account's workspaces where there are several, or none.
pub(crate) fn complete(entry: &Entry, pin: &Pin, input: &mut Input) -> Result<()> {
    let wanted = entry.tool.input("workspace").is_some()
        && entry.tool.policy.endpoints.iter().any(|endpoint| endpoint.template.has_parameter("workspace"));
    if !wanted || input.contains_key("workspace") {
        return Ok(());
    }
    if let Some(only) = pin.only() {
        input.insert("workspace".to_owned(), Value::String(only.slug.clone()));
        return Ok(());
    }
    let slugs: Vec<&str> = pin.workspaces().iter().map(|workspace| workspace.slug.as_str()).collect();
    let message = if slugs.is_empty() {
        "the account may touch no workspace; an operator widens it, or its user connects again".to_owned()
    } else {
        format!("is needed, because the account has several: {}", slugs.join(", "))
    };
    Err(Problem::bad_field("/workspace", message))
}

/// Replaces `fields: "compact"` by the tool's own set.
pub(crate) fn expand_compact(entry: &Entry, input: &mut Input) {
    let asked = input.get("fields").and_then(Value::as_str) == Some("compact");
    if let (true, Some(fields)) = (asked, &entry.tool.compact_fields) {
        input.insert("fields".to_owned(), Value::String(fields.clone()));
    }
}

/// Names the fields that an error is about: for a missing or an unknown one the field itself, not the object around it.
fn violations(error: &ValidationError<'_>) -> Vec<Violation> {
    let at = error.instance_path().to_string();
    let below = |name: &str, message: String| Violation { path: format!("{at}/{}", escaped(name)), message };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![below(name, "is required".to_owned())]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| below(name, "is not an input of this tool".to_owned())).collect()
        }
        _ => vec![Violation { path: at, message: error.masked().to_string() }],
    }
}

/// A name as a token of a JSON Pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1")
}

//! A JSON Schema in a few words, for the column of a table.

use serde_json::Value;

use crate::table::{list, text};

/// What a value of this schema looks like: `integer, 1 to 100`, `list of text`, `one of OPEN, MERGED`.
pub(crate) fn words(schema: &Value) -> String {
    let choices = choices(schema);
    if !choices.is_empty() {
        return format!("one of {}", choices.join(", "));
    }
    match text(schema, "/type").as_str() {
        "array" => format!("list of {}", schema.get("items").map_or_else(|| "anything".to_owned(), words)),
        "object" => object(schema),
        "string" => string(schema),
        "integer" => format!("integer{}", range(schema)),
        "-" => "anything".to_owned(),
        kind => kind.to_owned(),
    }
}

/// What an answer of this schema looks like, in a line: `A page of a list: {values: [{id, title}], next}`.
pub(crate) fn answer(schema: &Value) -> String {
    if !schema.is_object() {
        return String::new();
    }
    let title = match text(schema, "/title").as_str() {
        "-" => "The answer".to_owned(),
        title => title.to_owned(),
    };
    match shape(schema) {
        Some(shape) => format!("{title}: {shape}"),
        None => title,
    }
}

/// The names in an object or a list, as far as they are known.
fn shape(schema: &Value) -> Option<String> {
    if let Some(items) = schema.get("items") {
        return Some(format!("[{}]", shape(items).unwrap_or_else(|| "…".to_owned())));
    }
    let properties = schema.get("properties").and_then(Value::as_object)?;
    let name = |(name, schema): (&String, &Value)| match shape(schema) {
        Some(inner) => format!("{name}: {inner}"),
        None => name.clone(),
    };
    Some(format!("{{{}}}", properties.iter().map(name).collect::<Vec<_>>().join(", ")))
}

/// The values of a closed set, however it is written.
fn choices(schema: &Value) -> Vec<String> {
    let constants = list(schema, "/oneOf").iter().filter_map(|one| one.get("const"));
    let all = list(schema, "/enum").iter().chain(schema.get("const")).chain(constants);
    all.map(|value| text(value, "")).collect()
}

fn object(schema: &Value) -> String {
    let required = list(schema, "/required");
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties.into_iter().flatten().map(|(name, _)| {
        let mark = if required.iter().any(|known| known == name) { "" } else { "?" };
        format!("{name}{mark}")
    });
    format!("{{{}}}", names.collect::<Vec<_>>().join(", "))
}

fn string(schema: &Value) -> String {
    match text(schema, "/pattern").as_str() {
        "-" => "text".to_owned(),
        pattern if pattern.contains("{8}") && pattern.contains("{12}") => "UUID".to_owned(),
        pattern => format!("text like `{pattern}`"),
    }
}

fn range(schema: &Value) -> String {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => format!(", {least} to {most}"),
        (Some(least), None) => format!(", from {least}"),
        (None, Some(most)) => format!(", to {most}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{answer, words};

    #[test]
    fn answers_are_told_in_a_line() {
        let page = json!({ "title": "A page", "type": "object", "properties": {
            "values": { "type": "array", "items": { "type": "object", "properties": { "id": {},
                "author": { "properties": { "name": {} } } } } },
            "next": { "type": "string" } } });
        assert_eq!(answer(&page), "A page: {next, values: [{author: {name}, id}]}");
        assert_eq!(answer(&json!({ "title": "Nothing", "type": "object" })), "Nothing");
        assert_eq!(answer(&json!(null)), "");
    }

    #[test]
    fn schemas_are_told_in_a_few_words() {
        for (schema, told) in [
            (json!({ "type": "string" }), "text"),
            (json!({ "type": "integer", "minimum": 1, "maximum": 100 }), "integer, 1 to 100"),
            (json!({ "type": "string", "pattern": "^[a-z]+$" }), "text like `^[a-z]+$`"),
            (json!({ "type": "boolean" }), "boolean"),
            (json!({ "type": "array", "items": { "type": "string" } }), "list of text"),
            (json!({ "type": "string", "enum": ["OPEN", "MERGED"] }), "one of OPEN, MERGED"),
            (json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }), "one of a, b"),
            (
                json!({ "type": "object", "properties": { "key": {}, "secured": {} }, "required": ["key"] }),
                "{key, secured?}",
            ),
        ] {
            assert_eq!(words(&schema), told);
        }
    }
}

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

    use super::words;

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

//! An input schema as models' APIs take it.

use serde_json::{Map, Value};

/// What stands at the top of a schema and is for validators, or is refused there. Where it constrains, the host still
/// holds the input against it when it is called.
const NOT_AT_THE_TOP: [&str; 12] = [
    "$schema",
    "$id",
    "$anchor",
    "$vocabulary",
    "$comment",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "enum",
    "const",
    "if",
];

/// The schema without what is refused: an object, its properties, and what is required of them.
pub(super) fn plain(schema: &Value) -> Value {
    let mut plain = schema.as_object().cloned().unwrap_or_default();
    for keyword in NOT_AT_THE_TOP {
        plain.remove(keyword);
    }
    // Without `if` they mean nothing.
    plain.remove("then");
    plain.remove("else");
    plain.insert("type".to_owned(), Value::from("object"));
    plain.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    Value::Object(plain)
}

/// Whether all that satisfies a schema is an object, as the schema itself says.
pub(crate) fn is_of_object(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("object")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_refused_at_the_top_goes_and_what_is_inside_stays() {
        let inside = json!({ "a": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } });
        let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": inside, "required": ["a"], "anyOf": [{ "required": ["a"] }], "if": {}, "then": {},
            "additionalProperties": false });
        let wanted = json!({ "type": "object", "properties": inside, "required": ["a"],
            "additionalProperties": false });
        assert_eq!(plain(&schema), wanted);
    }

    #[test]
    fn an_object_always_has_properties() {
        assert_eq!(plain(&json!({ "type": "object" })), json!({ "type": "object", "properties": {} }));
    }

    #[test]
    fn only_a_schema_that_says_object_is_one_of_objects() {
        assert!(is_of_object(&json!({ "type": "object" })));
        assert!(!is_of_object(&json!({ "type": ["object", "array"] })) && !is_of_object(&json!({})));
    }
}

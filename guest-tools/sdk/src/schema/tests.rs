use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::input_schema;
use crate::{Tool, prelude::tool};

/// Lists samples.
///
/// A second paragraph.
#[tool(
    name = "samples_list",
    title = "List",
    effect = read,
    get = "/repositories/{workspace}",
    filtered,
    paged(max = 50),
    compact = "values.id,next",
)]
struct SamplesList {
    workspace: Option<String>,
    /// How many,
    /// at most.
    count: u32,
    /// Which kind.
    kind: Option<Kind>,
    /// Some pairs.
    #[at(none)]
    #[expect(dead_code, reason = "only the schema is looked at")]
    pairs: Option<Vec<Pair>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Small,
    Large,
}

/// A pair.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// Its key.
    #[expect(dead_code, reason = "only the schema is looked at")]
    key: String,
    /// Its mark.
    #[expect(dead_code, reason = "only the schema is looked at")]
    mark: Option<bool>,
}

fn schema() -> Value {
    serde_json::from_str(&input_schema::<SamplesList>()).unwrap()
}

#[test]
fn a_schema_says_what_the_declaration_says() {
    let schema = schema();
    let properties = &schema["properties"];
    assert_eq!(schema["type"], "object");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], json!(["count"]));
    assert_eq!(
        properties["count"],
        json!({"type": "integer", "minimum": 0, "description": "How many, at most."})
    );
    assert_eq!(
        properties["kind"],
        json!({"type": "string", "enum": ["small", "large"], "description": "Which kind."})
    );
    assert_eq!(
        (&properties["pagelen"]["minimum"], &properties["pagelen"]["maximum"]),
        (&json!(1), &json!(50))
    );
    for added in ["q", "sort", "page", "pagelen", "fields", "workspace"] {
        assert!(properties[added]["description"].is_string(), "{added}");
    }
}

#[test]
fn nested_types_stand_where_they_are_used() {
    let pair = json!({
        "type": "object",
        "description": "A pair.",
        "properties": {
            "key": {"type": "string", "description": "Its key."},
            "mark": {"type": "boolean", "description": "Its mark."},
        },
        "required": ["key"],
        "additionalProperties": false,
    });
    assert_eq!(
        schema()["properties"]["pairs"],
        json!({"type": "array", "items": pair, "description": "Some pairs."})
    );
}

#[test]
fn a_schema_has_no_rust_in_it() {
    let text = input_schema::<SamplesList>();
    for noise in ["$schema", "$ref", "$defs", "title", "format", "null", "default", "SamplesList"] {
        assert!(!text.contains(noise), "{noise} in {text}");
    }
}

#[test]
fn the_description_is_the_doc_comment() {
    let declaration = SamplesList::DECLARATION;
    assert_eq!(declaration.description, "Lists samples.\n\nA second paragraph.");
    assert_eq!(declaration.compact_fields, Some("values.id,next"));
    assert!(declaration.idempotent);
}

//! The usual answers of tools, as JSON Schema.
//!
//! A connector that answers in a usual way names the answer instead of describing it: its output schema is
//! `{"$ref": "urn:innkeeper:answer:page"}`, and the host writes the rest from the tool's compact fields. So two hundred
//! schemas cost the connectors a line each, and all say the same of the same thing. A connector with an answer of another
//! kind, or one whose fields are not what their names say here, brings its own schema.
//!
//! Nothing is required and everything may be there: `fields` leaves out what nobody asked for, a dry run answers with the
//! request, and an answer that is cut comes as `{content, content_type}`.

use serde_json::{Map, Value, json};

/// What names one of these answers.
const PREFIX: &str = "urn:innkeeper:answer:";

/// Names of fields whose values are text wherever they occur, or absent.
const TEXTS: &[&str] = &[
    "uuid",
    "slug",
    "title",
    "description",
    "display_name",
    "full_name",
    "nickname",
    "username",
    "href",
    "hash",
];

/// The schema that an output schema stands for: itself, where it names no usual answer.
pub(crate) fn resolve(schema: Value, compact: Option<&str>) -> Result<Value, String> {
    let named = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(PREFIX));
    let Some(name) = named else { return Ok(schema) };
    let fields = Fields::of(compact.unwrap_or_default());
    match name.split_once(':').unwrap_or((name, "")) {
        ("page", "") => Ok(page(&fields)),
        ("object", "") => Ok(object("The object, as the provider has it", &fields)),
        ("list", "") => Ok(json!({
            "title": "A list, as the provider has it",
            "type": ["array", "object"],
            "items": { "type": "object" },
        })),
        ("text", "") => Ok(text("Text", &[])),
        ("file", "") => Ok(text("The file: text, or base64 where `encoding` says so", &["encoding"])),
        ("nothing", "") => Ok(json!({ "title": "An empty object: it worked", "type": "object" })),
        ("question", name) if !name.is_empty() => Ok(json!({
            "title": "Yes or no",
            "type": "object",
            "properties": { name: { "type": "boolean" } },
        })),
        _ => Err(format!("there is no answer `{PREFIX}{name}`")),
    }
}

/// Fields, and those in them, as a list of dotted paths names them.
#[derive(Default)]
struct Fields(std::collections::BTreeMap<String, Fields>);

impl Fields {
    fn of(list: &str) -> Self {
        let mut root = Self::default();
        for path in list.split(',').map(str::trim).filter(|path| !path.is_empty() && !path.contains('*')) {
            let mut at = &mut root;
            for name in path.trim_start_matches(['+', '-']).split('.') {
                at = at.0.entry(name.to_owned()).or_default();
            }
        }
        root
    }

    fn schemas(&self) -> Map<String, Value> {
        self.0.iter().map(|(name, inner)| (name.clone(), inner.schema(name))).collect()
    }

    /// What is known of a field. One that has others in it is an object or a list of objects: the name says which, and
    /// neither keyword says anything of a value of another type.
    fn schema(&self, name: &str) -> Value {
        if !self.0.is_empty() {
            let inner = self.schemas();
            let several = name.ends_with('s') && !matches!(name, "links" | "status" | "progress");
            return if several {
                json!({ "items": { "properties": inner } })
            } else {
                json!({ "properties": inner })
            };
        }
        if TEXTS.contains(&name) || name.ends_with("_on") || name.ends_with("_at") {
            json!({ "type": ["string", "null"] })
        } else if name.starts_with("is_") || name.starts_with("has_") {
            json!({ "type": ["boolean", "null"] })
        } else {
            json!({})
        }
    }
}

fn object(title: &str, fields: &Fields) -> Value {
    let mut schema = json!({ "title": title, "type": "object" });
    if !fields.0.is_empty() {
        schema["properties"] = Value::Object(fields.schemas());
    }
    schema
}

fn page(fields: &Fields) -> Value {
    let entry = fields.0.get("values").map(Fields::schemas).unwrap_or_default();
    let mut entries = json!({ "type": "object" });
    if !entry.is_empty() {
        entries["properties"] = Value::Object(entry);
    }
    json!({
        "title": "A page of a list",
        "type": "object",
        "properties": {
            "values": { "type": "array", "items": entries },
            "next": { "type": "string", "description": "Where the next page is: the input `next`. Absent at the end." },
            "page": { "type": "integer" },
            "pagelen": { "type": "integer" },
            "size": { "type": "integer", "description": "Entries of all pages." },
            "left_out": { "type": "integer", "description": "Entries of the last page that are not among the values." },
        },
    })
}

fn text(title: &str, more: &[&str]) -> Value {
    let mut properties = json!({ "content": { "type": "string" }, "content_type": { "type": "string" } });
    for name in more {
        properties[*name] = json!({ "type": "string" });
    }
    json!({ "title": title, "type": "object", "properties": properties })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(answer: &str, compact: Option<&str>) -> Value {
        resolve(json!({ "$ref": format!("{PREFIX}{answer}") }), compact).unwrap()
    }

    fn takes(schema: &Value, answer: &Value) -> bool {
        jsonschema::draft202012::new(schema).unwrap().is_valid(answer)
    }

    #[test]
    fn a_page_knows_the_fields_of_its_entries() {
        let schema = named("page", Some("values.id,values.title,values.author.display_name,next"));
        let entry = &schema["properties"]["values"]["items"]["properties"];
        assert_eq!(entry["author"]["properties"]["display_name"]["type"], json!(["string", "null"]));
        assert!(takes(&schema, &json!({ "values": [{ "id": 1, "title": "x", "author": null, "more": 1 }] })));
        assert!(takes(&schema, &json!({ "content": "{", "content_type": "application/json" })));
        assert!(!takes(&schema, &json!({ "values": [{ "title": 1 }] })));
        assert!(!takes(&schema, &json!({ "values": {} })) && !takes(&schema, &json!([])));
    }

    #[test]
    fn each_answer_takes_its_own_and_refuses_others() {
        for (answer, own, other) in [
            ("object", json!({ "a": 1 }), json!([])),
            ("list", json!([{ "a": 1 }]), json!([1])),
            ("text", json!({ "content": "x", "content_type": "text/plain" }), json!({ "content": 1 })),
            ("file", json!({ "content": "eA==", "encoding": "base64" }), json!({ "encoding": 64 })),
            ("nothing", json!({}), json!("")),
            ("question:voted", json!({ "voted": false }), json!({ "voted": "no" })),
        ] {
            let schema = named(answer, None);
            assert!(takes(&schema, &own) && !takes(&schema, &other), "{answer}");
        }
    }

    #[test]
    fn an_answer_that_is_none_is_refused_and_a_schema_of_ones_own_is_kept() {
        for name in ["pages", "page:x", "question", "question:", ""] {
            assert!(resolve(json!({ "$ref": format!("{PREFIX}{name}") }), None).is_err(), "{name}");
        }
        let own = json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/a" } } });
        assert_eq!(resolve(own.clone(), None), Ok(own));
    }
}

//! A value for an input, made from its JSON Schema. Different inputs get different values, so that a value which turns
//! up in a request says which input it came from.

use serde_json::{Map, Value, json};

/// The one content that is sent in base64, and what it stands for: a line break that is easily lost, and what is no text.
pub const BASE64: (&str, &str) = ("YQ0KAMOk", "a\r\n\0ä");

/// Inputs, or members of inputs, whose schema does not say enough: what they mean is decided elsewhere.
const BY_NAME: &[(&str, &str)] = &[
    // The account's workspaces are these two.
    ("workspace", r#""acme""#),
    ("workspace_destination", r#""globex""#),
    ("source_repository", r#""globex/fork""#),
    // Not after the last lines.
    ("inline_start_to", "2"),
    ("inline_start_from", "3"),
    // What is in base64 is known beforehand: see `BASE64`.
    ("encoding", r#""text""#),
    // In braces a UUID, else an account id.
    ("reviewers", r#"["{7c9a3f1e-0000-4000-8000-0000000000b0}", "557058:carol"]"#),
    ("users", r#"["{7c9a3f1e-0000-4000-8000-0000000000da}", "557058:erin"]"#),
];

/// A text for each pattern; `##` becomes a number that is the input's own. An input whose pattern is not here is refused
/// in every case, and the report says so.
const BY_PATTERN: &[(&str, &str)] = &[
    (UUID, "{7c9a3f1e-0000-4000-8000-0000000001##}"),
    (RUN, "{7c9a3f1e-0000-4000-8000-0000000002##}"),
    (SPEC, "topic-##..main"),
    (PAIR, "topic-##..main"),
    (WEB_PAGE, "https://example.com/page-##"),
    (WEB_ADDRESS, "https://example.com/hook-##"),
    (DIGITS, "##"),
    (NUMBER, "##"),
    (HASH, "00000000000000000000000000000000000000##"),
    (VARIABLE, "VARIABLE_##"),
    (PUBLIC_KEY, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5## dave@example.com"),
    (AUTHOR, "Dave ## <dave@example.com>"),
    (MOMENT, "2026-11-24T12:00:00.##Z"),
    (CRON, "0 ## 12 ? * MON-FRI *"),
];

/// With braces or without.
const UUID: &str = r"^(\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$";

/// The same, or the number of a build.
const RUN: &str = r"^(\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$|^[1-9][0-9]*$";

/// One revision, or two with `..` between them.
const SPEC: &str = r"^[^.]+(\.[^.]+)*(\.\.[^.]+(\.[^.]+)*)?$";

/// Two revisions with `..` between them.
const PAIR: &str = r"^[^.]+(\.[^.]+)*\.\.[^.]+(\.[^.]+)*$";

/// What begins like the address of a web page.
const WEB_PAGE: &str = r"^https?://[^\s/]\S*$";

/// The same, of something that takes events.
const WEB_ADDRESS: &str = r"^https?://\S+$";

/// A number that the tables call a string.
const DIGITS: &str = r"^[0-9]+$";

/// The same, from 1 on.
const NUMBER: &str = r"^[1-9][0-9]*$";

/// A commit's hash in full.
const HASH: &str = "^[0-9a-fA-F]{40}$";

/// The name of a variable.
const VARIABLE: &str = r"^[A-Za-z_][A-Za-z0-9_]*$";

/// A public key as OpenSSH writes it.
const PUBLIC_KEY: &str = r"^(ssh|ecdsa|sk)-\S+ \S+";

/// A name and an address.
const AUTHOR: &str = r"^[^<>\r\n]+ <[^<>\s]+>$";

/// Day and time of day, as far as the minute.
const MOMENT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}";

/// Seven fields, from the second to the year.
const CRON: &str = r"^([0-9*,/-]+ ){3}[0-9*?,/LW-]+ [0-9A-Za-z*,/-]+ [0-9A-Za-z*?,/#-]+ [0-9*,/-]+$";

/// A text for each format.
const BY_FORMAT: &[(&str, &str)] = &[
    ("uri", "https://example.com/hook"),
    ("date-time", "2026-11-24T12:00:00Z"),
    ("date", "2026-11-24"),
    ("uuid", "7c9a3f1e-0000-4000-8000-0000000000f0"),
    ("email", "dave@example.com"),
];

/// Small enough for every maximum, and no number that means something.
const FIRST_NUMBER: u64 = 11;

/// A value for the input `name`, the one at `index` among the inputs of its tool.
#[must_use]
pub fn of(name: &str, schema: &Value, index: usize) -> Value {
    known(name).unwrap_or_else(|| generate(name, schema, index))
}

fn known(name: &str) -> Option<Value> {
    let (_, json) = BY_NAME.iter().find(|(known, _)| *known == name)?;
    serde_json::from_str(json).ok()
}

/// The values of a schema that is one of a few, however it says so.
#[must_use]
pub fn choices(schema: &Value) -> Option<Vec<Value>> {
    if let Some(constant) = schema.get("const") {
        return Some(vec![constant.clone()]);
    }
    if let Some(values) = schema["enum"].as_array() {
        return Some(values.clone());
    }
    let each: Option<Vec<Vec<Value>>> = options(schema)?.iter().map(choices).collect();
    each.map(|each| each.concat())
}

fn options(schema: &Value) -> Option<&Vec<Value>> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| schema[keyword].as_array())
}

/// Another value of the same type, where there are only two.
#[must_use]
pub fn opposite(value: &Value) -> Option<Value> {
    value.as_bool().map(|truth| Value::Bool(!truth))
}

fn generate(name: &str, schema: &Value, index: usize) -> Value {
    if let Some(values) = choices(schema) {
        return values[index % values.len()].clone();
    }
    if let Some(first) = options(schema).and_then(|options| options.first()) {
        return generate(name, first, index);
    }
    match schema["type"].as_str() {
        Some("string") => Value::String(text(name, schema, index)),
        Some("integer" | "number") => number(schema, index),
        Some("boolean") => json!(true),
        Some("array") => array(name, schema, index),
        Some("object") => object(name, schema, index),
        // Refused by every schema that is not asked for here, and the report says so.
        _ => Value::Null,
    }
}

fn text(name: &str, schema: &Value, index: usize) -> String {
    let by_pattern = BY_PATTERN.iter().find(|(known, _)| schema["pattern"] == *known);
    let by_format = BY_FORMAT.iter().find(|(known, _)| schema["format"] == *known);
    let text = match by_pattern.or(by_format) {
        Some((_, text)) => text.replace("##", &(FIRST_NUMBER + index as u64).to_string()),
        None => format!("{name}-value"),
    };
    let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
    text.chars().take(most.unwrap_or(usize::MAX)).collect()
}

fn number(schema: &Value, index: usize) -> Value {
    let wanted = FIRST_NUMBER + index as u64;
    let least = schema["minimum"].as_u64().unwrap_or_default();
    let most = schema["maximum"].as_u64().unwrap_or(u64::MAX);
    json!(wanted.clamp(least, most))
}

/// Two elements, where there may be two.
fn array(name: &str, schema: &Value, index: usize) -> Value {
    let most = schema["maxItems"].as_u64().unwrap_or(2).min(2);
    let element = |at: u64| generate(&format!("{name}-{at}"), &schema["items"], index + at as usize);
    Value::Array((0..most).map(element).collect())
}

fn object(name: &str, schema: &Value, index: usize) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten().enumerate();
    let member = |(at, (member, schema)): (usize, (&String, &Value))| {
        let value =
            known(member).unwrap_or_else(|| generate(&format!("{name}-{member}"), schema, index + at));
        (member.clone(), value)
    };
    Value::Object(properties.map(member).collect::<Map<String, Value>>())
}

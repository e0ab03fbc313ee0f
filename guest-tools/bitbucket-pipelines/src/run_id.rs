//! How a run is named: by its UUID, or by its build number, which the provider takes in the UUID's place.

use std::borrow::Cow;

use bitbucket::Uuid;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

/// A run's UUID or build number. Only a UUID gets the braces that it may be missing.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

impl Serialize for RunId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_number = self.0.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || self.0.starts_with('{') {
            serializer.serialize_str(&self.0)
        } else {
            serializer.collect_str(&format_args!("{{{}}}", self.0))
        }
    }
}

impl JsonSchema for RunId {
    fn schema_name() -> Cow<'static, str> {
        "RunId".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let uuid = Uuid::json_schema(generator);
        let uuid = uuid.get("pattern").and_then(|pattern| pattern.as_str()).unwrap_or_default();
        json_schema!({ "type": "string", "pattern": format!("{uuid}|^[1-9][0-9]*$") })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;

    const BARE: &str = "9f2c7a0e-51b4-4c7d-8a55-0123456789ab";

    fn sent(id: &str) -> Value {
        to_value(RunId(id.to_owned())).unwrap()
    }

    #[test]
    fn a_build_number_stays_bare_and_a_uuid_gets_its_braces() {
        assert_eq!(sent("42"), json!("42"));
        assert_eq!(sent(BARE), json!(format!("{{{BARE}}}")));
        assert_eq!(sent(&format!("{{{BARE}}}")), json!(format!("{{{BARE}}}")));
    }

    #[test]
    fn the_schema_knows_both() {
        let schema = RunId::json_schema(&mut SchemaGenerator::default());
        let pattern = schema.get("pattern").and_then(Value::as_str).unwrap();
        assert!(pattern.ends_with("|^[1-9][0-9]*$") && pattern.contains("[0-9a-fA-F]{12}"), "{pattern}");
    }
}

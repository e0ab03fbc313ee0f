//! UUIDs. Bitbucket writes them in braces, also in paths (Bitbucket facts, trap 9).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

/// A UUID. Taken with braces or without, since models forget them; sent with.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Uuid(String);

impl Uuid {
    /// With braces.
    #[must_use]
    pub fn braced(&self) -> Cow<'_, str> {
        if self.0.starts_with('{') { Cow::Borrowed(&self.0) } else { Cow::Owned(format!("{{{}}}", self.0)) }
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.braced())
    }
}

impl JsonSchema for Uuid {
    fn schema_name() -> Cow<'static, str> {
        "Uuid".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        const BARE: &str = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
        json_schema!({ "type": "string", "pattern": format!(r"^(\{{{BARE}\}}|{BARE})$") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_added_where_they_are_missing() {
        let bare = "9f2c7a0e-51b4-4c7d-8a55-0123456789ab";
        for given in [bare.to_owned(), format!("{{{bare}}}")] {
            assert_eq!(serde_json::to_value(Uuid(given)).unwrap(), format!("{{{bare}}}"));
        }
    }
}

//! How people are named in requests: by UUID or account id. The provider takes no nicknames (Bitbucket facts, trap 20).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

/// A UUID in braces, or an account id.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct UserRef(String);

impl Serialize for UserRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let property = if self.0.starts_with('{') { "uuid" } else { "account_id" };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(property, &self.0)?;
        map.end()
    }
}

//! How people and groups are named in requests: by UUID or account id, by UUID or slug. Bitbucket takes no nicknames
//! (Bitbucket facts, trap 20).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

/// A person in a body: a UUID in braces, or an account id. Sent as an object that says which.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct UserRef(#[schemars(length(min = 1))] String);

impl Serialize for UserRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        named(&self.0, "account_id", serializer)
    }
}

/// A person in a path: a UUID in braces, or an account id.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct UserId(#[schemars(length(min = 1))] String);

impl UserId {
    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A group in a body: a UUID in braces, or a slug. Sent as an object that says which.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct GroupRef(#[schemars(length(min = 1))] String);

impl Serialize for GroupRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        named(&self.0, "slug", serializer)
    }
}

fn named<S: Serializer>(id: &str, otherwise: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
    let property = if id.starts_with('{') { "uuid" } else { otherwise };
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(property, id)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn an_object_says_how_somebody_is_named() {
        assert_eq!(to_value(UserRef("{1}".into())).unwrap(), json!({ "uuid": "{1}" }));
        assert_eq!(to_value(UserRef("557058:1".into())).unwrap(), json!({ "account_id": "557058:1" }));
        assert_eq!(to_value(GroupRef("{1}".into())).unwrap(), json!({ "uuid": "{1}" }));
        assert_eq!(to_value(GroupRef("developers".into())).unwrap(), json!({ "slug": "developers" }));
        assert_eq!(to_value(UserId("{1}".into())).unwrap(), json!("{1}"));
    }
}

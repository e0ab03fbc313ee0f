//! The figures of a report. How a value is written depends on how it is to be shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::WebAddress;

/// One figure that a report shows: what it is (`title`), how to show it (`type`), and its value.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "UPPERCASE", deny_unknown_fields)]
pub(super) enum Figure {
    /// Yes or no.
    Boolean { title: Title, value: bool },
    /// A moment, in milliseconds since 1970-01-01 UTC.
    Date { title: Title, value: i64 },
    /// How long something took, in milliseconds.
    Duration { title: Title, value: u64 },
    /// A page elsewhere.
    Link { title: Title, value: Target },
    /// A number.
    Number { title: Title, value: Number },
    /// A part of a hundred.
    Percentage { title: Title, value: Number },
    /// A text.
    Text { title: Title, value: String },
}

/// What a figure is.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Title(#[schemars(length(min = 1))] String);

/// Where a link leads.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    /// What to show.
    text: String,
    /// The address.
    href: WebAddress,
}

/// A number, sent as it was given: 14 does not become 14.0.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Number {
    Whole(i64),
    Decimal(f64),
}

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

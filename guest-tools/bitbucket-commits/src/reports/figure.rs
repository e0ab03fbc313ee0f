//! The figures of a report. How a value is written depends on how it is to be shown.

use innkeeper_sdk::Failure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::WebAddress;

/// One figure that a report shows.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    /// What it is.
    #[schemars(length(min = 1))]
    title: String,
    /// How to show it; without it, as its value looks.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<FigureType>,
    /// Its value, as `type` wants it.
    value: FigureValue,
}

/// How a figure is shown.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum FigureType {
    /// Yes or no; a boolean.
    Boolean,
    /// Milliseconds since 1970-01-01 UTC.
    Date,
    /// Milliseconds.
    Duration,
    /// An object with `text` and `href`.
    Link,
    /// A number.
    Number,
    /// A number from 0 to 100.
    Percentage,
    /// A text.
    Text,
}

/// The value of a figure.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
enum FigureValue {
    Boolean(bool),
    Whole(i64),
    Decimal(f64),
    Text(String),
    Link(FigureLink),
}

/// A link, as a figure.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FigureLink {
    /// What to show.
    text: String,
    /// Where it leads.
    href: WebAddress,
}

impl Figure {
    /// The value is one of its type. `place` is that of the figure among `data`.
    pub(super) fn check(&self, place: usize) -> Result<(), Failure> {
        let wanted = match (self.kind, &self.value) {
            (None, FigureValue::Link(_)) => "a link needs the `type` LINK",
            (None, _)
            | (Some(FigureType::Boolean), FigureValue::Boolean(_))
            | (Some(FigureType::Link), FigureValue::Link(_))
            | (Some(FigureType::Text), FigureValue::Text(_))
            | (
                Some(FigureType::Date | FigureType::Duration | FigureType::Number | FigureType::Percentage),
                FigureValue::Whole(_) | FigureValue::Decimal(_),
            ) => return Ok(()),
            (Some(FigureType::Boolean), _) => "must be a boolean",
            (Some(FigureType::Link), _) => "must be an object with `text` and `href`",
            (Some(FigureType::Text), _) => "must be a text",
            (Some(_), _) => "must be a number",
        };
        Err(Failure::invalid(&format!("data/{place}/value"), wanted))
    }
}

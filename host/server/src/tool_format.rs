//! A tool in the form in which a model's API takes tools.

use std::borrow::Cow;

use innkeeper::{Detail, Entry};
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::mcp;

/// Whose form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Our own; the only one that has several levels of detail.
    #[default]
    Native,
    /// `tools` of OpenAI's chat completions.
    OpenAi,
    /// `tools` of Anthropic's messages.
    Anthropic,
    /// `tools/list` of the Model Context Protocol.
    Mcp,
}

impl Format {
    /// The tool in this form.
    pub(crate) fn write(self, entry: &Entry, detail: Detail) -> serde_json::Result<Cow<'_, RawValue>> {
        let made = match self {
            Self::Native => return Ok(Cow::Borrowed(entry.view(detail))),
            Self::OpenAi => openai(entry),
            Self::Anthropic => anthropic(entry),
            Self::Mcp => return Ok(Cow::Owned(to_raw_value(&mcp::tool(entry))?)),
        };
        Ok(Cow::Owned(to_raw_value(&made)?))
    }
}

fn openai(entry: &Entry) -> Value {
    let tool = &entry.tool;
    let function =
        json!({ "name": tool.name(), "description": tool.description, "parameters": tool.input_schema });
    json!({ "type": "function", "function": function })
}

fn anthropic(entry: &Entry) -> Value {
    let tool = &entry.tool;
    json!({ "name": tool.name(), "description": tool.description, "input_schema": tool.input_schema })
}

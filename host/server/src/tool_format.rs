//! A tool in the form in which a model's API takes tools.

use innkeeper::{Detail, Entry, Listed, View};
use innkeeper_policy::Effect;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

/// A tool in one of the forms.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Written<'a> {
    Native(View<'a>),
    Foreign(Value),
}

impl Format {
    /// The tool in this form.
    pub(crate) fn write(self, listed: &Listed, detail: Detail) -> Written<'_> {
        Written::Foreign(match self {
            Self::Native => return Written::Native(listed.view(detail)),
            Self::OpenAi => openai(&listed.entry),
            Self::Anthropic => anthropic(&listed.entry),
            Self::Mcp => mcp(&listed.entry),
        })
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

fn mcp(entry: &Entry) -> Value {
    let tool = &entry.tool;
    let effect = tool.policy.effect;
    json!({
        "name": tool.name(),
        "title": tool.title,
        "description": tool.description,
        "inputSchema": tool.input_schema,
        "annotations": {
            "readOnlyHint": effect == Effect::Read,
            "destructiveHint": effect == Effect::Destructive,
            "idempotentHint": tool.idempotent,
            "openWorldHint": true,
        },
    })
}

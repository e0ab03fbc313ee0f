//! A tool in the form in which a model's API takes tools.
//!
//! Each API refuses a whole request for one tool that it does not like, so what leaves here keeps to the rules of each;
//! [`schema`] has those for inputs. In these forms a tool is always whole (`detail` does not count), and has no
//! readiness: a field that they do not know upsets them. So tools that wait for consent are there as well: a call says
//! how to get it. What the caller can never call is not, unless it asks for `all`.
//!
//! | | name | description | input | output |
//! |---|---|---|---|---|
//! | OpenAI, function tools | `[a-zA-Z0-9_-]`, 64 at most (API reference, "Create chat completion", `tools`) | 1,024 characters (answer 400 `string_above_max_length`) | an object with `properties`, nothing of `oneOf`, `anyOf`, `allOf`, `enum`, `not` at the top (answer 400 `invalid_function_parameters`) | |
//! | Anthropic, client tools | `[a-zA-Z0-9_-]`, 64 at most ("Define tools") | | an object, nothing of `oneOf`, `anyOf`, `allOf` at the top; names of inputs `[a-zA-Z0-9_.-]`, 64 at most (answers 400 `invalid_request_error`) | |
//! | MCP, `tools/list` (2025-06-18) | | | an object | an object, and only then `structuredContent` |
//!
//! `strict` is left out: OpenAI's wants every input to be required, and ours are mostly optional. Names need nothing: a
//! manifest's are shorter and plainer than any of these wants.

pub(crate) mod schema;

use std::borrow::Cow;

use innkeeper::{Detail, Entry, Listed, ToolShape, View};
use rmcp::model::Tool;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::mcp;

/// Characters that OpenAI takes of a description.
const LONGEST_OPENAI: usize = 1_024;

/// Whose form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
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
    Mcp(Box<Tool>),
    Foreign(Value),
}

impl PartialSchema for Written<'_> {
    fn schema() -> RefOr<Schema> {
        let foreign =
            ObjectBuilder::new().description(Some("A tool as the API of a model, or the protocol, has it."));
        AnyOfBuilder::new()
            .item(Ref::from_schema_name(ToolShape::name()))
            .item(foreign.build())
            .description(Some("A tool in the form that was asked for."))
            .into()
    }
}

impl ToSchema for Written<'_> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ListedTool")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ToolShape::name().into_owned(), ToolShape::schema()));
        ToolShape::schemas(schemas);
    }
}

impl Format {
    /// The tool in this form.
    pub(crate) fn write(self, listed: &Listed, detail: Detail) -> Written<'_> {
        match self {
            Self::Native => Written::Native(listed.view(detail)),
            Self::OpenAi => Written::Foreign(openai(&listed.entry)),
            Self::Anthropic => Written::Foreign(anthropic(&listed.entry)),
            Self::Mcp => Written::Mcp(Box::new(mcp::tool(&listed.entry))),
        }
    }
}

fn openai(entry: &Entry) -> Value {
    let tool = &entry.tool;
    let description: String = tool.description.chars().take(LONGEST_OPENAI).collect();
    let parameters = schema::plain(&tool.input_schema);
    let function = json!({ "name": tool.name(), "description": description, "parameters": parameters });
    json!({ "type": "function", "function": function })
}

fn anthropic(entry: &Entry) -> Value {
    let tool = &entry.tool;
    let input_schema = schema::plain(&tool.input_schema);
    json!({ "name": tool.name(), "description": tool.description, "input_schema": input_schema })
}

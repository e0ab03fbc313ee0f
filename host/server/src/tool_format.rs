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

use innkeeper::{Catalogue, Entry, ToolShape, View};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::mcp;
use crate::shelf::{Kept, Shelf};

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
    /// With what its caller asked for.
    Native(View<'a>),
    /// The same for every caller.
    Foreign(Cow<'a, RawValue>),
}

/// All tools in the forms of others, as JSON: schemas are long, and change only with the connectors.
#[derive(Default)]
pub(crate) struct Forms {
    openai: Shelf<Box<RawValue>>,
    anthropic: Shelf<Box<RawValue>>,
    mcp: Shelf<Box<RawValue>>,
}

/// A form of others: what writes a tool in it, and those that are written.
pub(crate) struct Form {
    make: fn(&Entry) -> Box<RawValue>,
    kept: Kept<Box<RawValue>>,
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

impl Forms {
    /// The tools of a catalogue in a form; none for our own, which is another for each caller.
    pub(crate) fn of(&self, format: Format, catalogue: &Catalogue) -> Option<Form> {
        let (shelf, make): (_, fn(&Entry) -> _) = match format {
            Format::Native => return None,
            Format::OpenAi => (&self.openai, |entry| raw(&openai(entry))),
            Format::Anthropic => (&self.anthropic, |entry| raw(&anthropic(entry))),
            Format::Mcp => (&self.mcp, |entry| raw(&mcp::tool(entry))),
        };
        Some(Form { make, kept: shelf.of(catalogue, make) })
    }
}

impl Form {
    /// A tool in this form.
    pub(crate) fn write(&self, entry: &Entry) -> Written<'_> {
        Written::Foreign(match self.kept.get(entry.tool.name()) {
            Some(tool) => Cow::Borrowed(tool),
            // Connectors changed just now.
            None => Cow::Owned((self.make)(entry)),
        })
    }
}

/// A tool is text, numbers and schemas that came as JSON, which always can be written.
fn raw(tool: &impl Serialize) -> Box<RawValue> {
    to_raw_value(tool).unwrap_or_else(|_| RawValue::NULL.to_owned())
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

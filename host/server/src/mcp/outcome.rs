//! What becomes of a call, for a model.

use std::fmt::Write;

use innkeeper::{Entry, InvokeReply, Problem, kind_name};
use rmcp::model::{
    AudioContent, CallToolResponse, CallToolResult, ContentBlock, EmbeddedResource, ImageContent, MetaObject,
    ResourceContents, TextContent,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// An answer that is text or bytes with a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    content: String,
    content_type: String,
    #[serde(default)]
    encoding: Option<String>,
}

/// Several of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    contents: Vec<Typed>,
}

/// A call's answer. JSON comes as text, which every model reads, and as structured content, which programs read.
pub(super) fn answer(entry: &Entry, reply: InvokeReply) -> CallToolResponse {
    let InvokeReply { execution_id, account, data, truncated, next, meta, .. } = reply;
    let shape = Shape::of(data.get());
    let structured = match &shape {
        Shape::Typed(_) if entry.tool.output_schema.is_none() => None,
        _ => serde_json::from_str::<Value>(data.get()).ok().filter(Value::is_object),
    };
    let mut content = shape.blocks(data.get(), &execution_id);
    if truncated {
        content.push(ContentBlock::text(match &next {
            Some(next) => {
                format!("The answer was cut. To read on, call the tool again with this input: {next}")
            }
            None => "The answer was cut, and the tool cannot read on: ask for less.".to_owned(),
        }));
    }
    let mut result = CallToolResult::success(content);
    result.structured_content = structured;
    let mut told = MetaObject::new();
    told.insert("innkeeper/execution_id".to_owned(), Value::from(execution_id));
    told.insert(
        "innkeeper/account".to_owned(),
        json!({ "id": account.id, "connection": account.connection }),
    );
    if truncated {
        told.insert("innkeeper/truncated".to_owned(), Value::Bool(true));
        told.insert("innkeeper/next".to_owned(), next.unwrap_or(Value::Null));
    }
    if let Some(warning) = meta.warning {
        told.insert("innkeeper/warning".to_owned(), Value::from(warning));
    }
    result.meta = Some(told);
    result.into()
}

/// A problem, in words that a model can act on.
pub(super) fn failed(problem: &Problem) -> CallToolResponse {
    let mut result = CallToolResult::error(vec![ContentBlock::text(words(problem))]);
    let mut told = MetaObject::new();
    if let Ok(document) = serde_json::to_value(problem) {
        told.insert("innkeeper/problem".to_owned(), document);
    }
    result.meta = Some(told);
    result.into()
}

fn words(problem: &Problem) -> String {
    let mut said = format!("{}: {}", kind_name(problem.kind), problem.detail);
    // Writing to a string does not fail.
    if !problem.missing_scopes.is_empty() {
        let _ = write!(said, "\nMissing scopes: {}.", problem.missing_scopes.join(", "));
    }
    if let Some(link) = &problem.connect_url {
        let _ = write!(
            said,
            "\nThe user has to give access first. Show them this link, and call the tool again when they have finished: {link}"
        );
    }
    match (problem.can_retry, problem.retry_after_ms) {
        (true, Some(ms)) => {
            let _ = write!(said, "\nThe same call may work in {} s.", ms.div_ceil(1_000));
        }
        (true, None) => said.push_str("\nThe same call may work later."),
        (false, _) => {}
    }
    said
}

/// What an answer is, as far as its blocks of content go.
enum Shape {
    /// Text or bytes.
    Typed(Typed),
    /// Several of them.
    Several(Vec<Typed>),
    /// JSON.
    Document,
}

impl Shape {
    fn of(data: &str) -> Self {
        if let Ok(one) = serde_json::from_str(data) {
            return Self::Typed(one);
        }
        serde_json::from_str(data).map_or(Self::Document, |Several { contents }| Self::Several(contents))
    }

    /// As blocks of content, each by its type.
    fn blocks(self, data: &str, execution: &str) -> Vec<ContentBlock> {
        let uri = format!("innkeeper://executions/{execution}");
        match self {
            Self::Typed(one) => vec![one.block(&uri)],
            Self::Several(contents) => {
                let numbered = contents.into_iter().enumerate();
                numbered.map(|(at, one)| one.block(&format!("{uri}/{at}"))).collect()
            }
            Self::Document => vec![ContentBlock::text(data)],
        }
    }
}

impl Typed {
    fn block(self, uri: &str) -> ContentBlock {
        let Self { content, content_type, encoding } = self;
        let family = content_type.split('/').next().unwrap_or_default();
        match (encoding.as_deref(), family) {
            (Some("base64"), "image") => ContentBlock::Image(ImageContent::new(content, content_type)),
            (Some("base64"), "audio") => ContentBlock::Audio(AudioContent::new(content, content_type)),
            (Some(_), _) => {
                let blob = ResourceContents::blob(content, uri).with_mime_type(content_type);
                ContentBlock::Resource(EmbeddedResource::new(blob))
            }
            (None, _) => ContentBlock::Text(TextContent::new(content)),
        }
    }
}

//! What a connector says of itself, parsed at the edge.
//!
//! A component is written by a stranger: names, templates, schemas and sizes are checked here once, and everything
//! behind this module holds types that cannot be wrong.

use std::collections::HashSet;
use std::sync::Arc;

use innkeeper_policy::{
    Effect, Endpoint, Lifecycle, Method, PathTemplate, Redirects, Scope, ScopeSet, TemplateError, ToolPolicy,
    WorkspacePosition,
};
use serde_json::Value;

use crate::answer;
use crate::bindings::exports::innkeeper::connector::tools as wit;
use crate::schema::{SchemaError, Validator};

/// Tools of one connector.
const MOST_TOOLS: usize = 256;
/// Bytes of one description or schema.
const LONGEST_TEXT: usize = 64 << 10;
const LONGEST_NAME: usize = 64;

/// A connector's manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The provider whose API its tools call.
    pub provider: String,
    /// The toolset's name.
    pub name: String,
    /// For people.
    pub title: String,
    /// For people and models.
    pub description: String,
    /// The connector's own version.
    pub version: String,
    /// In the order that the connector gave.
    pub tools: Vec<Tool>,
}

/// One tool of a manifest.
#[derive(Clone, Debug)]
pub struct Tool {
    /// What the host decides by.
    pub policy: Arc<ToolPolicy>,
    /// For people.
    pub title: String,
    /// For people and models.
    pub description: String,
    /// JSON Schema 2020-12 of the input.
    pub input_schema: Value,
    /// The same, ready to validate.
    pub validator: Validator,
    /// JSON Schema 2020-12 of the answer, where known.
    pub output_schema: Option<Value>,
    /// Whether calling it twice is calling it once.
    pub idempotent: bool,
    /// What `fields: "compact"` stands for.
    pub compact_fields: Option<String>,
    /// The input that says where in a text to start.
    pub offset_input: Option<String>,
}

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A name that is none.
    #[error("{what} `{name}` is not a name: lower-case letters, digits, `_` and `-`, at most 64 of them")]
    Name {
        /// What the name is of.
        what: &'static str,
        /// The name, cut.
        name: String,
    },
    /// Two tools with one name.
    #[error("the tool `{tool}` is declared twice")]
    Twice {
        /// The tool.
        tool: String,
    },
    /// More tools, or longer texts, than a manifest may have.
    #[error("{what} is over its limit of {limit}")]
    TooMuch {
        /// What is too much.
        what: String,
        /// How much may be.
        limit: usize,
    },
    /// A schema that is no JSON Schema of an object.
    #[error("the {which} schema of `{tool}` is not the JSON Schema of an object: {reason}")]
    Schema {
        /// The tool.
        tool: String,
        /// `input` or `output`.
        which: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// An endpoint that is none.
    #[error("an endpoint of `{tool}` has no usable path template: {error}")]
    Template {
        /// The tool.
        tool: String,
        /// What is wrong.
        error: TemplateError,
    },
    /// An endpoint that stands twice, or guards a place that is none.
    #[error("an endpoint of `{tool}` is ambiguous: {reason}")]
    Endpoint {
        /// The tool.
        tool: String,
        /// What is wrong.
        reason: String,
    },
    /// A tool that names an input which its schema does not have.
    #[error("`{tool}` names the input `{input}`, which its schema does not have")]
    NoSuchInput {
        /// The tool.
        tool: String,
        /// The missing input.
        input: String,
    },
}

impl Manifest {
    /// Parses what `describe` returned.
    pub(crate) fn parse(said: wit::Connector) -> Result<Self, ManifestError> {
        at_most("the number of tools", said.tools.len(), MOST_TOOLS)?;
        at_most("the connector's description", said.description.len(), LONGEST_TEXT)?;
        let name = checked_name("the connector", said.name)?;
        let provider = checked_name("the provider", said.provider)?;
        let mut seen = HashSet::new();
        let mut tools = Vec::with_capacity(said.tools.len());
        for tool in said.tools {
            let tool = Tool::parse(tool, &name)?;
            if !seen.insert(tool.policy.name.clone()) {
                return Err(ManifestError::Twice { tool: tool.policy.name.clone() });
            }
            tools.push(tool);
        }
        let (title, version) = (cut(said.title), cut(said.version));
        Ok(Self { provider, name, title, description: said.description, version, tools })
    }
}

impl Manifest {
    /// Compiles every input schema. What is wrong with one is found here and not at the first call.
    pub(crate) fn check_schemas(&self) -> Result<(), ManifestError> {
        for tool in &self.tools {
            let wrong = |error: SchemaError| ManifestError::Schema {
                tool: tool.name().to_owned(),
                which: "input",
                reason: error.to_string(),
            };
            tool.validator.get().map_err(wrong)?;
        }
        Ok(())
    }
}

impl Tool {
    fn parse(said: wit::Tool, toolset: &str) -> Result<Self, ManifestError> {
        let name = checked_name("the tool", said.name)?;
        at_most(&format!("the description of `{name}`"), said.description.len(), LONGEST_TEXT)?;
        let input_schema = schema(&name, "input", &said.input_schema)?;
        let output_schema = said.output_schema.map(|text| schema(&name, "output", &text)).transpose()?;
        let output_schema = output_schema
            .map(|schema| answer::resolve(schema, said.compact_fields.as_deref()))
            .transpose()
            .map_err(|reason| ManifestError::Schema { tool: name.clone(), which: "output", reason })?;
        if let Some(input) = &said.offset_input {
            has_input(&name, &input_schema, input)?;
        }
        if said.compact_fields.is_some() {
            has_input(&name, &input_schema, "fields")?;
        }
        let endpoints: Vec<Endpoint> = said
            .endpoints
            .into_iter()
            .map(|endpoint| parse_endpoint(&name, endpoint))
            .collect::<Result<_, _>>()?;
        refuse_ambiguous(&name, &endpoints)?;
        let policy = ToolPolicy {
            name,
            toolset: toolset.to_owned(),
            effect: said.effect.into(),
            scopes: said.scopes.into_iter().map(Scope::from).collect::<ScopeSet>(),
            endpoints,
            lifecycle: said.lifecycle.into(),
        };
        Ok(Self {
            policy: Arc::new(policy),
            title: cut(said.title),
            description: said.description,
            validator: Validator::of(&input_schema),
            input_schema,
            output_schema,
            idempotent: said.idempotent,
            compact_fields: said.compact_fields,
            offset_input: said.offset_input,
        })
    }

    /// The tool's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.policy.name
    }

    /// The schema of one input.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Value> {
        self.input_schema.get("properties")?.get(name)
    }
}

fn parse_endpoint(tool: &str, said: wit::Endpoint) -> Result<Endpoint, ManifestError> {
    let template = |text: &str| {
        PathTemplate::parse(text).map_err(|error| ManifestError::Template { tool: tool.to_owned(), error })
    };
    let within = said.redirects.within.iter().map(|text| template(text)).collect::<Result<_, _>>()?;
    Ok(Endpoint {
        method: Method::from(said.method),
        template: template(&said.path)?,
        redirects: Redirects { within, away: said.redirects.away },
        workspaces: said.workspaces.into_iter().map(WorkspacePosition::from).collect(),
        callbacks: said.callbacks,
    })
}

/// Of two endpoints with one method and template the rules of only one would count, and a nameless place guards nothing.
fn refuse_ambiguous(tool: &str, endpoints: &[Endpoint]) -> Result<(), ManifestError> {
    let refuse = |reason: String| Err(ManifestError::Endpoint { tool: tool.to_owned(), reason });
    for (index, endpoint) in endpoints.iter().enumerate() {
        let same = |other: &Endpoint| other.method == endpoint.method && other.template == endpoint.template;
        if endpoints[..index].iter().any(same) {
            return refuse(format!("{} {} is declared twice", endpoint.method, endpoint.template));
        }
        let nameless = |position: &WorkspacePosition| match position {
            WorkspacePosition::Query(name) | WorkspacePosition::Body(name) => name.is_empty(),
        };
        if endpoint.workspaces.iter().any(nameless) {
            return refuse(format!("a workspace position of {} has no name", endpoint.template));
        }
        if endpoint.callbacks.iter().any(String::is_empty) {
            return refuse(format!("a callback of {} has no name", endpoint.template));
        }
    }
    Ok(())
}

fn schema(tool: &str, which: &'static str, text: &str) -> Result<Value, ManifestError> {
    at_most(&format!("the {which} schema of `{tool}`"), text.len(), LONGEST_TEXT)?;
    let wrong = |reason: String| ManifestError::Schema { tool: tool.to_owned(), which, reason };
    let schema: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    if !schema.is_object() {
        return Err(wrong("it is not a JSON object".to_owned()));
    }
    if which == "input" && schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(wrong("its `type` is not `object`".to_owned()));
    }
    Ok(schema)
}

fn has_input(tool: &str, schema: &Value, input: &str) -> Result<(), ManifestError> {
    match schema.get("properties").and_then(|properties| properties.get(input)) {
        Some(_) => Ok(()),
        None => Err(ManifestError::NoSuchInput { tool: tool.to_owned(), input: input.to_owned() }),
    }
}

fn checked_name(what: &'static str, name: String) -> Result<String, ManifestError> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if starts && name.len() <= LONGEST_NAME && name.bytes().all(allowed) {
        return Ok(name);
    }
    Err(ManifestError::Name { what, name: name.chars().take(LONGEST_NAME).collect() })
}

fn at_most(what: &str, is: usize, limit: usize) -> Result<(), ManifestError> {
    if is <= limit { Ok(()) } else { Err(ManifestError::TooMuch { what: what.to_owned(), limit }) }
}

/// A title or version for a line of a table.
fn cut(text: String) -> String {
    text.chars().filter(|character| !character.is_control()).take(120).collect()
}

impl From<wit::Effect> for Effect {
    fn from(effect: wit::Effect) -> Self {
        match effect {
            wit::Effect::Read => Self::Read,
            wit::Effect::Write => Self::Write,
            wit::Effect::Destructive => Self::Destructive,
        }
    }
}

impl From<wit::WorkspacePosition> for WorkspacePosition {
    fn from(position: wit::WorkspacePosition) -> Self {
        match position {
            wit::WorkspacePosition::Query(name) => Self::Query(name),
            wit::WorkspacePosition::Body(path) => Self::Body(path),
        }
    }
}

impl From<wit::Lifecycle> for Lifecycle {
    fn from(lifecycle: wit::Lifecycle) -> Self {
        match lifecycle {
            wit::Lifecycle::Live => Self::Live,
            wit::Lifecycle::Deprecated(wit::Change { since, reason }) => Self::Deprecated { since, reason },
            wit::Lifecycle::Restricted(wit::Change { since, reason }) => Self::Restricted { since, reason },
            wit::Lifecycle::Removed(wit::Change { since, reason }) => Self::Removed { since, reason },
        }
    }
}

#[cfg(test)]
mod tests;

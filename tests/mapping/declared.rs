//! A tool as the host's catalogue shows it.

use serde_json::Value;

use crate::facts::Operation;

/// What it says about itself.
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) toolset: String,
    pub(crate) effect: String,
    pub(crate) scopes: Vec<String>,
    /// In the words of the tables: `removed 2026-08-20`.
    pub(crate) lifecycle: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// One input.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) schema: Value,
    pub(crate) is_required: bool,
}

/// One operation that it may use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Where its requests name a workspace, besides the path: `body.workspace.slug`.
    pub(crate) workspaces: Vec<String>,
}

impl Declared {
    pub(crate) fn of(tool: Value) -> Self {
        let schema = &tool["input_schema"];
        let required = texts(&schema["required"]);
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        let input = |(name, schema): (String, Value)| {
            let is_required = required.contains(&name);
            Input { name, schema, is_required }
        };
        let text = |name: &str| tool[name].as_str().unwrap_or_default().to_owned();
        let mut scopes = texts(&tool["scopes"]);
        scopes.sort();
        Self {
            name: text("name"),
            provider: text("provider"),
            toolset: text("toolset"),
            effect: text("effect"),
            scopes,
            lifecycle: lifecycle(&tool["lifecycle"]),
            inputs: properties.into_iter().map(input).collect(),
            endpoints: tool["endpoints"].as_array().into_iter().flatten().map(Endpoint::of).collect(),
        }
    }

    /// The operation that the tool is for: it declares it first.
    pub(crate) fn main(&self) -> &Endpoint {
        self.endpoints.first().expect("a tool without endpoints is not loaded")
    }

    /// Whether a place is one where the host looks for a workspace.
    pub(crate) fn names_a_workspace(&self, place: &str) -> bool {
        place == "path.workspace"
            || self.endpoints.iter().any(|endpoint| endpoint.workspaces.iter().any(|known| known == place))
    }
}

impl Endpoint {
    /// Whether it is this operation.
    pub(crate) fn is(&self, operation: &Operation) -> bool {
        self.method == operation.method && self.path == operation.path
    }

    fn of(endpoint: &Value) -> Self {
        let text = |name: &str| endpoint[name].as_str().unwrap_or_default().to_owned();
        let position = |position: &Value| match (position["query"].as_str(), position["body"].as_str()) {
            (Some(name), _) => Some(format!("query.{name}")),
            (_, Some(path)) => Some(format!("body.{path}")),
            _ => None,
        };
        let workspaces =
            endpoint["workspaces"].as_array().into_iter().flatten().filter_map(position).collect();
        Self { method: text("method"), path: text("template"), workspaces }
    }
}

/// The tables call a tool restricted that is expected to refuse OAuth tokens.
fn lifecycle(lifecycle: &Value) -> String {
    let since = lifecycle["since"].as_str().unwrap_or_default();
    match lifecycle["state"].as_str() {
        Some("restricted") => "oauth-refused".to_owned(),
        Some(state) => format!("{state} {since}").trim_end().to_owned(),
        None => "unknown".to_owned(),
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

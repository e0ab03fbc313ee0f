//! The four tools of `/mcp`: search, describe, call, connections.
//!
//! They are stable, whatever connectors are loaded: a client may keep their listing for good.

use std::sync::Arc;

use innkeeper::{Entry, Filter, InvokeRequest, Kind, Listed, NewLink, Problem, Status};
use innkeeper_policy::{Effect, Effects};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::asker::Asker;
use super::call::{self, Round};
use super::desk::Desk;
use super::outcome;
use super::scope::Scope;

/// Tools that a search gives, unless it asks for another number, and at most.
const FOUND: usize = 10;
const MOST_FOUND: usize = 50;
/// Tools that are described at once, at most.
const MOST_DESCRIBED: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    query: String,
    toolset: Option<String>,
    effect: Option<Effect>,
    limit: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Describe {
    tools: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    tool: String,
    #[serde(default)]
    input: JsonObject,
    connection: Option<String>,
    max_bytes: Option<u64>,
    #[serde(default)]
    dry_run: bool,
    idempotency_key: Option<String>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Connections {
    connect: Option<String>,
}

/// The tools as the protocol writes them, in the order of their names.
pub(super) fn tools(scope: &Scope) -> Vec<Tool> {
    let effects: Vec<&str> = scope.effects.iter().map(Effect::as_str).collect();
    let changes = scope.effects != [Effect::Read].into_iter().collect::<Effects>();
    let destroys = scope.effects.contains(Effect::Destructive);
    vec![
        tool(
            "call",
            "Run a tool",
            "Runs a tool that `search` found, with an input that satisfies the schema that `describe` shows. Gives the tool's answer.",
            json!({
                "type": "object",
                "properties": {
                    "tool": { "type": "string", "description": "The tool's name." },
                    "input": { "type": "object", "description": "The tool's input." },
                    "connection": { "type": "string", "description": "Through which connection, where the user has accounts in several." },
                    "max_bytes": { "type": "integer", "minimum": 1, "description": "Bytes of the answer; more is cut. 100000 unless given." },
                    "dry_run": { "type": "boolean", "description": "Says what would be sent to the provider, and sends nothing." },
                    "idempotency_key": { "type": "string", "description": "Makes repeating a write harmless: under the same key it is done once." },
                    "reason": { "type": "string", "description": "Why, for the audit." },
                },
                "required": ["tool"],
                "additionalProperties": false,
            }),
            ToolAnnotations::new()
                .read_only(!changes)
                .destructive(destroys)
                .idempotent(false)
                .open_world(true),
        ),
        tool(
            "connections",
            "Show or make connections",
            "Shows which accounts of the user are connected, with their status and workspaces. With `connect`, gives a link on which the user gives access, for one that is not connected or lacks access.",
            json!({
                "type": "object",
                "properties": {
                    "connect": { "type": "string", "description": "The name of a connection to make a link for." },
                },
                "additionalProperties": false,
            }),
            ToolAnnotations::new().read_only(false).destructive(false).idempotent(true).open_world(false),
        ),
        tool(
            "describe",
            "Describe tools",
            "Shows tools in full: what each does, its input and output as JSON Schema, its effect, and the access that it needs. Read this before `call`.",
            json!({
                "type": "object",
                "properties": {
                    "tools": {
                        "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": MOST_DESCRIBED,
                        "description": "Names of tools, from `search`.",
                    },
                },
                "required": ["tools"],
                "additionalProperties": false,
            }),
            ToolAnnotations::new().read_only(true).open_world(false),
        ),
        tool(
            "search",
            "Find tools",
            "Finds tools by what you want to do, in plain words: `merge a pull request`, `ci logs`. Gives names, what each tool does, and whether it is ready to be called for the user.",
            json!({
                "type": "object",
                "properties": {
                    "query": { "type": "string", "description": "What you want to do." },
                    "toolset": { "type": "string", "description": "Only tools of this toolset." },
                    "effect": { "type": "string", "enum": effects, "description": "Only tools with this effect." },
                    "limit": { "type": "integer", "minimum": 1, "maximum": MOST_FOUND, "description": "How many, 10 unless given." },
                },
                "required": ["query"],
                "additionalProperties": false,
            }),
            ToolAnnotations::new().read_only(true).open_world(false),
        ),
    ]
}

fn tool(
    name: &'static str,
    title: &str,
    description: &'static str,
    schema: Value,
    annotations: ToolAnnotations,
) -> Tool {
    let Value::Object(schema) = schema else { return Tool::default() };
    Tool::new(name, description, Arc::new(schema)).with_title(title).with_annotations(annotations)
}

/// Answers a call of one of the four.
pub(super) async fn call(
    desk: &Desk,
    asker: &Asker,
    request: CallToolRequestParams,
    context: RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let round = Round::of(desk, asker, &request)?;
    let arguments = request.arguments.unwrap_or_default();
    let answer = match &*request.name {
        "search" => search(desk, asker, arguments).await,
        "describe" => describe(desk, asker, arguments).await,
        "connections" => connections(desk, asker, arguments).await,
        "call" => match wanted(desk, asker, arguments) {
            Ok((entry, wanted)) => return run(desk, asker, &entry, wanted, round, &context).await,
            Err(problem) => Err(problem),
        },
        other => {
            let said = format!(
                "there is no tool `{}` here: there are search, describe, call and connections",
                cut(other)
            );
            return Err(ErrorData::invalid_params(said, None));
        }
    };
    Ok(answer.map_or_else(|problem| outcome::failed(&problem), |document| structured(&document)))
}

/// What is to be called.
fn wanted(desk: &Desk, asker: &Asker, arguments: JsonObject) -> Result<(Arc<Entry>, Call), Box<Problem>> {
    let wanted: Call = parsed(arguments)?;
    Ok((entry(desk, asker, &wanted.tool)?, wanted))
}

async fn run(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    wanted: Call,
    round: Round,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let Call { tool, input, connection, max_bytes, dry_run, idempotency_key, reason } = wanted;
    let wanted = InvokeRequest {
        tool,
        connection,
        max_bytes,
        dry_run,
        idempotency_key,
        reason,
        ..InvokeRequest::default()
    };
    call::run(desk, asker, entry, wanted, input, round, context).await
}

async fn search(desk: &Desk, asker: &Asker, arguments: JsonObject) -> Result<Value, Box<Problem>> {
    let Search { query, toolset, effect, limit } = parsed(arguments)?;
    let limit = limit.unwrap_or(FOUND);
    if !(1..=MOST_FOUND).contains(&limit) {
        return Err(Problem::bad_field("/limit", format!("must be from 1 to {MOST_FOUND}")));
    }
    let identifier = asker.named().map(str::to_owned);
    let filter = Filter { toolset, effect, q: Some(query), identifier, ..Filter::default() };
    let found = desk.host.list_tools(&asker.caller, &filter).await?;
    let found = found.iter().filter(|listed| asker.scope.has(&listed.entry)).take(limit);
    Ok(json!({ "tools": found.map(summary).collect::<Vec<_>>() }))
}

/// What helps to choose: the first sentence says what a tool does, `describe` has the rest.
fn summary(listed: &Listed) -> Value {
    let tool = &listed.entry.tool;
    let description = tool.description.split_inclusive(". ").next().unwrap_or_default().trim();
    json!({
        "name": tool.name(),
        "title": tool.title,
        "description": description,
        "toolset": tool.policy.toolset,
        "effect": tool.policy.effect,
        "readiness": listed.readiness,
    })
}

async fn describe(desk: &Desk, asker: &Asker, arguments: JsonObject) -> Result<Value, Box<Problem>> {
    let wanted: Describe = parsed(arguments)?;
    if !(1..=MOST_DESCRIBED).contains(&wanted.tools.len()) {
        return Err(Problem::bad_field("/tools", format!("must name 1 to {MOST_DESCRIBED} tools")));
    }
    let outlook = desk.host.outlook(&asker.caller, asker.named(), None).await?;
    let described = wanted.tools.iter().map(|name| {
        let entry = entry(desk, asker, name)?;
        let mut shown = full(&entry);
        shown["readiness"] = json!(outlook.on(&entry));
        Ok(shown)
    });
    Ok(json!({ "tools": described.collect::<Result<Vec<_>, Box<Problem>>>()? }))
}

fn full(entry: &Entry) -> Value {
    let tool = &entry.tool;
    json!({
        "name": tool.name(),
        "title": tool.title,
        "description": tool.description,
        "toolset": tool.policy.toolset,
        "effect": tool.policy.effect,
        "idempotent": tool.idempotent,
        "scopes": tool.policy.scopes,
        "input_schema": tool.input_schema,
        "output_schema": tool.output_schema,
    })
}

async fn connections(desk: &Desk, asker: &Asker, arguments: JsonObject) -> Result<Value, Box<Problem>> {
    let wanted: Connections = parsed(arguments)?;
    let identifier = asker.identifier()?.to_owned();
    let (host, caller) = (&desk.host, &asker.caller);
    if let Some(name) = wanted.connect {
        let link = host.link(caller, &name, &identifier, NewLink::default()).await?;
        return Ok(json!({
            "connection": name,
            "connect_url": link.link,
            "expires_at": link.expires_at,
            "next": "Show the user this link. When they have finished, call the tool that needed it.",
        }));
    }
    let accounts = host.accounts_of(caller, &identifier).await?;
    let mut shown = Vec::new();
    for connection in host.connections().await? {
        let account = accounts.iter().find(|account| account.connection == connection.name);
        shown.push(match account {
            Some(account) => json!({
                "connection": connection.name,
                "provider": connection.provider,
                "status": account.status,
                "status_reason": account.status_reason,
                "workspaces": account.workspaces.allowed,
                "scopes": account.scopes,
                "user": account.provider_account.as_ref().map(|user| &user.username),
            }),
            None => json!({
                "connection": connection.name,
                "provider": connection.provider,
                "status": Status::Pending,
                "status_reason": "not connected yet: `connect` gives a link",
            }),
        });
    }
    Ok(json!({ "identifier": identifier, "connections": shown }))
}

/// A tool that this endpoint leads to.
fn entry(desk: &Desk, asker: &Asker, name: &str) -> Result<Arc<Entry>, Box<Problem>> {
    let entry = desk.host.catalogue().get(name)?;
    if asker.scope.has(&entry) {
        return Ok(entry);
    }
    let effects: Vec<&str> = asker.scope.effects.iter().map(Effect::as_str).collect();
    let detail = format!(
        "`{name}` has the effect {}, and this endpoint leads to tools with {} only",
        entry.tool.policy.effect,
        effects.join(" and ")
    );
    Err(Problem::new(Kind::PolicyDenied, detail))
}

fn parsed<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, Box<Problem>> {
    serde_path_to_error::deserialize(Value::Object(arguments))
        .map_err(|error| crate::extract::mistaken(error.path(), &error.inner().to_string()))
}

fn structured(document: &Value) -> CallToolResponse {
    let mut result = CallToolResult::success(vec![ContentBlock::text(document.to_string())]);
    result.structured_content = Some(document.clone());
    result.into()
}

fn cut(name: &str) -> String {
    name.chars().take(80).collect()
}

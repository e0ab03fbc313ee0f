//! `/v1/tools`: what can be called.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use innkeeper::{Caller, Detail, Filter, Listed, Problem, ToolShape, check_limit};
use innkeeper_policy::Effect;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::etag::tagged;
use crate::extract::{Path, Query};
use crate::problem_response::ProblemResponse;
use crate::tool_format::{Format, Written};

/// Which tools, how much of each, for whom, and in whose form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ToolQuery {
    /// Of one toolset.
    toolset: Option<String>,
    /// Of one effect.
    effect: Option<Effect>,
    /// What somebody wants to do, in words: the tools that fit best come first. 1,000 bytes at most.
    q: Option<String>,
    /// How much of each.
    #[serde(default)]
    #[param(inline)]
    detail: Detail,
    /// Tools as well that the caller can never call, and removed ones.
    #[serde(default)]
    all: bool,
    /// Whose form the tools have. `detail` is for the native one.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// On whose behalf calls would be: then each tool has its readiness.
    identifier: Option<String>,
    /// Through which connection.
    connection: Option<String>,
    /// `next_cursor` of the page before, of the same listing.
    cursor: Option<String>,
    /// Tools at most, from 1 to 1,000; unsaid, all of them.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// Which tool.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ByName {
    /// The tool's name.
    name: String,
}

/// For whom one tool is shown.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ShowQuery {
    /// On whose behalf a call would be: then the tool has its readiness.
    identifier: Option<String>,
    /// Through which connection.
    connection: Option<String>,
}

/// A page of tools, in the form that was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ToolPage<'a> {
    /// By rank where words were given, else by name.
    tools: Vec<Written<'a>>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<&'a str>,
}

/// List tools, or search for some
#[utoipa::path(
    get, path = "/v1/tools", tag = "tools", operation_id = "list_tools",
    params(ToolQuery),
    responses(
        (status = 200, description = "The tools", body = ToolPage, headers(("etag" = String))),
        (status = 304, description = "As the client has them, which said so with `If-None-Match`"),
    ),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(query): Query<ToolQuery>,
) -> Result<Response, ProblemResponse> {
    let ToolQuery { toolset, effect, q, detail, all, format, identifier, connection, cursor, limit } = query;
    let filter = Filter { toolset, effect, q, detail, all, identifier, connection };
    let found = app.host.list_tools(&caller, &filter).await?;
    let (page, next_cursor) = page(&found, cursor.as_deref(), limit)?;
    let form = app.forms.of(format, &app.host.catalogue());
    let tools = match &form {
        Some(form) => page.iter().map(|listed| form.write(&listed.entry)).collect(),
        None => page.iter().map(|listed| Written::Native(listed.view(detail))).collect(),
    };
    tagged(&headers, &ToolPage { tools, next_cursor })
}

/// Show a tool, with its schemas and the requests that it may make
#[utoipa::path(
    get, path = "/v1/tools/{name}", tag = "tools", operation_id = "get_tool",
    params(ByName, ShowQuery),
    responses(
        (status = 200, description = "The tool", body = ToolShape, headers(("etag" = String))),
        (status = 304, description = "As the client has it, which said so with `If-None-Match`"),
    ),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Path(ByName { name }): Path<ByName>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, ProblemResponse> {
    let (identifier, connection) = (query.identifier.as_deref(), query.connection.as_deref());
    let tool = app.host.tool(&caller, &name, identifier, connection).await?;
    tagged(&headers, &tool.view(Detail::Full))
}

/// The part of a listing after a cursor: a tool's name, which says where in the list it stands also where rank decides.
fn page<'a>(
    found: &'a [Listed],
    cursor: Option<&str>,
    limit: Option<usize>,
) -> Result<(&'a [Listed], Option<&'a str>), ProblemResponse> {
    check_limit(limit)?;
    let start = match cursor {
        None => 0,
        Some(cursor) => {
            let last = found.iter().position(|listed| listed.entry.tool.name() == cursor);
            last.map(|last| last + 1)
                .ok_or_else(|| Problem::bad_field("/cursor", "is not of this listing"))?
        }
    };
    let rest = found.get(start..).unwrap_or_default();
    let page = limit.and_then(|limit| rest.get(..limit)).unwrap_or(rest);
    let is_more = page.len() < rest.len();
    Ok((page, page.last().filter(|_| is_more).map(|last| last.entry.tool.name())))
}

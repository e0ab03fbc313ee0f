//! `/v1/tools`: what can be called.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, Detail, Filter};
use innkeeper_policy::Effect;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;
use crate::tool_format::{Format, Written};

/// Which tools, how much of each, for whom, and in whose form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToolQuery {
    toolset: Option<String>,
    effect: Option<Effect>,
    q: Option<String>,
    #[serde(default)]
    detail: Detail,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    format: Format,
    identifier: Option<String>,
    connection: Option<String>,
}

/// For whom one tool is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowQuery {
    identifier: Option<String>,
    connection: Option<String>,
}

/// The answer.
#[derive(Serialize)]
struct Listing<'a> {
    tools: Vec<Written<'a>>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<ToolQuery>,
) -> Result<Response, ProblemResponse> {
    let ToolQuery { toolset, effect, q, detail, all, format, identifier, connection } = query;
    let filter = Filter { toolset, effect, q, detail, all, identifier, connection };
    let found = app.host.list_tools(&caller, &filter).await?;
    let tools = found.iter().map(|listed| format.write(listed, detail)).collect();
    Ok(Json(Listing { tools }).into_response())
}

pub(crate) async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, ProblemResponse> {
    let (identifier, connection) = (query.identifier.as_deref(), query.connection.as_deref());
    let tool = app.host.tool(&caller, &name, identifier, connection).await?;
    Ok(Json(tool.view(Detail::Full)).into_response())
}

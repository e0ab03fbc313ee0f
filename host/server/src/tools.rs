//! `/v1/tools`: what can be called.

use std::borrow::Cow;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use innkeeper::{Detail, Filter, Problem};
use innkeeper_policy::Effect;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::app::App;
use crate::extract::{Json, Path, Query};
use crate::problem_response::ProblemResponse;
use crate::tool_format::Format;

/// Which tools, how much of each, and in whose form.
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
}

/// The answer: each tool as it was written when its connector was loaded.
#[derive(Serialize)]
struct Listing<'a> {
    tools: Vec<Cow<'a, RawValue>>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<ToolQuery>,
) -> Result<Response, ProblemResponse> {
    let ToolQuery { toolset, effect, q, detail, all, format } = query;
    let filter = Filter { toolset, effect, q, detail, all };
    let catalogue = app.host.catalogue();
    let tools = catalogue.filter(&filter).map(|entry| format.write(entry, detail));
    let tools = tools.collect::<Result<_, _>>();
    let tools = tools.map_err(|error| Problem::internal("writing the catalogue", &error))?;
    Ok(Json(Listing { tools }).into_response())
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Box<RawValue>>, ProblemResponse> {
    Ok(Json(app.host.tool(&name)?))
}

//! `/v1/tools`: what can be called.

use axum::extract::State;
use innkeeper::{Detail, Filter};
use innkeeper_policy::Effect;
use serde::Deserialize;
use serde_json::{Value, json};

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

pub(crate) async fn list(State(app): State<App>, Query(query): Query<ToolQuery>) -> Json<Value> {
    let ToolQuery { toolset, effect, q, detail, all, format } = query;
    let filter = Filter { toolset, effect, q, detail, all };
    let tools: Vec<Value> =
        app.host.catalogue().filter(&filter).map(|entry| format.write(entry, detail)).collect();
    Json(json!({ "tools": tools }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, ProblemResponse> {
    Ok(Json(app.host.tool(&name)?))
}

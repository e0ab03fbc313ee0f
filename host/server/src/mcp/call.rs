//! One call of a tool: its request, its progress, its end.

use innkeeper::{Attendance, Entry, InvokeReply, InvokeRequest, Kind, Problem, Progress};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, InputResponses, JsonObject, ProgressNotificationParam,
    ProgressToken,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, Peer, RoleServer};
use serde_json::Value;
use tokio::sync::mpsc;

use super::asker::Asker;
use super::desk::Desk;
use super::state::{Bound, Waiting};
use super::{consent, outcome};

/// Bytes of an answer for a model, unless it asks for another number. More is cut, and the answer says how to read on.
const ENOUGH: u64 = 100_000;

/// What a client sent back with a call that was not finished.
pub(super) struct Round {
    pub(super) waiting: Option<Waiting>,
    pub(super) responses: Option<InputResponses>,
    pub(super) bound: Bound,
}

/// A tool that is offered by itself.
pub(super) async fn direct(
    desk: &Desk,
    asker: &Asker,
    request: CallToolRequestParams,
    context: RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let entry = desk.host.catalogue().get(&request.name).map_err(|problem| unknown(&problem))?;
    if !asker.scope.has(&entry) {
        let said = format!("`{}` is not offered here; `tools/list` has what is", request.name);
        return Err(ErrorData::invalid_params(said, None));
    }
    let round = Round::of(desk, asker, &request)?;
    let input = request.arguments.unwrap_or_default();
    let wanted = InvokeRequest { tool: request.name.into_owned(), ..InvokeRequest::default() };
    run(desk, asker, &entry, wanted, input, round, &context).await
}

/// Calls a tool for a model.
pub(super) async fn run(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    wanted: InvokeRequest,
    mut input: JsonObject,
    round: Round,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let identifier = match asker.identifier() {
        Ok(identifier) => identifier.to_owned(),
        Err(problem) => return Ok(outcome::failed(&problem)),
    };
    if let Some(ended) = consent::resume(desk, asker, entry, &round, context).await? {
        return Ok(ended);
    }
    if entry.tool.compact_fields.is_some() {
        input.entry("fields").or_insert_with(|| Value::from("compact"));
    }
    let request = InvokeRequest {
        input: Value::Object(input),
        identifier: Some(identifier),
        max_bytes: wanted.max_bytes.or(Some(ENOUGH)),
        ..wanted
    };
    let connection = request.connection.clone();
    match attended(desk, asker, request, context).await {
        Ok(reply) => Ok(outcome::answer(entry, reply)),
        Err(problem) if problem.kind == Kind::ToolNotFound => Err(unknown(&problem)),
        Err(problem) => {
            consent::ask(desk, asker, entry, connection.as_deref(), *problem, &round, context).await
        }
    }
}

impl Round {
    /// # Errors
    /// Invalid params for a state that is not of this call.
    pub(super) fn of(desk: &Desk, asker: &Asker, request: &CallToolRequestParams) -> Result<Self, ErrorData> {
        let nothing = JsonObject::new();
        let bound = Bound::to(asker, &request.name, request.arguments.as_ref().unwrap_or(&nothing));
        let waiting =
            request.request_state.as_ref().map(|sealed| desk.states.open(sealed, &bound)).transpose()?;
        Ok(Self { waiting, responses: request.input_responses.clone(), bound })
    }
}

/// Runs a call, and tells its client how far it is. The client stops the guest by cancelling, or by going away where the
/// protocol says that this cancels.
async fn attended(
    desk: &Desk,
    asker: &Asker,
    request: InvokeRequest,
    context: &RequestContext<RoleServer>,
) -> Result<InvokeReply, Box<Problem>> {
    let mut attendance = Attendance::default().until(context.ct.clone().cancelled_owned());
    let telling = context.meta.get_progress_token().map(|token| {
        let (to, told) = mpsc::unbounded_channel();
        attendance = std::mem::take(&mut attendance).telling(to);
        tell(context.peer.clone(), token, told)
    });
    let call = desk.host.invoke_attended(&asker.caller, request, attendance);
    match telling {
        // It ends when the call drops its end: what was reported arrives before the answer.
        Some(telling) => tokio::join!(call, telling).0,
        None => call.await,
    }
}

async fn tell(peer: Peer<RoleServer>, token: ProgressToken, mut told: mpsc::UnboundedReceiver<Progress>) {
    while let Some(Progress { done, total, message }) = told.recv().await {
        #[expect(clippy::cast_precision_loss, reason = "the protocol's numbers are floating")]
        let (done, total) = (done as f64, total.map(|total| total as f64));
        let mut news = ProgressNotificationParam::new(token.clone(), done);
        news.total = total;
        news.message = message;
        if peer.notify_progress(news).await.is_err() {
            return;
        }
    }
}

fn unknown(problem: &Problem) -> ErrorData {
    ErrorData::invalid_params(problem.detail.clone(), None)
}

//! A loaded connector, and one call of it.

use std::sync::Arc;
use std::time::Duration;

use innkeeper_egress::{PlannedRequest, RateBudget, Response, Session, Usage};
use wasmtime::{Store, UpdateDeadline};

use crate::attendance::Attendance;
use crate::bindings::exports::innkeeper::connector::tools;
use crate::bindings::{Connector as Instance, ConnectorPre};
use crate::engine::Runtime;
use crate::failure::CallFailure;
use crate::host::{CallState, LogLine, Outbound};
use crate::manifest::Manifest;

/// A connector that is ready to be called. Cheap to clone.
#[derive(Clone)]
pub struct Connector {
    pub(crate) runtime: Runtime,
    pub(crate) pre: ConnectorPre<CallState>,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) digest: Arc<str>,
}

/// A tool's answer.
#[derive(Debug)]
pub enum Output {
    /// JSON that the connector made. Checked to be JSON.
    Json(Box<serde_json::value::RawValue>),
    /// Text with its media type.
    Text {
        /// The text.
        content: String,
        /// Its media type.
        content_type: String,
    },
    /// The provider's response, its body still unread.
    Upstream {
        /// The response.
        response: Box<Response>,
        /// The media type that takes the place of its own.
        content_type: Option<String>,
    },
    /// What the connector made itself, each with its media type.
    Contents(Vec<Content>),
    /// It worked, and there is nothing to say.
    None,
}

/// Bytes that a connector made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Their media type.
    pub content_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// One call: what came of it and what it used.
#[derive(Debug)]
pub struct Report {
    /// The answer, or why there is none.
    pub outcome: Result<Output, CallFailure>,
    /// Time that was not spent in the host.
    pub guest: Duration,
    /// What the call's requests used.
    pub usage: Usage,
    /// Where the account stands with the budget groups that the requests belonged to.
    pub rate_budget: Vec<RateBudget>,
    /// What would have been sent, where the session only plans.
    pub planned: Vec<PlannedRequest>,
    /// Lines that the connector wrote.
    pub log: Vec<LogLine>,
}

impl Connector {
    /// What the connector says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The SHA-256 of the component, in hexadecimal: what an approval is pinned to.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Calls a tool in an instance of its own, within `session` and the runtime's limits.
    ///
    /// `input` is a JSON object that satisfies the tool's schema. Whoever attends may stop the call: that drops the
    /// instance, and requests under way are abandoned.
    pub async fn call(&self, tool: &str, input: &str, session: Session, attendance: Attendance) -> Report {
        let shared = &self.runtime.shared;
        let Ok(_permit) = shared.permits.acquire().await else {
            return Report::refused(CallFailure::Overloaded);
        };
        let limits = &shared.limits;
        let mut store = new_store(&self.runtime, Outbound::Session(Box::new(session)));
        let (stop, reports) = attendance.split();
        store.data_mut().reports = reports;
        let guest = self.enter(&mut store, tool, input);
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(limits.wall_time, guest) => match outcome {
                Ok(outcome) => outcome,
                Err(_) => Err(CallFailure::WallTime { limit: limits.wall_time }),
            },
            () = Attendance::stopped(stop) => Err(CallFailure::Cancelled),
        };
        let state = store.data_mut();
        Report {
            outcome,
            guest: state.meter.in_guest(),
            usage: state.usage(),
            rate_budget: state.rate_budget(),
            planned: state.planned(),
            log: state.take_log(),
        }
    }

    async fn enter(
        &self,
        store: &mut Store<CallState>,
        tool: &str,
        input: &str,
    ) -> Result<Output, CallFailure> {
        let limits = &self.runtime.shared.limits;
        let result = match self.pre.instantiate_async(&mut *store).await {
            Ok(instance) => invoke(&instance, store, tool, input).await,
            Err(error) => Err(error),
        };
        let answer = result
            .map_err(|error| CallFailure::from_guest(&error, store.data().limiter.refused(), limits))?;
        match answer {
            Ok(output) => accept(store.data_mut(), output),
            Err(failure) => Err(reject(store.data_mut(), failure)),
        }
    }

    /// Instantiates and drops an instance: what a call costs before its guest runs. For benchmarks.
    ///
    /// # Errors
    /// What instantiation can fail with.
    pub async fn instantiate_only(&self) -> wasmtime::Result<()> {
        let mut store = new_store(&self.runtime, Outbound::Describing);
        self.pre.instantiate_async(&mut store).await.map(drop)
    }
}

impl Report {
    fn refused(failure: CallFailure) -> Self {
        Self {
            outcome: Err(failure),
            guest: Duration::ZERO,
            usage: Usage::default(),
            rate_budget: Vec::new(),
            planned: Vec::new(),
            log: Vec::new(),
        }
    }
}

type Answer = Result<tools::Output, tools::Failure>;

async fn invoke(
    instance: &Instance,
    store: &mut Store<CallState>,
    tool: &str,
    input: &str,
) -> wasmtime::Result<Answer> {
    instance.innkeeper_connector_tools().call_invoke(store, tool, input).await
}

/// A store with every limit of a call.
pub(crate) fn new_store(runtime: &Runtime, outbound: Outbound) -> Store<CallState> {
    let shared = &runtime.shared;
    let mut store = Store::new(&shared.engine, CallState::new(outbound, &shared.limits));
    store.limiter(|state| &mut state.limiter);
    store.set_hostcall_fuel(shared.limits.crossing);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context| {
        context.data_mut().meter.tick()?;
        Ok(UpdateDeadline::Yield(1))
    });
    store
}

fn accept(state: &mut CallState, output: tools::Output) -> Result<Output, CallFailure> {
    Ok(match output {
        tools::Output::Json(text) => Output::Json(checked(text)?),
        tools::Output::Text(text) => Output::Text { content: text.content, content_type: text.content_type },
        tools::Output::Upstream(passed) => Output::Upstream {
            response: Box::new(state.take(passed.response).map_err(|error| lost_handle(&error))?),
            content_type: passed.content_type,
        },
        tools::Output::Contents(made) => Output::Contents(
            made.into_iter()
                .map(|blob| Content { content_type: blob.content_type, bytes: blob.content })
                .collect(),
        ),
        tools::Output::None => Output::None,
    })
}

fn reject(state: &mut CallState, failure: tools::Failure) -> CallFailure {
    match failure {
        tools::Failure::InvalidInput(violation) => {
            CallFailure::InvalidInput { path: violation.path, message: violation.message }
        }
        tools::Failure::Upstream(handle) => match state.take(handle) {
            Ok(response) => CallFailure::Upstream(Box::new(response)),
            Err(error) => lost_handle(&error),
        },
        tools::Failure::Request(_) => match state.take_failed() {
            Some(error) => CallFailure::Request(error),
            None => {
                CallFailure::Protocol { detail: "it reports a failed request that it never made".to_owned() }
            }
        },
        tools::Failure::Refused(reason) => CallFailure::Refused(reason),
        tools::Failure::Internal(reason) => CallFailure::Internal(reason),
    }
}

fn lost_handle(error: &wasmtime::Error) -> CallFailure {
    CallFailure::Protocol { detail: format!("the response handle that it gave back is none: {error}") }
}

fn checked(text: String) -> Result<Box<serde_json::value::RawValue>, CallFailure> {
    serde_json::value::RawValue::from_string(text)
        .map_err(|error| CallFailure::Protocol { detail: format!("its answer is not JSON: {error}") })
}

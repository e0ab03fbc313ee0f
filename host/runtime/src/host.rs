//! What a guest can call: `authenticated-http`, `log` and `progress`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use innkeeper_egress::{Body, Part, PlannedRequest, RateBudget, Request, Response, SendError, Session};
use innkeeper_policy::{Method, Refusal};
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::WasiCtxView;

use crate::attendance::Reports;
use crate::bindings::innkeeper::connector::{authenticated_http as http, log, progress};
use crate::limits::{CallLimits, Limiter};
use crate::meter::GuestMeter;
use crate::wasi::{Behind, WasiSlot};

/// The longest pause that a guest can ask for at a time.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Characters of a log line that are kept.
const LOG_LINE: usize = 2_000;

/// A line that a connector wrote for the operator.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// How much it matters.
    pub level: tracing::Level,
    /// The text, cut to a limit.
    pub message: String,
}

/// What one call's store holds.
pub(crate) struct CallState {
    outbound: Outbound,
    table: ResourceTable,
    wasi: WasiSlot,
    pub(crate) limiter: Limiter,
    pub(crate) meter: GuestMeter,
    log: Vec<LogLine>,
    log_room: usize,
    pub(crate) reports: Reports,
    /// The host's own record of the last `send` or `read` that failed: a guest's word about it is not taken.
    failed: Option<Arc<SendError>>,
}

/// Where a guest's requests go.
pub(crate) enum Outbound {
    /// Nowhere: the connector is only describing itself.
    Describing,
    /// To the provider, within a session.
    Session(Box<Session>),
}

impl CallState {
    pub(crate) fn new(outbound: Outbound, limits: &CallLimits) -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles);
        let behind = match outbound {
            Outbound::Describing => Behind::Nothing,
            Outbound::Session(_) => Behind::Machine,
        };
        Self {
            outbound,
            table,
            wasi: WasiSlot::new(behind),
            limiter: Limiter::new(limits),
            meter: GuestMeter::new(limits.guest_time),
            log: Vec::new(),
            log_room: limits.log_lines,
            reports: Reports::default(),
            failed: None,
        }
    }

    pub(crate) fn wasi_view(&mut self) -> WasiCtxView<'_> {
        self.wasi.view(&mut self.table)
    }

    /// Takes a handle that the guest gave back.
    pub(crate) fn take(&mut self, handle: Resource<Response>) -> wasmtime::Result<Response> {
        Ok(self.table.delete(handle)?)
    }

    pub(crate) fn take_failed(&mut self) -> Option<Arc<SendError>> {
        self.failed.take()
    }

    /// The call's log, with what the guest printed where it has WASI.
    pub(crate) fn take_log(&mut self) -> Vec<LogLine> {
        let mut lines = std::mem::take(&mut self.log);
        let printed = self.wasi.printed();
        lines.extend(printed.map(|message| LogLine { level: tracing::Level::INFO, message }));
        lines
    }

    pub(crate) fn usage(&self) -> innkeeper_egress::Usage {
        match &self.outbound {
            Outbound::Session(session) => session.usage(),
            Outbound::Describing => innkeeper_egress::Usage::default(),
        }
    }

    /// What the guest gets of an answer that it waited for: a handle, or why there is none.
    fn hand_in(
        &mut self,
        entered: Instant,
        answer: Result<Response, SendError>,
    ) -> wasmtime::Result<Result<Resource<Response>, http::Error>> {
        self.meter.left_host(entered);
        Ok(match answer {
            Ok(response) => Ok(self.table.push(response)?),
            Err(error) => Err(self.fail(error)),
        })
    }

    /// Where the account stands with its consumer's rate budget.
    pub(crate) fn rate_budget(&self) -> Vec<RateBudget> {
        match &self.outbound {
            Outbound::Session(session) => session.rate_budget(),
            Outbound::Describing => Vec::new(),
        }
    }

    /// What a dry run would have sent.
    pub(crate) fn planned(&self) -> Vec<PlannedRequest> {
        match &self.outbound {
            Outbound::Session(session) => session.planned(),
            Outbound::Describing => Vec::new(),
        }
    }

    /// Keeps the host's record of a failure and makes the guest's view of it.
    fn fail(&mut self, error: SendError) -> http::Error {
        let seen = guest_view(&error);
        self.failed = Some(Arc::new(error));
        seen
    }
}

impl http::Host for CallState {
    async fn send(
        &mut self,
        request: http::Request,
    ) -> wasmtime::Result<Result<Resource<Response>, http::Error>> {
        let entered = Instant::now();
        let answer = match &mut self.outbound {
            Outbound::Describing => return Ok(Err(describing())),
            Outbound::Session(session) => session.send(request.into()).await,
        };
        self.hand_in(entered, answer)
    }

    async fn follow(&mut self, link: String) -> wasmtime::Result<Result<Resource<Response>, http::Error>> {
        let entered = Instant::now();
        let answer = match &mut self.outbound {
            Outbound::Describing => return Ok(Err(describing())),
            Outbound::Session(session) => session.follow_link(&link).await,
        };
        self.hand_in(entered, answer)
    }

    async fn check(&mut self, request: http::Request) -> wasmtime::Result<Result<(), http::Error>> {
        let checked = match &mut self.outbound {
            Outbound::Describing => return Ok(Err(describing())),
            Outbound::Session(session) => session.check(request.into()),
        };
        Ok(checked.map_err(|error| self.fail(error)))
    }

    async fn wait(&mut self, milliseconds: u32) -> wasmtime::Result<()> {
        let entered = Instant::now();
        let pause = Duration::from_millis(milliseconds.into()).min(LONGEST_WAIT);
        tokio::time::sleep(pause).await;
        self.meter.left_host(entered);
        Ok(())
    }
}

impl http::HostResponse for CallState {
    async fn status(&mut self, handle: Resource<Response>) -> wasmtime::Result<u16> {
        Ok(self.table.get(&handle)?.status())
    }

    async fn header(&mut self, handle: Resource<Response>, name: String) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&handle)?.header(&name).map(str::to_owned))
    }

    async fn read(
        &mut self,
        handle: Resource<Response>,
        limit: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, http::Error>> {
        let entered = Instant::now();
        let read = self.table.get_mut(&handle)?.read(limit.into()).await;
        self.meter.left_host(entered);
        Ok(read.map(|bytes| bytes.to_vec()).map_err(|error| self.fail(error)))
    }

    async fn drop(&mut self, handle: Resource<Response>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}

impl log::Host for CallState {
    async fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        if let Some(room) = self.log_room.checked_sub(1) {
            self.log_room = room;
            let message = message.chars().take(LOG_LINE).collect();
            self.log.push(LogLine { level: level.into(), message });
        }
        Ok(())
    }
}

impl progress::Host for CallState {
    async fn report(
        &mut self,
        done: u64,
        total: Option<u64>,
        message: Option<String>,
    ) -> wasmtime::Result<()> {
        self.reports.pass_on(done, total, message);
        Ok(())
    }
}

fn describing() -> http::Error {
    http::Error::Denied(http::Denial {
        layer: "describe".to_owned(),
        rule: "a connector that describes itself sends nothing".to_owned(),
        fix: "send requests in `invoke` only".to_owned(),
    })
}

/// What a guest may know of a failure. Nothing in it is computed from a secret.
fn guest_view(error: &SendError) -> http::Error {
    let denied = |layer: &str, fix: &str| {
        http::Error::Denied(http::Denial {
            layer: layer.to_owned(),
            rule: error.to_string(),
            fix: fix.to_owned(),
        })
    };
    match error {
        SendError::Refused(refusal) => refused(refusal),
        SendError::Header { .. } => denied("header", "leave the header out"),
        SendError::Body { .. } => denied("body", "send what the body's type says"),
        SendError::Limit { .. } => denied("limit", "send less in one call"),
        SendError::Planned => denied("dry-run", "call without `dry_run`"),
        SendError::OverBudget(over) => {
            http::Error::RateLimited(Some(u32::try_from(over.retry_after_ms).unwrap_or(u32::MAX)))
        }
        SendError::Budget(_) => http::Error::Unreachable(http::Unreachable {
            message: "the host cannot look at its rate budget".to_owned(),
            sent: false,
        }),
        SendError::Redirect { .. } => denied("redirect", "declare where the endpoint redirects to"),
        SendError::Lease(_) | SendError::Unauthorized => http::Error::AuthorizationRequired(
            "the account's grant does not serve; the host tells its user".to_owned(),
        ),
        SendError::TooLarge { limit } => http::Error::TooLarge(*limit),
        SendError::TimedOut { sent, .. } => http::Error::TimedOut(*sent),
        SendError::Unreachable { detail, sent } => {
            http::Error::Unreachable(http::Unreachable { message: detail.clone(), sent: *sent })
        }
    }
}

fn refused(refusal: &Refusal) -> http::Error {
    http::Error::Denied(http::Denial {
        layer: refusal.layer().as_str().to_owned(),
        rule: refusal.rule(),
        fix: refusal.fix(),
    })
}

// === conversions from the guest's types ===

impl From<http::Method> for Method {
    fn from(method: http::Method) -> Self {
        match method {
            http::Method::Get => Self::Get,
            http::Method::Post => Self::Post,
            http::Method::Put => Self::Put,
            http::Method::Patch => Self::Patch,
            http::Method::Delete => Self::Delete,
        }
    }
}

impl From<http::Request> for Request {
    fn from(request: http::Request) -> Self {
        Self {
            method: request.method.into(),
            template: request.path,
            params: pairs(request.params),
            query: pairs(request.query),
            headers: pairs(request.headers),
            body: request.body.map(Body::from),
        }
    }
}

impl From<http::Body> for Body {
    fn from(body: http::Body) -> Self {
        match body {
            http::Body::Json(text) => Self::Json(text),
            http::Body::Form(fields) => Self::Form(pairs(fields)),
            http::Body::Multipart(parts) => Self::Multipart(parts.into_iter().map(Part::from).collect()),
            http::Body::Bytes(blob) => {
                Self::Bytes { content_type: blob.content_type, content: Bytes::from(blob.content) }
            }
        }
    }
}

impl From<http::Part> for Part {
    fn from(part: http::Part) -> Self {
        Self {
            name: part.name,
            filename: part.filename,
            content_type: part.content_type,
            content: Bytes::from(part.content),
        }
    }
}

impl From<log::Level> for tracing::Level {
    fn from(level: log::Level) -> Self {
        match level {
            log::Level::Debug => Self::DEBUG,
            log::Level::Info => Self::INFO,
            log::Level::Warn => Self::WARN,
            log::Level::Error => Self::ERROR,
        }
    }
}

fn pairs(fields: Vec<http::Field>) -> Vec<(String, String)> {
    fields.into_iter().map(|field| (field.name, field.value)).collect()
}

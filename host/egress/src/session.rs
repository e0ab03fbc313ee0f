//! One call's right to send.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::{HeaderMap, HeaderValue, header};
use innkeeper_accounts::{AccountId, Accounts, Lease};
use innkeeper_policy::{
    Authorized, CallbackHosts, Comparisons, Endpoint, Method, Outgoing, Pin, Placements, Refusal, ToolPolicy,
    authorize, authorize_link,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::{Instant, timeout_at};

use crate::base::Place;
use crate::client::Egress;
use crate::headers;
use crate::meter::Meter;
use crate::payload::Payload;
use crate::plan::{Mode, Plan, PlannedRequest};
use crate::redirect::{Hop, MOST_HOPS, Rules, location_below};
use crate::repeat::{Attempts, Repeat};
use crate::{ApiBase, Limits, Request, Response, SendError, Usage};

/// Everything outside RFC 3986's unreserved set.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whose token a session sends.
#[derive(Clone)]
pub enum Credential {
    /// A connected account's, leased when needed and refreshed once after a 401.
    Account(Accounts, AccountId),
    /// One lease, for the host's own questions about a grant that is not active yet.
    Once(Arc<Lease>),
}

/// What a session is made of.
pub struct SessionSpec {
    /// Where tokens may go.
    pub base: ApiBase,
    /// Whose they are.
    pub credential: Credential,
    /// The tool on whose behalf requests are made: its endpoints are all that may be asked for.
    pub tool: Arc<ToolPolicy>,
    /// The workspaces that requests may name.
    pub pin: Pin,
    /// Where revisions stand that may name another workspace.
    pub comparisons: Comparisons,
    /// Whether the provider may choose where something goes.
    pub placements: Placements,
    /// The hosts that requests may tell the provider to call.
    pub callback_hosts: CallbackHosts,
    /// What the call may use.
    pub limits: Limits,
    /// Which of its requests may be sent again.
    pub repeat: Repeat,
    /// Whether anything is sent at all.
    pub mode: Mode,
}

/// One call's right to send requests for one tool as one account.
pub struct Session {
    egress: Egress,
    spec: SessionSpec,
    meter: Arc<Meter>,
    lease: Option<Arc<Lease>>,
    plan: Plan,
}

/// One request on its way, before the token.
struct Outbound {
    method: reqwest::Method,
    headers: HeaderMap,
    payload: Payload,
    started: Instant,
}

/// A request that policy lets go.
struct Ready<'t> {
    outbound: Outbound,
    endpoint: &'t Endpoint,
    url: url::Url,
    /// Its body, where that is JSON.
    json: Option<serde_json::Value>,
}

impl Session {
    /// A session that has sent nothing yet.
    #[must_use]
    pub fn new(egress: Egress, spec: SessionSpec) -> Self {
        Self { egress, spec, meter: Arc::default(), lease: None, plan: Plan::default() }
    }

    /// What has been used so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.meter.snapshot()
    }

    /// What would have been sent, in its order; empty unless the session only plans.
    #[must_use]
    pub fn planned(&self) -> Vec<PlannedRequest> {
        self.plan.requests()
    }

    /// Sends a request and waits for the head of its response.
    ///
    /// Cancelling is safe: a request that is under way is abandoned, a refresh that it waits for goes on by itself.
    ///
    /// # Errors
    /// Each [`SendError`] says whether the request may have reached the provider.
    pub async fn send(&mut self, request: Request) -> Result<Response, SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let Ready { outbound, endpoint, url, json } = self.prepare(&tool, request)?;
        if self.spec.mode == Mode::Plan {
            self.plan.send(PlannedRequest::new(&outbound.method, &url, json, &outbound.payload));
            return Err(SendError::Planned);
        }
        self.charge_body(outbound.payload.len())?;
        self.timed_follow(&outbound, endpoint, Hop::Within(url)).await
    }

    /// Reads what an answer of the provider linked to.
    ///
    /// Cancelling is safe, as it is for [`Session::send`].
    ///
    /// # Errors
    /// [`Refusal::Link`] where the link is not below the API base, or to none of the tool's GET endpoints; else as
    /// [`Session::send`].
    pub async fn follow_link(&mut self, link: &str) -> Result<Response, SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let (endpoint, url) = self.linked(&tool, link)?;
        let (headers, payload) = (headers::outgoing(&[])?, Payload::None);
        let outbound = Outbound { method: reqwest::Method::GET, headers, payload, started: Instant::now() };
        if self.spec.mode == Mode::Plan {
            self.plan.send(PlannedRequest::new(&outbound.method, &url, None, &outbound.payload));
            return Err(SendError::Planned);
        }
        self.timed_follow(&outbound, endpoint, Hop::Within(url)).await
    }

    /// The endpoint that a link is to, and its URL, which is the provider's but for a fragment.
    fn linked<'t>(&self, tool: &'t ToolPolicy, link: &str) -> Result<(&'t Endpoint, url::Url), SendError> {
        let refuse = |place: String| Refusal::Link { tool: tool.name.clone(), place };
        let mut url = url::Url::parse(link).map_err(|_| refuse("no address".to_owned()))?;
        url.set_fragment(None);
        let Place::Within { path } = self.spec.base.place(&url) else {
            return Err(refuse(url.origin().ascii_serialization()).into());
        };
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let endpoint = authorize_link(tool, &self.spec.pin, &path, &query)?;
        self.spec.comparisons.authorize(tool, &self.spec.pin, &path)?;
        Ok((endpoint, url))
    }

    /// Whether a request would be let go. Sends nothing and uses nothing up.
    ///
    /// # Errors
    /// What [`Session::send`] would refuse before it sends.
    pub fn check(&mut self, request: Request) -> Result<(), SendError> {
        let tool = Arc::clone(&self.spec.tool);
        let Ready { outbound, url, json, .. } = self.prepare(&tool, request)?;
        if self.spec.mode == Mode::Plan {
            self.plan.check(PlannedRequest::new(&outbound.method, &url, json, &outbound.payload));
        }
        Ok(())
    }

    /// Everything that is decided before a token is looked for.
    fn prepare<'t>(&self, tool: &'t ToolPolicy, request: Request) -> Result<Ready<'t>, SendError> {
        let headers = headers::outgoing(&request.headers)?;
        let prepared = Payload::prepare(request.method, request.body)?;
        let asked = Outgoing {
            method: request.method,
            template: &request.template,
            params: &request.params,
            query: &request.query,
            json_body: prepared.json.as_ref(),
        };
        let Authorized { endpoint, path } = authorize(tool, &self.spec.pin, &asked)?;
        self.spec.comparisons.authorize(tool, &self.spec.pin, &path)?;
        self.spec.placements.authorize(tool, &self.spec.pin, asked.method, &path, asked.json_body)?;
        self.spec.callback_hosts.authorize(tool, endpoint, asked.json_body)?;
        let url = self.spec.base.join(&path, &encode_pairs(&request.query));
        let url =
            url.ok_or_else(|| SendError::Body { reason: "its path changes when it is parsed".to_owned() })?;
        let (method, payload) = (wire_method(request.method), prepared.payload);
        let outbound = Outbound { method, headers, payload, started: Instant::now() };
        Ok(Ready { outbound, endpoint, url, json: prepared.json })
    }

    /// As [`Session::follow`], and remembers how long it took.
    async fn timed_follow(
        &mut self,
        outbound: &Outbound,
        endpoint: &Endpoint,
        first: Hop,
    ) -> Result<Response, SendError> {
        let before = Instant::now();
        let answer = self.follow(outbound, endpoint, first).await;
        self.meter.waited(before.elapsed());
        answer
    }

    /// Sends, and sends on where the endpoint's redirect rules say so.
    async fn follow(
        &mut self,
        outbound: &Outbound,
        endpoint: &Endpoint,
        first: Hop,
    ) -> Result<Response, SendError> {
        let mut hop = first;
        for _ in 0..MOST_HOPS {
            let upstream = match &hop {
                Hop::Within(url) => self.with_token(outbound, url).await?,
                Hop::Away(url) => self.without_token(outbound, url).await?,
            };
            self.meter.answered(upstream.status().as_u16());
            let rules = Rules { base: &self.spec.base, endpoint, pin: &self.spec.pin };
            match rules.next(&upstream, &hop)? {
                Some(next) => hop = next,
                None => return Ok(self.response(upstream, &hop, outbound.started)),
            }
        }
        let rules = Rules { base: &self.spec.base, endpoint, pin: &self.spec.pin };
        Err(rules.refuse("ever another place"))
    }

    fn response(&self, upstream: reqwest::Response, hop: &Hop, started: Instant) -> Response {
        let location = location_below(&self.spec.base, &upstream, hop.url());
        Response::new(upstream, location, started, &self.spec.limits, Arc::clone(&self.meter))
    }

    /// Sends with the account's token; after a 401 refreshes it once and sends again.
    async fn with_token(
        &mut self,
        outbound: &Outbound,
        url: &url::Url,
    ) -> Result<reqwest::Response, SendError> {
        let lease = self.lease().await?;
        let answer = self.dispatch(outbound, url, &lease).await?;
        if answer.status() != http::StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        drop(answer);
        let fresh = self.fresh_lease(&lease).await?;
        let answer = self.dispatch(outbound, url, &fresh).await?;
        if answer.status() == http::StatusCode::UNAUTHORIZED {
            return Err(SendError::Unauthorized);
        }
        Ok(answer)
    }

    async fn dispatch(
        &self,
        outbound: &Outbound,
        url: &url::Url,
        lease: &Lease,
    ) -> Result<reqwest::Response, SendError> {
        let mut headers = outbound.headers.clone();
        headers.insert(header::AUTHORIZATION, bearer(lease)?);
        self.transmit(&self.egress.api, outbound, url, headers).await
    }

    /// Only what the other origin needs to pick the bytes: no token, no conditional headers of the API.
    async fn without_token(
        &self,
        outbound: &Outbound,
        url: &url::Url,
    ) -> Result<reqwest::Response, SendError> {
        let mut headers = HeaderMap::new();
        for name in [header::ACCEPT, header::RANGE] {
            if let Some(value) = outbound.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let client = if self.spec.base.is_loopback() { &self.egress.api } else { &self.egress.away };
        self.transmit(client, outbound, url, headers).await
    }

    /// Sends, and sends again where that is harmless.
    async fn transmit(
        &self,
        client: &reqwest::Client,
        outbound: &Outbound,
        url: &url::Url,
        headers: HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        let deadline = outbound.started + self.spec.limits.upstream_timeout;
        let mut attempts = Attempts::new(self.spec.repeat, &outbound.method, deadline);
        loop {
            let outcome = self.transmit_once(client, outbound, url, headers.clone()).await;
            let Some(pause) = attempts.pause(&outcome) else { return outcome };
            self.meter.repeats.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(pause).await;
        }
    }

    async fn transmit_once(
        &self,
        client: &reqwest::Client,
        outbound: &Outbound,
        url: &url::Url,
        mut headers: HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        self.charge_request()?;
        let timeout = self.spec.limits.upstream_timeout;
        let request = client.request(outbound.method.clone(), url.clone());
        let request = outbound.payload.attach(request, &mut headers)?.headers(headers);
        match timeout_at(outbound.started + timeout, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(SendError::from_client(&error, timeout)),
            Err(_) => Err(SendError::timed_out(timeout, true)),
        }
    }

    async fn lease(&mut self) -> Result<Arc<Lease>, SendError> {
        if let Some(lease) = &self.lease {
            return Ok(Arc::clone(lease));
        }
        let lease = match &self.spec.credential {
            Credential::Account(accounts, id) => Arc::new(accounts.lease(id).await?),
            Credential::Once(lease) => Arc::clone(lease),
        };
        self.lease = Some(Arc::clone(&lease));
        Ok(lease)
    }

    async fn fresh_lease(&mut self, used: &Lease) -> Result<Arc<Lease>, SendError> {
        match &self.spec.credential {
            Credential::Account(accounts, id) => {
                let fresh = Arc::new(accounts.refresh_after_401(id, used).await?);
                self.lease = Some(Arc::clone(&fresh));
                Ok(fresh)
            }
            Credential::Once(_) => Err(SendError::Unauthorized),
        }
    }

    fn charge_request(&self) -> Result<(), SendError> {
        let limit = self.spec.limits.requests;
        if self.meter.requests.fetch_add(1, Ordering::Relaxed) >= limit {
            self.meter.requests.fetch_sub(1, Ordering::Relaxed);
            return Err(SendError::Limit { limit: limit.into(), of: "requests" });
        }
        Ok(())
    }

    fn charge_body(&self, bytes: u64) -> Result<(), SendError> {
        let limit = self.spec.limits.bytes_out;
        let before = self.meter.bytes_out.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > limit {
            self.meter.bytes_out.fetch_sub(bytes, Ordering::Relaxed);
            return Err(SendError::Limit { limit, of: "bytes of request bodies" });
        }
        Ok(())
    }
}

/// The one place where a token becomes a header. The value is marked sensitive: HTTP/2 does not index it.
fn bearer(lease: &Lease) -> Result<HeaderValue, SendError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", lease.token.expose()))
        .map_err(|_| SendError::Body { reason: "the stored token is not a header value".to_owned() })?;
    value.set_sensitive(true);
    Ok(value)
}

/// `name=value&…`, every character outside the unreserved set encoded: `+` is `%2B` (Bitbucket facts, trap 19).
pub(crate) fn encode_pairs(pairs: &[(String, String)]) -> String {
    let mut encoded = String::new();
    for (name, value) in pairs {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encoded.extend(utf8_percent_encode(name, RESERVED));
        encoded.push('=');
        encoded.extend(utf8_percent_encode(value, RESERVED));
    }
    encoded
}

fn wire_method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

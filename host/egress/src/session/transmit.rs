//! The way out: a request with a token, redirects by rule, and the one repetition after a 401.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use innkeeper_accounts::Lease;
use innkeeper_policy::Endpoint;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::Session;
use super::prepare::Outbound;
use crate::redirect::{Hop, MOST_HOPS, Rules, location_below};
use crate::repeat::Attempts;
use crate::{Response, SendError};

impl Session {
    /// As [`Session::follow`], and remembers how long it took.
    pub(super) async fn timed_follow(
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
    async fn with_token(&mut self, outbound: &Outbound, url: &Url) -> Result<reqwest::Response, SendError> {
        let lease = self.lease().await?;
        let answer = self.dispatch(outbound, url, &lease).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        drop(answer);
        let fresh = self.fresh_lease(&lease).await?;
        let answer = self.dispatch(outbound, url, &fresh).await?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            return Err(SendError::Unauthorized);
        }
        Ok(answer)
    }

    async fn dispatch(
        &self,
        outbound: &Outbound,
        url: &Url,
        lease: &Lease,
    ) -> Result<reqwest::Response, SendError> {
        let mut headers = outbound.headers.clone();
        headers.insert(header::AUTHORIZATION, bearer(lease)?);
        self.transmit(&self.egress.api, outbound, url, headers).await
    }

    /// Only what the other origin needs to pick the bytes: no token, no conditional headers of the API.
    async fn without_token(&self, outbound: &Outbound, url: &Url) -> Result<reqwest::Response, SendError> {
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
        url: &Url,
        headers: HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        let deadline = outbound.started + self.spec.limits.upstream_timeout;
        let mut attempts = Attempts::new(self.spec.repeat, &outbound.method, deadline);
        loop {
            let outcome = self.transmit_once(client, outbound, url, headers.clone()).await;
            let Some(pause) = attempts.pause(&outcome) else { return outcome };
            self.meter.repeated();
            tokio::time::sleep(pause).await;
        }
    }

    async fn transmit_once(
        &self,
        client: &reqwest::Client,
        outbound: &Outbound,
        url: &Url,
        mut headers: HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        self.meter.charge_request(self.spec.limits.requests)?;
        let timeout = self.spec.limits.upstream_timeout;
        let request = client.request(outbound.method.clone(), url.clone());
        let request = outbound.payload.attach(request, &mut headers)?.headers(headers);
        self.meter.leaves(&outbound.method);
        let outcome = match timeout_at(outbound.started + timeout, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(SendError::from_client(&error, timeout)),
            Err(_) => Err(SendError::timed_out(timeout, true)),
        };
        if came_to_nothing(&outcome) {
            self.meter.came_to_nothing(&outbound.method);
        }
        outcome
    }
}

/// The one place where a token becomes a header. The value is marked sensitive: HTTP/2 does not index it.
fn bearer(lease: &Lease) -> Result<HeaderValue, SendError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", lease.token.expose()))
        .map_err(|_| SendError::Body { reason: "the stored token is not a header value".to_owned() })?;
    value.set_sensitive(true);
    Ok(value)
}

fn came_to_nothing(outcome: &Result<reqwest::Response, SendError>) -> bool {
    match outcome {
        Ok(response) => response.status() == StatusCode::TOO_MANY_REQUESTS,
        Err(error) => !error.may_have_been_sent(),
    }
}

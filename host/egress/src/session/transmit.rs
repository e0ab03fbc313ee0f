//! The way out: a request with a token, redirects by rule, and the one repetition after a 401.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use innkeeper_accounts::Lease;
use innkeeper_policy::Endpoint;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::Session;
use super::prepare::Outbound;
use crate::budget::Paid;
use crate::redirect::{Hop, MOST_HOPS, Rules, location_below};
use crate::repeat::Attempts;
use crate::response::KeptPause;
use crate::{Response, SendError, retry_after};

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
        &mut self,
        outbound: &Outbound,
        url: &Url,
        lease: &Lease,
    ) -> Result<reqwest::Response, SendError> {
        let bearer = bearer(lease)?;
        self.transmit(Way::Api, outbound, url, || {
            let mut headers = outbound.headers.clone();
            headers.insert(header::AUTHORIZATION, bearer.clone());
            headers
        })
        .await
    }

    /// Only what the other origin needs to pick the bytes: no token, no conditional headers of the API.
    async fn without_token(
        &mut self,
        outbound: &Outbound,
        url: &Url,
    ) -> Result<reqwest::Response, SendError> {
        let mut headers = HeaderMap::new();
        for name in [header::ACCEPT, header::RANGE] {
            if let Some(value) = outbound.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        self.transmit(Way::Away, outbound, url, || headers.clone()).await
    }

    /// Sends, and sends again where that is harmless, each time with headers of its own.
    async fn transmit(
        &mut self,
        way: Way,
        outbound: &Outbound,
        url: &Url,
        headers: impl Fn() -> HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        let deadline = outbound.started + self.spec.limits.upstream_timeout;
        let mut attempts = Attempts::new(self.spec.repeat, &outbound.method, deadline);
        loop {
            // Boxed, because it is large: a future is moved into each of those that wait for it, and here these are many.
            let outcome = Box::pin(self.transmit_once(way, outbound, url, headers())).await;
            let asked = outcome.as_ref().ok().and_then(|answer| self.asked_pause(answer));
            let Some(pause) = attempts.pause(&outcome, asked) else { return outcome };
            self.meter.repeated();
            tokio::time::sleep(pause).await;
        }
    }

    async fn transmit_once(
        &mut self,
        way: Way,
        outbound: &Outbound,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<reqwest::Response, SendError> {
        let timeout = self.spec.limits.upstream_timeout;
        let mut request = reqwest::Request::new(outbound.method.clone(), url.clone());
        *request.headers_mut() = headers;
        let request = outbound.payload.attach(self.client(way), request)?;
        let paid = self.pay(way, url).await?;
        self.meter.leaves(&outbound.method);
        let mut outcome =
            match timeout_at(outbound.started + timeout, self.client(way).execute(request)).await {
                Ok(Ok(response)) => Ok(response),
                Ok(Err(error)) => Err(SendError::from_client(&error, timeout)),
                Err(_) => Err(SendError::timed_out(timeout, true)),
            };
        self.egress.outcomes.count(&outcome);
        if came_to_nothing(&outcome) {
            self.meter.came_to_nothing(&outbound.method);
        }
        if let (Ok(answer), Some(paid)) = (&mut outcome, paid) {
            self.heed(answer, paid).await;
        }
        outcome
    }

    fn client(&self, way: Way) -> &reqwest::Client {
        match way {
            Way::Away if !self.spec.base.is_loopback() => &self.egress.away,
            Way::Api | Way::Away => &self.egress.api,
        }
    }

    /// Takes the request from the call's own limit, and from the consumer's budget where it carries a token.
    async fn pay(&mut self, way: Way, url: &Url) -> Result<Option<Paid>, SendError> {
        self.meter.charge_request(self.spec.limits.requests)?;
        if way == Way::Away {
            return Ok(None);
        }
        let paid = self.allowance.pay(self.spec.base.below(url)).await;
        paid.map(Some).inspect_err(|_| self.meter.stays())
    }

    /// Where the provider turned a request away, its pause is kept by all; the answer says how long it is.
    async fn heed(&self, answer: &mut reqwest::Response, paid: Paid) {
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            let pause = self.allowance.turned_away(paid, self.asked_pause(answer)).await;
            answer.extensions_mut().insert(KeptPause(pause));
        }
    }

    fn asked_pause(&self, answer: &reqwest::Response) -> Option<Duration> {
        retry_after::read(answer.headers(), self.allowance.now())
    }
}

/// How a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// To the API, with a token.
    Api,
    /// To another origin, without one.
    Away,
}

/// The one place where a token becomes a header. The value is marked sensitive: HTTP/2 does not index it.
fn bearer(lease: &Lease) -> Result<HeaderValue, SendError> {
    // The text becomes the value as it is: no second copy of the token is made.
    let text = Bytes::from(format!("Bearer {}", lease.token.expose()));
    let mut value = HeaderValue::from_maybe_shared(text)
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

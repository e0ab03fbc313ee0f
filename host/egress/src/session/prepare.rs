//! What is decided about a request before a token is looked for.

use http::HeaderMap;
use innkeeper_policy::{
    Authorized, Endpoint, Method, Outgoing, Refusal, ToolPolicy, authorize, authorize_link, percent_encoded,
};
use tokio::time::Instant;
use url::Url;

use super::Session;
use crate::base::Place;
use crate::headers;
use crate::payload::Payload;
use crate::plan::PlannedRequest;
use crate::{Request, SendError};

/// One request on its way, before the token.
pub(super) struct Outbound {
    pub(super) method: reqwest::Method,
    pub(super) headers: HeaderMap,
    pub(super) payload: Payload,
    pub(super) started: Instant,
}

/// A request that policy lets go.
pub(super) struct Ready<'t> {
    pub(super) outbound: Outbound,
    pub(super) endpoint: &'t Endpoint,
    pub(super) url: Url,
    /// Its body, where that is JSON.
    json: Option<serde_json::Value>,
}

impl Ready<'_> {
    /// What a dry run writes down of it.
    pub(super) fn planned(self) -> PlannedRequest {
        PlannedRequest::new(&self.outbound.method, &self.url, self.json, &self.outbound.payload)
    }
}

impl Session {
    /// Everything that is decided before a token is looked for.
    pub(super) fn prepare<'t>(&self, tool: &'t ToolPolicy, request: Request) -> Result<Ready<'t>, SendError> {
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

    /// A request for what a link of the provider leads to. Its URL is the provider's, but for a fragment.
    pub(super) fn linked<'t>(&self, tool: &'t ToolPolicy, link: &str) -> Result<Ready<'t>, SendError> {
        let refuse = |place: String| Refusal::Link { tool: tool.name.clone(), place };
        let mut url = Url::parse(link).map_err(|_| refuse("no address".to_owned()))?;
        url.set_fragment(None);
        let Place::Within { path } = self.spec.base.place(&url) else {
            return Err(refuse(url.origin().ascii_serialization()).into());
        };
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let endpoint = authorize_link(tool, &self.spec.pin, &path, &query)?;
        self.spec.comparisons.authorize(tool, &self.spec.pin, &path)?;
        let (method, headers, payload) = (reqwest::Method::GET, headers::outgoing(&[])?, Payload::None);
        let outbound = Outbound { method, headers, payload, started: Instant::now() };
        Ok(Ready { outbound, endpoint, url, json: None })
    }
}

/// `name=value&…`, every character outside the unreserved set encoded: `+` is `%2B` (Bitbucket facts, trap 19).
pub(crate) fn encode_pairs(pairs: &[(String, String)]) -> String {
    let mut encoded = String::new();
    for (name, value) in pairs {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encoded.extend(percent_encoded(name));
        encoded.push('=');
        encoded.extend(percent_encoded(value));
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

//! One request to the host's endpoint, and the messages that come back.

use anyhow::{Context, bail};
use futures_util::{Stream, StreamExt, TryStreamExt};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use sse_stream::SseStream;

use super::message::Message;
use crate::api::{Api, Exchange, Request};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
const IDENTIFIER: HeaderName = HeaderName::from_static("innkeeper-identifier");

/// Bytes of an answer that is one document.
const MOST_BYTES: usize = 64 << 20;

/// A host's endpoint.
#[derive(Clone)]
pub(super) struct Endpoint {
    api: Api,
    toolset: Option<String>,
    effects: Option<String>,
    headers: HeaderMap,
}

/// What a session has settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) id: Option<HeaderValue>,
    pub(super) version: Option<HeaderValue>,
}

/// What came back.
pub(super) struct Answer {
    /// The session that began.
    pub(super) session: Option<HeaderValue>,
    /// The messages, one by one.
    pub(super) messages: std::pin::Pin<Box<dyn Stream<Item = anyhow::Result<String>> + Send>>,
}

impl Endpoint {
    pub(super) fn new(
        api: Api,
        toolset: Option<&str>,
        effects: &[String],
        identifier: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        if let Some(identifier) = identifier {
            let value = HeaderValue::try_from(identifier)
                .context("--identifier has characters that no header can have")?;
            headers.insert(IDENTIFIER, value);
        }
        let effects = (!effects.is_empty()).then(|| effects.join(","));
        Ok(Self { api, toolset: toolset.map(str::to_owned), effects, headers })
    }

    /// Sends a message.
    pub(super) async fn send(
        &self,
        message: &Message,
        line: String,
        session: &Session,
    ) -> anyhow::Result<Answer> {
        let mut headers = self.headers.clone();
        if message.is_self_contained() {
            let declared =
                [(VERSION, message.version()), (METHOD, message.method.as_deref()), (NAME, message.name())];
            for (name, value) in declared {
                if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                    headers.insert(name, value);
                }
            }
        } else {
            session.declare(&mut headers);
        }
        self.exchange(Method::POST, headers, Some(line)).await
    }

    /// Opens the stream of what the host says by itself.
    pub(super) async fn listen(&self, session: &Session) -> anyhow::Result<Answer> {
        let mut headers = self.headers.clone();
        session.declare(&mut headers);
        self.exchange(Method::GET, headers, None).await
    }

    /// Ends a session.
    pub(super) async fn end(&self, session: &Session) -> anyhow::Result<()> {
        let mut headers = self.headers.clone();
        session.declare(&mut headers);
        self.exchange(Method::DELETE, headers, None).await.map(drop)
    }

    async fn exchange(
        &self,
        method: Method,
        headers: HeaderMap,
        body: Option<String>,
    ) -> anyhow::Result<Answer> {
        let segments: Vec<&str> = ["mcp"].into_iter().chain(self.toolset.as_deref()).collect();
        let mut request = Request::with_method(method, &segments)
            .query("effects", self.effects.as_deref())
            .headers(headers);
        if let Some(body) = body {
            request = request.written(body);
        }
        let Exchange { status, headers, body } = self.api.exchange(request).await?;
        let content_type =
            headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_stream = content_type.starts_with("text/event-stream");
        let session = headers.get(SESSION).cloned();
        if is_stream {
            let events = SseStream::from_bytes_stream(body);
            let messages = events
                .map_err(anyhow::Error::from)
                .try_filter_map(async |event| Ok(event.data.filter(|data| !data.is_empty())));
            return Ok(Answer { session, messages: messages.boxed() });
        }
        let mut whole = Vec::new();
        let mut body = body;
        while let Some(bytes) = body.try_next().await? {
            if whole.len() + bytes.len() > MOST_BYTES {
                bail!("the host's answer is longer than {MOST_BYTES} bytes");
            }
            whole.extend_from_slice(&bytes);
        }
        let text = String::from_utf8(whole).context("the host's answer is not text")?;
        let is_message =
            serde_json::from_str::<Value>(&text).is_ok_and(|value| value.get("jsonrpc").is_some());
        if is_message || (200..300).contains(&status) {
            let message = Some(text).filter(|_| is_message).map(Ok);
            return Ok(Answer { session, messages: futures_util::stream::iter(message).boxed() });
        }
        Err(crate::api::refused(status, text))
    }
}

impl Session {
    fn declare(&self, headers: &mut HeaderMap) {
        for (name, value) in [(SESSION, &self.id), (VERSION, &self.version)] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

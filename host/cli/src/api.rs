//! The HTTP API, as commands call it.
//!
//! There is one API and two ways to it: a running host over the network, or the same router inside this process, opened
//! on the vault for one command. A command cannot tell which.

mod local;
mod remote;
mod request;

use std::io;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use http::HeaderMap;
use serde_json::Value;

pub(crate) use self::local::built_in;
use self::request::Content;
pub(crate) use self::request::Request;
use self::{local::Local, remote::Remote};
use crate::failure::ApiProblem;

/// Longer than the longest call of a host with default limits.
const PATIENCE: Duration = Duration::from_secs(90);
/// A component travels for as long as its size and the network say, and is compiled before the answer.
const PATIENCE_WITH_COMPONENTS: Duration = Duration::from_secs(600);

/// The way to a host's API. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Api {
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Remote(Remote),
    Local(Local),
}

/// One exchange of HTTP, as it is.
pub(crate) struct Exchange {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: BoxStream<'static, io::Result<Bytes>>,
}

/// An answer of success.
#[derive(Debug)]
pub(crate) struct Reply {
    text: String,
}

impl Api {
    /// Calls, and takes the answer.
    ///
    /// # Errors
    /// An [`ApiProblem`] where the API refused; otherwise what is wrong with the way there.
    pub(crate) async fn call(&self, request: Request) -> anyhow::Result<Reply> {
        let patience = match request.body {
            Some(Content::Component(_)) => PATIENCE_WITH_COMPONENTS,
            _ => PATIENCE,
        };
        let Exchange { status, body, .. } = self.send(request, Some(patience)).await?;
        let chunks: Vec<Bytes> = body.try_collect().await?;
        let text = String::from_utf8(chunks.concat()).context("the answer is not text")?;
        if (200..300).contains(&status) {
            return Ok(Reply { text });
        }
        Err(refused(status, text))
    }

    /// Exchanges a request, and leaves the answer as it is. It may take as long as it likes.
    ///
    /// # Errors
    /// What is wrong with the way there.
    pub(crate) async fn exchange(&self, request: Request) -> anyhow::Result<Exchange> {
        self.send(request, None).await
    }

    async fn send(&self, request: Request, patience: Option<Duration>) -> anyhow::Result<Exchange> {
        match &self.transport {
            Transport::Remote(remote) => remote.send(request, patience).await,
            // The host's own limits bound what happens inside the process.
            Transport::Local(local) => local.send(request).await,
        }
    }
}

/// What a host says that refuses.
pub(crate) fn refused(status: u16, text: String) -> anyhow::Error {
    match ApiProblem::parse(text) {
        Some(problem) => problem.into(),
        None => anyhow!(
            "the server answered {status} without saying why; is --server the URL of an innkeeper host?"
        ),
    }
}

impl Reply {
    /// The answer as it came.
    pub(crate) fn text(&self) -> &str {
        self.text.trim_end()
    }

    /// The answer as JSON; null where there is no body.
    pub(crate) fn value(&self) -> anyhow::Result<Value> {
        if self.text.trim().is_empty() {
            return Ok(Value::Null);
        }
        match serde_json::from_str(&self.text) {
            Ok(value) => Ok(value),
            Err(_) => bail!("the server's answer is not JSON; is --server the URL of an innkeeper host?"),
        }
    }
}

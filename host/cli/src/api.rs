//! The HTTP API, as commands call it.
//!
//! There is one API and two ways to it: a running host over the network, or the same router inside this process, opened
//! on the vault for one command. A command cannot tell which.

mod local;
mod remote;
mod request;

use std::io;

use anyhow::{anyhow, bail};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::HeaderMap;
use serde_json::Value;

pub(crate) use self::local::built_in;
pub(crate) use self::request::Request;
use self::{local::Local, remote::Remote};
use crate::failure::ApiProblem;

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

/// What a transport brings back.
struct Answer {
    status: u16,
    text: String,
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
        let answer = match &self.transport {
            Transport::Remote(remote) => remote.call(request).await?,
            Transport::Local(local) => local.call(request).await?,
        };
        let Answer { status, text } = answer;
        if (200..300).contains(&status) {
            return Ok(Reply { text });
        }
        Err(refused(status, text))
    }

    /// Exchanges a request with headers and a body of its own, and leaves the answer as it is. It may take as long as it
    /// likes.
    ///
    /// # Errors
    /// What is wrong with the way there.
    pub(crate) async fn exchange(
        &self,
        request: Request,
        headers: HeaderMap,
        body: Option<String>,
    ) -> anyhow::Result<Exchange> {
        match &self.transport {
            Transport::Remote(remote) => remote.exchange(request, headers, body).await,
            Transport::Local(local) => local.exchange(request, headers, body).await,
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

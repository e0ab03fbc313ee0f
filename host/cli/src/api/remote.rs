//! A running host, over HTTP.

use std::io;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use futures_util::{StreamExt, TryStreamExt};
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use innkeeper::is_loopback;
use reqwest::{Client, redirect};
use url::Url;

use super::request::Content;
use super::{Answer, Api, Exchange, Request, Transport};
use crate::output::remark;

/// Longer than the longest call of a host with default limits.
const PATIENCE: Duration = Duration::from_secs(90);
/// An exchange ends when either side ends it. A year is what the client takes for that.
const FOR_EVER: Duration = Duration::from_secs(365 * 24 * 3_600);
/// A component travels for as long as its size and the network say, and is compiled before the answer.
const PATIENCE_WITH_COMPONENTS: Duration = Duration::from_secs(600);
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// A host's URL and the key to present there.
#[derive(Clone)]
pub(super) struct Remote {
    client: Client,
    base: String,
    authorization: HeaderValue,
}

impl Api {
    /// The API of a running host.
    ///
    /// # Errors
    /// Where there is no key, or the URL is none.
    pub(crate) fn remote(server: &Url, key: Option<&str>) -> anyhow::Result<Self> {
        ensure!(matches!(server.scheme(), "http" | "https"), "--server {server} is neither http nor https");
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            bail!("a running host wants an API key: set INNKEEPER_KEY, or give --key");
        };
        if server.scheme() == "http" && !is_loopback(server) {
            remark("warning: the key travels to the host without encryption; use https");
        }
        let mut authorization = HeaderValue::try_from(format!("Bearer {key}"))
            .context("the API key holds characters that no key has")?;
        authorization.set_sensitive(true);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(PATIENCE)
            .tcp_nodelay(true)
            .build()
            .context("the HTTP client does not start")?;
        let base = server.as_str().trim_end_matches('/').to_owned();
        Ok(Self { transport: Transport::Remote(Remote { client, base, authorization }) })
    }
}

impl Remote {
    pub(super) async fn exchange(
        &self,
        request: Request,
        headers: HeaderMap,
        body: Option<String>,
    ) -> anyhow::Result<Exchange> {
        let url = format!("{}{}", self.base, request.path);
        let mut call = self
            .client
            .request(request.method, url)
            .headers(headers)
            .header(AUTHORIZATION, self.authorization.clone())
            .timeout(FOR_EVER);
        if let Some(body) = body {
            call = call.body(body);
        }
        let response = call.send().await.map_err(reqwest::Error::without_url);
        let response = response.with_context(|| format!("the host at {} does not answer", self.base))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes_stream().map_err(|error| io::Error::other(error.without_url()));
        Ok(Exchange { status, headers, body: body.boxed() })
    }

    pub(super) async fn call(&self, request: Request) -> anyhow::Result<Answer> {
        let url = format!("{}{}", self.base, request.path);
        let mut call =
            self.client.request(request.method, url).header(AUTHORIZATION, self.authorization.clone());
        if let Some(body) = request.body {
            if let Content::Component(_) = body {
                call = call.timeout(PATIENCE_WITH_COMPONENTS);
            }
            call = call.header(CONTENT_TYPE, body.content_type()).body(body.into_bytes());
        }
        // The client's errors quote the whole URL. It may hold identifiers, and the command says what was asked.
        let response = call.send().await.map_err(reqwest::Error::without_url);
        let response = response.with_context(|| format!("the host at {} does not answer", self.base))?;
        let status = response.status().as_u16();
        let text = response.text().await.map_err(reqwest::Error::without_url);
        let text = text.with_context(|| format!("the answer of the host at {} broke off", self.base))?;
        Ok(Answer { status, text })
    }
}

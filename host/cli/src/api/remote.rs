//! A running host, over HTTP.

use std::io;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use futures_util::{StreamExt, TryStreamExt};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use innkeeper::is_loopback;
use reqwest::{Client, redirect};
use url::Url;

use super::{Api, Exchange, Request, Transport};
use crate::output::remark;

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
            .tcp_nodelay(true)
            .build()
            .context("the HTTP client does not start")?;
        let base = server.as_str().trim_end_matches('/').to_owned();
        Ok(Self { transport: Transport::Remote(Remote { client, base, authorization }) })
    }
}

impl Remote {
    /// Sends a request and takes the head of the answer. Without `patience`, either side ends the exchange.
    pub(super) async fn send(
        &self,
        request: Request,
        patience: Option<Duration>,
    ) -> anyhow::Result<Exchange> {
        let Request { method, path, headers, body } = request;
        let mut call = self
            .client
            .request(method, format!("{}{path}", self.base))
            .headers(headers)
            .header(AUTHORIZATION, self.authorization.clone());
        if let Some(patience) = patience {
            call = call.timeout(patience);
        }
        if let Some(body) = body {
            call = call.header(CONTENT_TYPE, body.content_type()).body(body.into_bytes());
        }
        // The client's errors quote the whole URL. It may hold identifiers, and the command says what was asked.
        let response = call.send().await.map_err(reqwest::Error::without_url);
        let response = response.with_context(|| format!("the host at {} does not answer", self.base))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let base = self.base.clone();
        let broke_off = move |error: reqwest::Error| {
            let error = error.without_url();
            io::Error::other(format!("the answer of the host at {base} broke off: {error}"))
        };
        Ok(Exchange { status, headers, body: response.bytes_stream().map_err(broke_off).boxed() })
    }
}

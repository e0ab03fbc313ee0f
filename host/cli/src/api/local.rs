//! A host inside this process: the router of the server, without a socket.

use std::io;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use futures_util::{StreamExt, TryStreamExt};
use http::header::{CONTENT_TYPE, HOST};
use innkeeper::{AddedConnectors, Caller, Component, Host};
use innkeeper_server::{LocalCaller, Options};
use tower::ServiceExt;

use super::{Api, Exchange, Request, Transport};
use crate::config::Config;
use crate::progress::Progress;

/// The server's router, called as the person at the machine.
#[derive(Clone)]
pub(super) struct Local {
    router: Router,
}

impl Api {
    /// The API on the vault of the settings. The vault is open as long as this lives.
    ///
    /// # Errors
    /// What is wrong with the settings, the vault or a connector.
    pub(crate) async fn local(config: Config) -> anyhow::Result<Self> {
        Self::local_with(config, &built_in()).await
    }

    /// The same, without any connector: whoever calls no tool need not wait for them.
    ///
    /// # Errors
    /// As [`Api::local`].
    pub(crate) async fn bare(mut config: Config) -> anyhow::Result<Self> {
        config.settings.added_connectors = AddedConnectors::Leave;
        Self::local_with(config, &[]).await
    }

    async fn local_with(config: Config, connectors: &[Component<'_>]) -> anyhow::Result<Self> {
        let public_url = config.public_url(config.settings.server.listen)?;
        let max_request_bytes = config.settings.server.max_request_bytes;
        let progress = Progress::for_people(connectors.len());
        let opened = Host::open(config.settings, public_url.clone(), None, connectors, |loaded| {
            progress.loaded(loaded)
        })
        .await;
        progress.finish();
        Ok(Self::in_process(innkeeper_server::router(opened?, Options::new(public_url, max_request_bytes))))
    }

    /// The API of a router that is there already.
    pub(crate) fn in_process(router: Router) -> Self {
        Self { transport: Transport::Local(Local { router }) }
    }
}

impl Local {
    /// Hands a request to the router and takes the head of the answer.
    pub(super) async fn send(&self, request: Request) -> anyhow::Result<Exchange> {
        let Request { method, path, headers, body } = request;
        // A request inside the process has no host but the one that answers.
        let builder = http::Request::builder().method(method).uri(path).header(HOST, "localhost");
        let request = match body {
            Some(body) => {
                builder.header(CONTENT_TYPE, body.content_type()).body(Body::from(body.into_bytes()))
            }
            None => builder.body(Body::empty()),
        };
        let mut request = request.context("the arguments make no request")?;
        request.headers_mut().extend(headers);
        request.extensions_mut().insert(LocalCaller(Caller::local_operator()));
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let broke_off = |error| io::Error::other(format!("the answer broke off: {error}"));
        let body = TryStreamExt::map_err(body.into_data_stream(), broke_off);
        Ok(Exchange { status: parts.status.as_u16(), headers: parts.headers, body: body.boxed() })
    }
}

/// The connectors that come with this binary.
pub(crate) fn built_in() -> Vec<Component<'static>> {
    let component =
        |built_in: &innkeeper_bundle::BuiltIn| Component { name: built_in.name, bytes: built_in.component };
    innkeeper_bundle::CONNECTORS.iter().map(component).collect()
}

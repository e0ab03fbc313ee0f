//! The application in whose name all this happens: a page to which the host sends the browser after consent.
//!
//! The application knows who is signed in to it. It tells the host, and only then does the grant count: a link that
//! somebody passed on would end here with somebody else's name.

use std::net::Ipv4Addr;

use anyhow::Context;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::api::{Api, Request};

/// The running application.
pub(super) struct Application {
    verify_url: Url,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// What its page works with.
#[derive(Clone)]
struct Session {
    host: Api,
    /// Who is signed in. A real application would look at its own session cookie.
    signed_in: &'static str,
}

/// What the host adds to the page's URL.
#[derive(Deserialize)]
struct Returned {
    ticket: String,
    account_id: String,
}

impl Application {
    /// Starts it, with the key that it confirms people with.
    pub(super) async fn start(host: Api, signed_in: &'static str) -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the application does not start")?;
        let verify_url = Url::parse(&format!("http://{}/connected", listener.local_addr()?))?;
        let router =
            Router::new().route("/connected", get(connected)).with_state(Session { host, signed_in });
        let (stop, stopped) = oneshot::channel();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            // An application that is gone has stopped too.
            let _ = stopped.await;
        });
        Ok(Self { verify_url, stop, serving: tokio::spawn(serving.into_future()) })
    }

    /// Where the host sends the browser.
    pub(super) fn verify_url(&self) -> &Url {
        &self.verify_url
    }

    /// Ends it.
    pub(super) async fn stop(self) {
        // The receiver is gone only if the listener failed already.
        let _ = self.stop.send(());
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the application's listener ended badly"),
            Err(error) => tracing::warn!(%error, "the application ended badly"),
        }
    }
}

async fn connected(State(session): State<Session>, Query(returned): Query<Returned>) -> Response {
    let Returned { ticket, account_id } = returned;
    let request = Request::post(&["v1", "accounts", &account_id, "verify"])
        .body(json!({ "ticket": ticket, "identifier": session.signed_in }));
    match session.host.call(request).await {
        Ok(_) => Html("<!doctype html><title>Connected</title><p>Your Bitbucket account is connected.")
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "the host does not take the confirmation");
            (StatusCode::BAD_GATEWAY, "the host does not take the confirmation").into_response()
        }
    }
}

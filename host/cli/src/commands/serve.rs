//! `innkeeper serve`: the host.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::Args;
use innkeeper::Host;
use innkeeper_server::{ConnectionLimits, Options};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

use crate::api::built_in;
use crate::arguments::Globals;
use crate::config::{self, Config};
use crate::logging::LogFormat;
use crate::progress::Progress;
use crate::signals::end_asked_for;

/// How to run it.
#[derive(Args)]
pub(crate) struct ServeArguments {
    /// How the log on standard error is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, env = "INNKEEPER_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
}

/// Serves until somebody asks for an end; calls in flight are finished first.
pub(crate) async fn run(_: ServeArguments, globals: &Globals) -> anyhow::Result<()> {
    let config = globals.config()?;
    let listener = bind(config.settings.server.listen).await?;
    let address = listener.local_addr().context("the listener has no address")?;
    let public_url = config.public_url(address)?;
    let server = &config.settings.server;
    let options = Options {
        allowed_hosts: server.allowed_hosts.clone(),
        cors_origins: server.cors_origins.clone(),
        ..Options::new(public_url.clone(), server.max_request_bytes)
    };
    let limits = ConnectionLimits {
        head_timeout: Duration::from_secs(server.head_timeout_s.get().into()),
        max_head_bytes: server.max_head_bytes.get(),
        max_connections: usize::try_from(server.max_connections.get()).unwrap_or(usize::MAX),
    };
    let host = open(config, &public_url).await?;
    tracing::info!(%address, %public_url, tools = host.catalogue().len(), "ready");
    let said = format!("innkeeper listens on http://{address}");
    globals
        .output()
        .value(&json!({ "address": address.to_string(), "public_url": public_url.as_str() }), || said)?;
    let router = innkeeper_server::router(host, options);
    let served = innkeeper_server::serve_within(limits, listener, router, end_asked_for()).await;
    served.context("the listener failed")?;
    tracing::info!("ended");
    Ok(())
}

/// Takes the port before the vault: whoever comes second changes nothing.
async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("{address} is in use: stop what listens there, or set [server] listen to another port")
        }
        ErrorKind::PermissionDenied => {
            anyhow!("{address} may not be listened on by this user: choose a port above 1023")
        }
        _ => anyhow!("{address} cannot be listened on: {error}"),
    })
}

async fn open(config: Config, public_url: &Url) -> anyhow::Result<Host> {
    let bootstrap = config::bootstrap_key()?;
    let connectors = built_in();
    let progress = Progress::for_log(connectors.len());
    let opened = Host::open(config.settings, public_url.clone(), bootstrap, &connectors, |loaded| {
        progress.loaded(loaded)
    })
    .await;
    progress.finish();
    Ok(opened?)
}

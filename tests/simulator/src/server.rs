//! Listeners: one task for each, which owns the tasks of its connections, so that ending it ends them all.

use std::{io, sync::Arc, time::Duration};

use axum::{Extension, Router};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tower::Layer;

/// How long connections may take to end what they are in, once asked to.
const PATIENCE: Duration = Duration::from_secs(1);
/// After an accept that failed (too many open files, for one), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// The connection that a request came by.
#[derive(Clone, Default)]
pub(crate) struct Line(Arc<Notify>);

impl Line {
    /// Breaks the connection, whatever it is in the middle of.
    pub(crate) fn cut(&self) {
        self.0.notify_one();
    }
}

/// Serves until `stop` changes. Aborting the task drops every connection.
pub(crate) fn spawn(listener: TcpListener, router: Router, stop: watch::Receiver<()>) -> JoinHandle<()> {
    tokio::spawn(serve(listener, router, stop))
}

async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone(), stop.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "accept failed");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let drained = timeout(PATIENCE, async { while connections.join_next().await.is_some() {} }).await;
    if drained.is_err() {
        connections.shutdown().await;
    }
}

async fn connection(stream: TcpStream, router: Router, mut stop: watch::Receiver<()>) {
    if let Err(error) = serve_connection(stream, router, &mut stop).await {
        // A client that goes away in the middle is nothing unusual here.
        tracing::debug!(error, "connection ended early");
    }
}

async fn serve_connection(
    stream: TcpStream,
    router: Router,
    stop: &mut watch::Receiver<()>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    let line = Line::default();
    let service = TowerToHyperService::new(Extension(line.clone()).layer(router));
    let builder = Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => return ended,
        () = line.0.notified() => return Err(Box::new(io::Error::from(io::ErrorKind::ConnectionAborted))),
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}

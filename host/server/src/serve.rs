//! Runs a router on a socket until it is told to stop.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::serve::ListenerExt;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::stopping::Stopping;

/// How long calls in flight may take to finish. Orchestrators kill after 30 s by default; this is the time before that.
const GRACE: Duration = Duration::from_secs(28);

/// Serves until `shutdown` completes, then takes no more connections and lets the calls in flight finish, for 28 seconds
/// at most.
///
/// # Errors
/// Where the socket fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Without TCP_NODELAY an answer in two parts waits for the client's delayed acknowledgement of the first.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let (stopping, stopped) = oneshot::channel();
    let streams = Stopping::default();
    let router = router.layer(Extension(streams.clone()));
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("stopping: no new connections");
        streams.begin();
        // The receiver is gone only when the server is.
        let _ = stopping.send(());
    });
    tokio::select! {
        ended = server.into_future() => ended,
        () = out_of_grace(stopped) => {
            tracing::warn!(grace_s = GRACE.as_secs(), "stopped with calls in flight");
            Ok(())
        }
    }
}

/// Completes when the grace is over; never, where no stop was asked for.
async fn out_of_grace(stopped: oneshot::Receiver<()>) {
    match stopped.await {
        Ok(()) => tokio::time::sleep(GRACE).await,
        Err(_) => std::future::pending().await,
    }
}

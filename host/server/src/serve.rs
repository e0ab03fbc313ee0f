//! Runs a router on a socket until it is told to stop.
//!
//! Clients are strangers: one that connects and says nothing, or says it byte by byte, or opens one connection after the
//! other, costs little and loses its place.

mod greeting;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::greeting::Greeting;
use crate::stopping::{Stopping, Telling};

/// How long calls in flight may take to finish. Orchestrators kill after 30 s by default; this is the time before that.
const GRACE: Duration = Duration::from_secs(28);
/// How long to wait where the system has no more sockets or descriptors.
const BREATH: Duration = Duration::from_secs(1);
/// Requests at once over one connection of HTTP/2.
const STREAMS: u32 = 256;
/// How often a silent peer of HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// How long a request's head may take to arrive; so long an idle connection is kept, too. It is to be longer than a proxy
    /// in front keeps one, which is a minute with most: else the proxy sends a request just when the connection ends.
    pub head_timeout: Duration,
    /// Bytes of a request's head.
    pub max_head_bytes: u32,
    /// Connections at once. More wait until others end.
    pub max_connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { head_timeout: Duration::from_secs(75), max_head_bytes: 64 << 10, max_connections: 10_000 }
    }
}

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
    serve_within(ConnectionLimits::default(), listener, router, shutdown).await
}

/// As [`serve`], with other limits.
///
/// # Errors
/// Where the socket fails.
pub async fn serve_within(
    limits: ConnectionLimits,
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let streams = Stopping::default();
    let service = TowerToHyperService::new(Telling { router, stopping: streams.clone() });
    let (builder, places) = (builder(limits), Arc::new(Semaphore::new(limits.max_connections)));
    let connections = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, place)) = accepted? else { continue };
        tokio::spawn(converse(
            builder.clone(),
            service.clone(),
            limits,
            stream,
            connections.watcher(),
            place,
        ));
    }
    drop(listener);
    tracing::info!("stopping: no new connections");
    streams.begin();
    if tokio::time::timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!(grace_s = GRACE.as_secs(), "stopped with calls in flight");
    }
    Ok(())
}

fn builder(limits: ConnectionLimits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let head = usize::try_from(limits.max_head_bytes).unwrap_or(usize::MAX);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        // The least that the library takes is 8 KiB.
        .max_buf_size(head.max(8 << 10));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(limits.max_head_bytes);
    builder
}

/// The next connection, as soon as there is a place for it; none where it was gone before it was taken.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<Option<(TcpStream, OwnedSemaphorePermit)>> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    match listener.accept().await {
        Ok((stream, _)) => Ok(Some((stream, place))),
        Err(error) if is_the_clients(&error) => Ok(None),
        Err(error) => {
            tracing::error!(%error, "no connection can be accepted");
            tokio::time::sleep(BREATH).await;
            Ok(None)
        }
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its first byte to its last.
async fn converse(
    builder: Builder<TokioExecutor>,
    service: TowerToHyperService<Telling>,
    limits: ConnectionLimits,
    stream: TcpStream,
    watcher: Watcher,
    place: OwnedSemaphorePermit,
) {
    // Without it an answer in two parts waits for the client's delayed acknowledgement of the first.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let stream = TokioIo::new(Greeting::new(stream, limits.head_timeout));
    let connection = builder.serve_connection(stream, service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke off");
    }
    drop(place);
}

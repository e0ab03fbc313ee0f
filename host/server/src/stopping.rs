//! Tells what would go on for ever that the host is about to stop.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::{BoxError, Router};
use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;
use tower::Service;

/// Comes with each request that a socket received. A stream of news looks at it: it has no end of its own, and would hold up
/// the stop until the grace is over. Calls do not: they are what the grace is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stopping(CancellationToken);

impl Stopping {
    /// From now on.
    pub(crate) fn begin(&self) {
        self.0.cancel();
    }

    /// Completes when the host is about to stop.
    pub(crate) async fn begun(&self) {
        self.0.cancelled().await;
    }

    /// The same response, whose body ends when the host is about to stop.
    pub(crate) fn ends(self, response: Response) -> Response {
        response.map(|body| Body::from_stream(body.into_data_stream().take_until(self.0.cancelled_owned())))
    }
}

/// A router whose requests know [`Stopping`]. As a layer it would be one of each route, in a box of its own.
#[derive(Clone)]
pub(crate) struct Telling {
    pub(crate) router: Router,
    pub(crate) stopping: Stopping,
}

impl<B> Service<Request<B>> for Telling
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router always is.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        request.extensions_mut().insert(self.stopping.clone());
        self.router.call(request)
    }
}

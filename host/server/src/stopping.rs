//! Tells what would go on for ever that the host is about to stop.

use axum::body::Body;
use axum::response::Response;
use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;

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

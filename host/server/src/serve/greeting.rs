//! The first bytes of a connection, which say which HTTP it speaks.
//!
//! The library that tells the versions apart waits for them as long as it takes. This does not.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Bytes of the preface of HTTP/2 (RFC 9113 §3.4). No request of HTTP/1 that means anything is much shorter.
const PREFACE: usize = 24;

/// A connection that has to begin in time.
pub(super) struct Greeting<S> {
    stream: S,
    /// Bytes that are still to come, and by when; none once they have.
    awaited: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> Greeting<S> {
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        Self { stream, awaited: Some((PREFACE, Box::pin(sleep(patience)))) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Greeting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some((left, deadline)) = &mut self.awaited else { return polled };
        if polled.is_pending() {
            ready!(deadline.as_mut().poll(context));
            let said = "the connection did not say in time what it wants";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, said)));
        }
        *left = left.saturating_sub(buffer.filled().len() - before);
        if *left == 0 {
            self.awaited = None;
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Greeting<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

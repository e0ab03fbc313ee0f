//! What the log may know.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use reqwest::Method;
use tracing_subscriber::EnvFilter;

use crate::inn::{CLIENT_SECRET, Inn, KEY, Reply};

/// The log of all tests in this process, in memory. Installed before the first host, because `tracing` remembers for each
/// place in the code whether anybody listened when it was first reached.
pub(crate) static LOG: LazyLock<Lines> = LazyLock::new(|| {
    let lines = Lines::default();
    let writer = lines.clone();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("innkeeper=trace"))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    lines
});

#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_has_routes_and_callers_and_no_secret() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    let ticket = link.rsplit('/').next().unwrap();
    let gone = Reply::of(inn.ask(Method::POST, &link)).await;
    let (_, cookie) = gone.header("set-cookie").split(';').next().unwrap().split_once('=').unwrap();
    let back = "/oauth/callback/work?code=code-of-grant&state=state-of-question";
    let back = Reply::of(inn.ask(Method::GET, back)).await;

    let log = String::from_utf8(LOG.0.lock().unwrap().clone()).unwrap();
    let expected =
        ["route=\"/connect/{ticket}\"", "caller=\"bootstrap\"", "status=303", back.header("x-request-id")];
    for expected in expected {
        assert!(log.contains(expected), "{expected} is not in {log}");
    }
    for secret in [ticket, cookie, KEY, CLIENT_SECRET, "code-of-grant", "state-of-question"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}

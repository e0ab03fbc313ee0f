//! Lines in, lines out, and what was asked and not yet answered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use futures_util::TryStreamExt;
use http::HeaderValue;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::endpoint::{Endpoint, Session};
use super::message::{self, Message};
use crate::output::{print_line, remark};

/// Bytes of one line of standard input.
const LONGEST_LINE: u64 = 16 << 20;
/// How long what was asked may take to be answered after standard input has ended.
const GRACE: Duration = Duration::from_secs(5);
/// Between two attempts to hear what the host says by itself.
const PAUSE: Duration = Duration::from_secs(3);

/// A bridge. Clones share everything.
#[derive(Clone)]
pub(super) struct Bridge {
    endpoint: Endpoint,
    session: Arc<Mutex<Session>>,
    /// What was asked and not yet answered, by the request's id as text.
    asked: Arc<Mutex<HashMap<String, AbortHandle>>>,
    out: mpsc::UnboundedSender<String>,
    lines: Arc<Mutex<Option<mpsc::UnboundedReceiver<String>>>>,
    /// The task that hears what the host says by itself.
    hearing: Arc<Mutex<Option<AbortHandle>>>,
}

impl Bridge {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        let (out, lines) = mpsc::unbounded_channel();
        let lines = Arc::new(Mutex::new(Some(lines)));
        Self { endpoint, session: Arc::default(), asked: Arc::default(), out, lines, hearing: Arc::default() }
    }

    /// Bridges until standard input ends, then gives what is under way a moment.
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let lines = locked(&self.lines).take();
        let printing = tokio::task::spawn_blocking(move || {
            let mut lines = lines?;
            while let Some(line) = lines.blocking_recv() {
                if print_line(&line).is_err() {
                    return None;
                }
            }
            Some(())
        });
        let mut tasks = JoinSet::new();
        let read = self.read(&mut tasks).await;
        let ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tasks.shutdown().await;
        }
        if let Some(hearing) = locked(&self.hearing).take() {
            hearing.abort();
        }
        let session = locked(&self.session).clone();
        if session.id.is_some() {
            // The host forgets it by itself as well.
            let _ = self.endpoint.end(&session).await;
        }
        drop(self);
        printing.await.context("printing failed")?;
        read
    }

    async fn read(&self, tasks: &mut JoinSet<()>) -> anyhow::Result<()> {
        let mut input = BufReader::new(tokio::io::stdin());
        loop {
            let mut line = String::new();
            let read = (&mut input).take(LONGEST_LINE).read_line(&mut line).await;
            if read.context("standard input cannot be read")? == 0 {
                return Ok(());
            }
            if line.len() as u64 == LONGEST_LINE && !line.ends_with('\n') {
                anyhow::bail!("a line of standard input is longer than {LONGEST_LINE} bytes");
            }
            let line = line.trim();
            if !line.is_empty() {
                self.take(line, tasks).await;
            }
            while tasks.try_join_next().is_some() {}
        }
    }

    async fn take(&self, line: &str, tasks: &mut JoinSet<()>) {
        let message: Message = match serde_json::from_str(line) {
            Ok(message) => message,
            Err(error) => return self.say(message::parse_error(&format!("the line is no message: {error}"))),
        };
        let is_session = locked(&self.session).id.is_some();
        if let (false, Some(id)) = (is_session, message.cancels()) {
            // Without a session, a request is cancelled by going away.
            if let Some(request) = locked(&self.asked).remove(&id.to_string()) {
                request.abort();
            }
            return;
        }
        // What begins a session is settled before anything else is sent.
        let in_order = message.is("initialize") || !message.is_request();
        let hears = message.is("notifications/initialized");
        let (bridge, line) = (self.clone(), line.to_owned());
        if in_order {
            bridge.pass_on(message, line).await;
            if hears {
                let bridge = self.clone();
                let hearing = tokio::spawn(async move { bridge.hear().await });
                *locked(&self.hearing) = Some(hearing.abort_handle());
            }
            return;
        }
        let id = message.id.as_ref().map(Value::to_string).unwrap_or_default();
        let forget = (Arc::clone(&self.asked), id.clone());
        let task = tasks.spawn(async move {
            bridge.pass_on(message, line).await;
            locked(&forget.0).remove(&forget.1);
        });
        locked(&self.asked).insert(id, task);
    }

    /// Sends a message and says what comes back.
    async fn pass_on(&self, message: Message, line: String) {
        let session = locked(&self.session).clone();
        let outcome = async {
            let mut answer = self.endpoint.send(&message, line, &session).await?;
            if let Some(id) = answer.session.take().filter(|_| message.is("initialize")) {
                locked(&self.session).id = Some(id);
            }
            while let Some(text) = answer.messages.try_next().await? {
                if message.is("initialize") {
                    self.settle(&text);
                }
                self.say(text);
            }
            anyhow::Ok(())
        };
        if let Err(error) = outcome.await {
            match &message.id {
                Some(id) if message.is_request() => self.say(message::error(id, &format!("{error:#}"))),
                _ => remark(&format!("{error:#}")),
            }
        }
    }

    /// Takes the version that the host agreed to.
    fn settle(&self, text: &str) {
        let answer: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(version) = answer.pointer("/result/protocolVersion").and_then(Value::as_str) {
            locked(&self.session).version = HeaderValue::try_from(version).ok();
        }
    }

    /// Says what the host says by itself, for as long as the session lives.
    async fn hear(&self) {
        loop {
            let session = locked(&self.session).clone();
            let Ok(mut news) = self.endpoint.listen(&session).await else { return };
            while let Ok(Some(text)) = news.messages.try_next().await {
                self.say(text);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn say(&self, text: String) {
        // A message is one line; whoever closed standard output hears nothing.
        let _ = self.out.send(text.replace(['\r', '\n'], " "));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

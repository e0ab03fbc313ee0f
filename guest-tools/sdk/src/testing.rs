//! A provider that plays a script, so that a tool can be tested natively.
//!
//! ```
//! use innkeeper_sdk::testing::{Provider, Reply};
//! use innkeeper_sdk::{Method, Request};
//!
//! let provider = Provider::playing([Reply::new(200, r#"{"slug":"site"}"#)]);
//! let response = Request::new(Method::Get, "/user").send().unwrap();
//! assert_eq!(response.status(), 200);
//! assert_eq!(provider.requests().len(), 1);
//! ```

use std::{cell::RefCell, collections::VecDeque};

use crate::{Request, RequestError, log::Level};

thread_local! {
    static SCRIPT: RefCell<Script> = const { RefCell::new(Script::new()) };
}

struct Script {
    replies: VecDeque<Result<Reply, RequestError>>,
    requests: Vec<Request>,
    followed: Vec<String>,
    waits: Vec<u32>,
    lines: Vec<(Level, String)>,
    reports: Vec<(u64, Option<u64>)>,
}

impl Script {
    const fn new() -> Self {
        Self {
            replies: VecDeque::new(),
            requests: Vec::new(),
            followed: Vec::new(),
            waits: Vec::new(),
            lines: Vec::new(),
            reports: Vec::new(),
        }
    }

    fn answer(&mut self) -> Result<Handle, RequestError> {
        self.replies.pop_front().unwrap_or_else(|| Err(script_is_over())).map(Handle)
    }
}

/// A provider that answers this thread's requests from a script, in order, and remembers them. When it is
/// dropped, the script is over.
#[derive(Debug)]
#[must_use = "the script ends when this is dropped"]
pub struct Provider(());

impl Provider {
    /// Answers with these, in this order.
    pub fn playing(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::playing_results(replies.into_iter().map(Ok))
    }

    /// As [`Provider::playing`], with failures among the answers.
    pub fn playing_results(replies: impl IntoIterator<Item = Result<Reply, RequestError>>) -> Self {
        SCRIPT.replace(Script { replies: replies.into_iter().collect(), ..Script::new() });
        Self(())
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        SCRIPT.with_borrow(|script| script.requests.clone())
    }

    /// The links followed so far.
    #[must_use]
    pub fn followed(&self) -> Vec<String> {
        SCRIPT.with_borrow(|script| script.followed.clone())
    }

    /// The waits so far, in milliseconds. None of them took any time.
    #[must_use]
    pub fn waits(&self) -> Vec<u32> {
        SCRIPT.with_borrow(|script| script.waits.clone())
    }

    /// What was reported of the progress so far: so much done, of so much.
    #[must_use]
    pub fn reports(&self) -> Vec<(u64, Option<u64>)> {
        SCRIPT.with_borrow(|script| script.reports.clone())
    }

    /// The log so far.
    #[must_use]
    pub fn lines(&self) -> Vec<(Level, String)> {
        SCRIPT.with_borrow(|script| script.lines.clone())
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        SCRIPT.replace(Script::new());
    }
}

/// One answer of the script.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// An answer with a body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// Adds a header, by its lower-case name.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What stands in for the host's handle.
#[derive(Debug)]
pub(crate) struct Handle(Reply);

impl Handle {
    pub(crate) fn status(&self) -> u16 {
        self.0.status
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.0.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn read(&self, limit: u32) -> Result<Vec<u8>, RequestError> {
        if self.0.body.len() > limit as usize {
            return Err(RequestError::TooLarge { limit: limit.into() });
        }
        Ok(self.0.body.clone())
    }
}

/// A script lets every request go.
pub(crate) fn check(_request: Request) -> Result<(), RequestError> {
    Ok(())
}

pub(crate) fn send(request: Request) -> Result<Handle, RequestError> {
    SCRIPT.with_borrow_mut(|script| {
        script.requests.push(request);
        script.answer()
    })
}

pub(crate) fn follow(link: &str) -> Result<Handle, RequestError> {
    SCRIPT.with_borrow_mut(|script| {
        script.followed.push(link.into());
        script.answer()
    })
}

fn script_is_over() -> RequestError {
    RequestError::Unreachable { message: "the script of this test is over".into(), sent: false }
}

pub(crate) fn wait(milliseconds: u32) {
    SCRIPT.with_borrow_mut(|script| script.waits.push(milliseconds));
}

pub(crate) fn report(done: u64, total: Option<u64>, _message: Option<&str>) {
    SCRIPT.with_borrow_mut(|script| script.reports.push((done, total)));
}

pub(crate) fn write_log(level: Level, message: &str) {
    SCRIPT.with_borrow_mut(|script| script.lines.push((level, message.into())));
}

//! The component's side of the contract: the generated bindings, and the way between their types and the
//! SDK's.
//!
//! Not for authors: `connector!` uses it.

mod answer;
mod manifest;
mod request;

/// The contract's types and functions, as generated.
#[allow(unsafe_code, missing_docs, unreachable_pub, clippy::all)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/0.1.0",
        world: "connector",
        pub_export_macro: true,
        export_macro_name: "export",
        default_bindings_module: "innkeeper_sdk::component::bindings",
    });
}

pub use answer::invoke;
pub use bindings::export;
pub use manifest::describe;

use self::bindings::{
    exports::innkeeper::connector::tools,
    innkeeper::connector::{authenticated_http as http, log, progress},
};
use crate::{Request, RequestError, log::Level};

/// What `describe` returns.
pub type Manifest = tools::Connector;
/// What `invoke` returns.
pub type Answer = Result<tools::Output, tools::Failure>;

/// The host's handle of a response.
#[derive(Debug)]
pub(crate) struct Handle(http::Response);

impl Handle {
    pub(crate) fn status(&self) -> u16 {
        self.0.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    pub(crate) fn read(&self, limit: u32) -> Result<Vec<u8>, RequestError> {
        self.0.read(limit).map_err(RequestError::from)
    }
}

pub(crate) fn check(request: Request) -> Result<(), RequestError> {
    http::check(&request.into()).map_err(RequestError::from)
}

pub(crate) fn send(request: Request) -> Result<Handle, RequestError> {
    http::send(&request.into()).map(Handle).map_err(RequestError::from)
}

pub(crate) fn follow(link: &str) -> Result<Handle, RequestError> {
    http::follow(link).map(Handle).map_err(RequestError::from)
}

pub(crate) fn wait(milliseconds: u32) {
    http::wait(milliseconds);
}

pub(crate) fn report(done: u64, total: Option<u64>, message: Option<&str>) {
    progress::report(done, total, message);
}

pub(crate) fn write_log(level: Level, message: &str) {
    let level = match level {
        Level::Debug => log::Level::Debug,
        Level::Info => log::Level::Info,
        Level::Warn => log::Level::Warn,
        Level::Error => log::Level::Error,
    };
    log::write(level, message);
}

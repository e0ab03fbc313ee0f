//! What the Bitbucket connectors have in common: how Bitbucket names things, and how it has to be asked.
//!
//! - [`Uuid`], [`UserRef`], [`UserId`], [`GroupRef`]: ids, checked by their schema and written as Bitbucket wants them;
//! - [`VariableKey`]: the name of a pipeline variable;
//! - [`Upload`]: a file as an input, as text or base64;
//! - [`NamedFile`] and [`files`]: files that go into a form;
//! - [`FirstByte`]: where in a text or a file to start;
//! - [`filter`]: texts in Bitbucket's query language;
//! - [`revision`]: branches whose names hold slashes, where a path could not tell them from folders;
//! - [`existing`]: updates that must not create;
//! - [`location`]: what an answer without a body says it made;
//! - [`question`]: answers that are only a status.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod existing;
pub mod files;
pub mod filter;
mod first_byte;
mod id;
pub mod location;
mod people;
pub mod question;
pub mod revision;
mod upload;
mod variable;

pub use files::NamedFile;
pub use first_byte::FirstByte;
pub use id::Uuid;
pub use people::{GroupRef, UserId, UserRef};
pub use upload::{Encoding, Upload};
pub use variable::VariableKey;

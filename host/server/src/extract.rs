//! From the bytes of a request to types, once, with errors that name the field.

mod body;
mod component;
mod json;
mod mistake;
mod path;
mod query;

pub(crate) use body::{Unreceived, arrival, receive};
pub(crate) use component::Component;
pub(crate) use json::{Json, written};
pub(crate) use mistake::problem as mistaken;
pub(crate) use path::Path;
pub(crate) use query::Query;

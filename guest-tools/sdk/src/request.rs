//! A request to one of a tool's endpoints.
//!
//! A plain value: nothing leaves before [`Request::send`], so what a tool would send can be looked at in a
//! test.

mod body;
mod mapping;
#[cfg(test)]
mod tests;

pub use body::{Body, Part};
pub use mapping::Mapping;

use crate::{Failure, Method, RequestError, Response, transport};

/// A name and a value, as the host takes them: it does the encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The value, not encoded.
    pub value: String,
}

/// A request to one of a tool's declared endpoints. It names no host and carries no credential: both are the
/// host's.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The declared template, letter for letter.
    pub path: &'static str,
    /// A value for each `{name}` of the template.
    pub params: Vec<Field>,
    /// Query parameters in order; a name may occur more than once.
    pub query: Vec<Field>,
    /// Headers; the host allows `accept`, `if-match`, `if-none-match` and `range`.
    pub headers: Vec<Field>,
    /// What it carries.
    pub body: Option<Body>,
}

impl Request {
    /// A request without parameters. POST, PUT and PATCH start with the body `{}`.
    #[must_use]
    pub fn new(method: Method, path: &'static str) -> Self {
        let body = method.has_body().then(Body::empty_object);
        Self { method, path, params: Vec::new(), query: Vec::new(), headers: Vec::new(), body }
    }

    /// A request to another of the tool's endpoints, with those path parameters of this one that its template
    /// names.
    #[must_use]
    pub fn sibling(&self, method: Method, path: &'static str) -> Self {
        let named = |field: &&Field| path.split('/').any(|segment| placeholder(segment) == Some(&field.name));
        let params = self.params.iter().filter(named).cloned().collect();
        Self { params, ..Self::new(method, path) }
    }

    /// Adds a value for a `{name}` of the template.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push(Field { name: name.into(), value: value.into() });
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push(Field { name: name.into(), value: value.into() });
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push(Field { name: name.into(), value: value.into() });
        self
    }

    /// Replaces the body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// Asks the host whether it would let this request go, and sends nothing. A tool that looks something up first
    /// checks what it is going to do before it looks.
    ///
    /// # Errors
    /// [`Failure::Request`] with the host's reason.
    pub fn check(&self) -> Result<(), Failure> {
        Ok(transport::check(self.clone())?)
    }

    /// Sends it and waits for the head of a good response.
    ///
    /// # Errors
    /// [`Failure::Upstream`] for a status outside 200–299, [`Failure::Request`] where there is no response.
    pub fn send(self) -> Result<Response, Failure> {
        self.send_any()?.into_good()
    }

    /// Sends it and waits for the head of any response, for tools to which a status is an answer.
    ///
    /// # Errors
    /// The reason why there is no response.
    pub fn send_any(self) -> Result<Response, RequestError> {
        transport::send(self).map(Response::new)
    }
}

/// The name in `{name}`.
fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

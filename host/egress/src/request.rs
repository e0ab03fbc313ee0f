//! What a connector asks for.

use bytes::Bytes;
use innkeeper_policy::Method;

/// A request by template. The host, not the connector, makes a URL of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method of a declared endpoint.
    pub method: Method,
    /// The declared template, letter for letter.
    pub template: String,
    /// A value for every `{name}` of the template.
    pub params: Vec<(String, String)>,
    /// Query parameters in order; names may repeat.
    pub query: Vec<(String, String)>,
    /// Request headers; only those of the allow-list pass.
    pub headers: Vec<(String, String)>,
    /// What the request carries.
    pub body: Option<Body>,
}

/// A request's body.
#[derive(Clone, Debug)]
pub enum Body {
    /// A JSON document as text.
    Json(String),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// `multipart/form-data`.
    Multipart(Vec<Part>),
    /// Anything else, with its media type.
    Bytes {
        /// The media type.
        content_type: String,
        /// The bytes.
        content: Bytes,
    },
}

/// One part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// The form field.
    pub name: String,
    /// The file name, where the part is a file.
    pub filename: Option<String>,
    /// The media type, where it is not the default of the provider.
    pub content_type: Option<String>,
    /// The bytes.
    pub content: Bytes,
}

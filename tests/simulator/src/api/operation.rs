//! How an operation is declared, what its handler sees and what it may answer.

use axum::{http::StatusCode, routing::MethodFilter};
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{
    form::FormPart,
    listing::Listing,
    query::Query,
    refusal::Refusal,
    strict::{Property, Shape},
};
use crate::{
    scope::{Granted, Scope},
    world::{UserId, World},
};

/// Answers one operation over the world.
pub(crate) type Handler = fn(&mut World, &Call<'_>) -> Result<Reply, Refusal>;

/// One row of the API: everything that is checked before its handler runs, and the handler.
pub(crate) struct Operation {
    pub(crate) method: MethodFilter,
    /// Below `/2.0`, with `{name}` for each parameter.
    pub(crate) path: &'static str,
    /// All of these are needed, granted or implied.
    pub(crate) scopes: &'static [Scope],
    /// Names that the query may hold besides `fields` and those of the listing.
    pub(crate) query: &'static [Property],
    pub(crate) listing: Listing,
    pub(crate) body: Body,
    pub(crate) handler: Handler,
}

/// What the request may carry.
#[derive(Clone, Copy)]
pub(crate) enum Body {
    None,
    /// A JSON object with these properties and no others.
    Json(&'static [Property]),
    /// A JSON list of such values.
    JsonList(&'static Shape),
    /// A form, `multipart/form-data` or `application/x-www-form-urlencoded`. Its handler reads the parts.
    Form,
}

impl Operation {
    /// A read of one thing.
    pub(crate) const fn get(path: &'static str, scopes: &'static [Scope], handler: Handler) -> Self {
        let method = MethodFilter::GET;
        Self { method, path, scopes, query: &[], listing: Listing::Single, body: Body::None, handler }
    }

    /// A write with a JSON body.
    pub(crate) const fn post(
        path: &'static str,
        scopes: &'static [Scope],
        properties: &'static [Property],
        handler: Handler,
    ) -> Self {
        let body = Body::Json(properties);
        Self { method: MethodFilter::POST, body, ..Self::get(path, scopes, handler) }
    }

    /// A replacement with a JSON body.
    pub(crate) const fn put(
        path: &'static str,
        scopes: &'static [Scope],
        properties: &'static [Property],
        handler: Handler,
    ) -> Self {
        let body = Body::Json(properties);
        Self { method: MethodFilter::PUT, body, ..Self::get(path, scopes, handler) }
    }

    /// A removal.
    pub(crate) const fn delete(path: &'static str, scopes: &'static [Scope], handler: Handler) -> Self {
        Self { method: MethodFilter::DELETE, ..Self::get(path, scopes, handler) }
    }

    /// A write with a form.
    pub(crate) const fn upload(path: &'static str, scopes: &'static [Scope], handler: Handler) -> Self {
        Self { method: MethodFilter::POST, body: Body::Form, ..Self::get(path, scopes, handler) }
    }

    /// The same, with a list for a body.
    pub(crate) const fn with_list(mut self, of: &'static Shape) -> Self {
        self.body = Body::JsonList(of);
        self
    }

    /// The same, with query names of its own.
    pub(crate) const fn with_query(mut self, names: &'static [Property]) -> Self {
        self.query = names;
        self
    }

    /// The same, answering with a collection.
    pub(crate) const fn listed(mut self, listing: Listing) -> Self {
        self.listing = listing;
        self
    }
}

/// One checked request, as its handler sees it.
pub(crate) struct Call<'a> {
    pub(crate) caller: UserId,
    /// What the token may do, for handlers whose scopes depend on the body.
    pub(crate) granted: &'a Granted,
    pub(crate) params: &'a [(String, String)],
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Value,
    /// The parts of a form, in their order.
    pub(crate) form: &'a [FormPart],
    pub(crate) headers: &'a HeaderMap,
    pub(crate) links: &'a Links,
    pub(crate) now: Timestamp,
}

impl Call<'_> {
    /// A parameter of the path, percent-decoded; empty if the path has none of that name.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A text of the body, by JSON pointer.
    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.body.pointer(pointer).and_then(Value::as_str)
    }

    /// A boolean of the body, by JSON pointer.
    pub(crate) fn flag(&self, pointer: &str) -> Option<bool> {
        self.body.pointer(pointer).and_then(Value::as_bool)
    }

    /// An integer of the body, by JSON pointer.
    pub(crate) fn integer(&self, pointer: &str) -> Option<i64> {
        self.body.pointer(pointer).and_then(Value::as_i64)
    }

    /// The members of a list of the body; none if it is absent.
    pub(crate) fn list(&self, pointer: &str) -> &[Value] {
        self.body.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Where the parts of the simulator are reached.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    /// `http://host:port`: pages for people.
    pub(crate) site: String,
    /// The site's `/2.0`.
    pub(crate) api: String,
    /// The storage host: another origin.
    pub(crate) storage: String,
}

impl Links {
    /// A link object's value for something of the API.
    pub(crate) fn api(&self, path: &str) -> Value {
        json!({ "href": format!("{}{path}", self.api) })
    }

    /// A link object's value for a page.
    pub(crate) fn site(&self, path: &str) -> Value {
        json!({ "href": format!("{}{path}", self.site) })
    }
}

/// A text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// What a handler answers.
pub(crate) enum Reply {
    /// One JSON object.
    Object { status: StatusCode, value: Value, location: Option<String> },
    /// Some things, to be filtered, sorted and paged.
    Collection(Collection),
    /// A status alone, perhaps with a place to go to.
    Empty { status: StatusCode, location: Option<String> },
    /// Bytes that may be read in ranges.
    Download { content_type: String, bytes: Vec<u8> },
}

impl Reply {
    /// 200 with an object.
    pub(crate) const fn found(value: Value) -> Self {
        Self::Object { status: StatusCode::OK, value, location: None }
    }

    /// 201 with an object.
    pub(crate) const fn created(value: Value) -> Self {
        Self::Object { status: StatusCode::CREATED, value, location: None }
    }

    /// 201 with an object, and where it is from now on: a path of the API.
    pub(crate) fn created_at(value: Value, links: &Links, path: &str) -> Self {
        let location = Some(format!("{}{path}", links.api));
        Self::Object { status: StatusCode::CREATED, value, location }
    }

    /// 204.
    pub(crate) const fn nothing() -> Self {
        Self::Empty { status: StatusCode::NO_CONTENT, location: None }
    }

    /// 202 with the place to ask at.
    pub(crate) const fn accepted(location: String) -> Self {
        Self::Empty { status: StatusCode::ACCEPTED, location: Some(location) }
    }

    /// 301: the thing itself is there, for good.
    pub(crate) const fn moved(location: String) -> Self {
        Self::Empty { status: StatusCode::MOVED_PERMANENTLY, location: Some(location) }
    }

    /// 302: the thing itself is there.
    pub(crate) const fn found_at(location: String) -> Self {
        Self::Empty { status: StatusCode::FOUND, location: Some(location) }
    }

    /// 307: ask there.
    pub(crate) const fn elsewhere(location: String) -> Self {
        Self::Empty { status: StatusCode::TEMPORARY_REDIRECT, location: Some(location) }
    }

    /// `text/plain`.
    pub(crate) fn text(content: impl Into<String>) -> Self {
        let content_type = "text/plain; charset=utf-8".to_owned();
        Self::Download { content_type, bytes: content.into().into_bytes() }
    }

    /// `application/octet-stream`.
    pub(crate) fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Download { content_type: "application/octet-stream".to_owned(), bytes: bytes.into() }
    }
}

/// The whole of a collection, rendered in full.
pub(crate) struct Collection {
    pub(crate) items: Vec<Value>,
    /// Paths that items only show when `fields` asks for them.
    pub(crate) hidden: &'static [&'static str],
    /// Members of the envelope besides the usual ones.
    pub(crate) extra: Map<String, Value>,
}

impl Collection {
    /// Items that show all they have.
    pub(crate) fn of(items: Vec<Value>) -> Self {
        Self { items, hidden: &[], extra: Map::new() }
    }
}

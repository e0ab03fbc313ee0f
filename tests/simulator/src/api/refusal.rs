//! Answers that say no, in Bitbucket's error shape.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::scope::{Granted, Scope};

/// An error answer.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
    detail: Option<Value>,
    fields: Map<String, Value>,
    data: Option<Value>,
}

impl Refusal {
    /// An error with a message and nothing more.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), detail: None, fields: Map::new(), data: None }
    }

    /// 400 with a message.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 that names a field of the body or a name of the query.
    pub(crate) fn field(name: &str, problem: &str) -> Self {
        Self::fields([(name.to_owned(), problem.to_owned())])
    }

    /// 400 that names several.
    pub(crate) fn fields(problems: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields = Map::new();
        for (name, problem) in problems {
            if let Value::Array(known) = fields.entry(name).or_insert_with(|| json!([])) {
                known.push(Value::String(problem));
            }
        }
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let message = format!("Bad request: {}", names.join(", "));
        Self { fields, ..Self::bad_request(message) }
    }

    /// 404 with a message.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 404 for a repository that does not exist or may not be seen.
    pub(crate) fn no_repository(workspace: &str, slug: &str) -> Self {
        Self::not_found(format!("Repository {workspace}/{slug} not found"))
    }

    /// 404 for a revision that names no commit, or several.
    pub(crate) fn no_commit(revision: &str) -> Self {
        Self::not_found("Commit not found").with_data(json!({ "shas": [revision] }))
    }

    /// 404 for a path that is no operation.
    pub(crate) fn unknown_resource() -> Self {
        Self::not_found("Resource not found").with_detail("There is no API hosted at this URL.".into())
    }

    /// 405.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
    }

    /// 401.
    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 403 with a message.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 403 that says which scopes are asked for and which the token has.
    pub(crate) fn scopes_missing(required: &[Scope], granted: &Granted) -> Self {
        let required: Vec<&str> = required.iter().map(|scope| scope.name()).collect();
        let detail = json!({ "required": required, "granted": granted.names() });
        let message = "Your credentials lack one or more required privilege scopes.";
        Self::new(StatusCode::FORBIDDEN, message).with_detail(detail)
    }

    /// 409.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// The same, with a detail.
    pub(crate) fn with_detail(self, detail: Value) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// The same, with data for programs.
    pub(crate) fn with_data(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = Map::from_iter([("message".to_owned(), Value::String(self.message))]);
        if let Some(detail) = self.detail {
            error.insert("detail".to_owned(), detail);
        }
        if !self.fields.is_empty() {
            error.insert("fields".to_owned(), Value::Object(self.fields));
        }
        if let Some(data) = self.data {
            error.insert("data".to_owned(), data);
        }
        (self.status, Json(json!({ "type": "error", "error": error }))).into_response()
    }
}

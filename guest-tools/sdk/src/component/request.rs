//! Requests and the reasons why they have no response.

use super::http;
use crate::{Body, Field, Method, Part, Request, RequestError};

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::Get,
            Method::Post => Self::Post,
            Method::Put => Self::Put,
            Method::Patch => Self::Patch,
            Method::Delete => Self::Delete,
        }
    }
}

impl From<Request> for http::Request {
    fn from(request: Request) -> Self {
        Self {
            method: request.method.into(),
            path: request.path.into(),
            params: fields(request.params),
            query: fields(request.query),
            headers: fields(request.headers),
            body: request.body.map(http::Body::from),
        }
    }
}

fn fields(fields: Vec<Field>) -> Vec<http::Field> {
    fields.into_iter().map(|Field { name, value }| http::Field { name, value }).collect()
}

impl From<Body> for http::Body {
    fn from(body: Body) -> Self {
        match body {
            Body::Json(document) => Self::Json(document.to_string()),
            Body::Form(form) => Self::Form(fields(form)),
            Body::Multipart(parts) => Self::Multipart(parts.into_iter().map(http::Part::from).collect()),
            Body::Bytes { content_type, content } => Self::Bytes(http::Blob { content_type, content }),
        }
    }
}

impl From<Part> for http::Part {
    fn from(Part { name, filename, content_type, content }: Part) -> Self {
        Self { name, filename, content_type, content }
    }
}

impl From<http::Error> for RequestError {
    fn from(error: http::Error) -> Self {
        match error {
            http::Error::Denied(http::Denial { layer, rule, fix }) => Self::Denied { layer, rule, fix },
            http::Error::AuthorizationRequired(why) => Self::AuthorizationRequired(why),
            http::Error::RateLimited(retry_after_ms) => Self::RateLimited { retry_after_ms },
            http::Error::TooLarge(limit) => Self::TooLarge { limit },
            http::Error::TimedOut(sent) => Self::TimedOut { sent },
            http::Error::Unreachable(http::Unreachable { message, sent }) => {
                Self::Unreachable { message, sent }
            }
        }
    }
}

impl From<RequestError> for http::Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Denied { layer, rule, fix } => Self::Denied(http::Denial { layer, rule, fix }),
            RequestError::AuthorizationRequired(why) => Self::AuthorizationRequired(why),
            RequestError::RateLimited { retry_after_ms } => Self::RateLimited(retry_after_ms),
            RequestError::TooLarge { limit } => Self::TooLarge(limit),
            RequestError::TimedOut { sent } => Self::TimedOut(sent),
            RequestError::Unreachable { message, sent } => {
                Self::Unreachable(http::Unreachable { message, sent })
            }
        }
    }
}

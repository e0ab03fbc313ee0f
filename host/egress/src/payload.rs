//! Request bodies, checked and ready to be sent more than once.

use bytes::Bytes;
use http::{HeaderValue, header};
use innkeeper_policy::Method;
use reqwest::multipart::{Form, Part as FormPart};
use reqwest::{Client, Request, RequestBuilder};

use crate::request::{Body, Part};
use crate::{SendError, session::encode_pairs};

/// A body that can be sent again after a 401.
#[derive(Debug)]
pub(crate) enum Payload {
    None,
    Bytes { content_type: HeaderValue, content: Bytes },
    Multipart(Vec<Part>),
}

/// A payload, and the JSON document in it, which policy looks into.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) payload: Payload,
    pub(crate) json: Option<serde_json::Value>,
}

impl Payload {
    /// Checks a body. A method that carries one gets `{}` where the connector gave none: Bitbucket answers 400 or 411
    /// to an empty one (facts, trap 13).
    pub(crate) fn prepare(method: Method, body: Option<Body>) -> Result<Prepared, SendError> {
        match (body, method) {
            (None, Method::Get | Method::Delete) => Ok(Prepared { payload: Self::None, json: None }),
            (None, Method::Post | Method::Put | Method::Patch) => Self::json("{}"),
            (Some(_), Method::Get) => Err(SendError::Body { reason: "a GET carries no body".to_owned() }),
            (Some(body), _) => Self::given(body),
        }
    }

    fn given(body: Body) -> Result<Prepared, SendError> {
        let payload = match body {
            Body::Json(text) => return Self::json(&text),
            Body::Form(fields) => Self::Bytes {
                content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
                content: encode_pairs(&fields).into(),
            },
            Body::Multipart(parts) => Self::Multipart(parts),
            Body::Bytes { content_type, content } => {
                Self::Bytes { content_type: media_type(&content_type)?, content }
            }
        };
        Ok(Prepared { payload, json: None })
    }

    /// The document is parsed and written anew: what policy looks at is then what the provider gets, even where a name
    /// stands in it twice.
    fn json(text: &str) -> Result<Prepared, SendError> {
        let not_json = |error: serde_json::Error| SendError::Body { reason: format!("not JSON: {error}") };
        let json: serde_json::Value = serde_json::from_str(text).map_err(not_json)?;
        let content = serde_json::to_vec(&json).map_err(not_json)?;
        let content_type = HeaderValue::from_static("application/json");
        Ok(Prepared { payload: Self::Bytes { content_type, content: content.into() }, json: Some(json) })
    }

    /// Bytes of content, without a multipart body's boundaries.
    pub(crate) fn len(&self) -> u64 {
        let bytes = match self {
            Self::None => 0,
            Self::Bytes { content, .. } => content.len(),
            Self::Multipart(parts) => parts.iter().map(|part| part.content.len()).sum(),
        };
        bytes as u64
    }

    /// Puts the body into a request.
    pub(crate) fn attach(&self, client: &Client, mut request: Request) -> Result<Request, SendError> {
        match self {
            Self::None => {}
            Self::Bytes { content_type, content } => {
                request.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
                *request.body_mut() = Some(content.clone().into());
            }
            Self::Multipart(parts) => {
                let request = RequestBuilder::from_parts(client.clone(), request).multipart(form(parts)?);
                return request.build().map_err(|error| SendError::Body { reason: error.to_string() });
            }
        }
        Ok(request)
    }
}

/// Names stand in the form as they are, escaped the way browsers do. The client's own escaping is RFC 5987's, which RFC
/// 7578 §4.2 rules out for forms and servers do not read: the path of a committed file is such a name.
fn form(parts: &[Part]) -> Result<Form, SendError> {
    let form = Form::new().percent_encode_noop();
    parts.iter().try_fold(form, |form, part| Ok(form.part(escaped(&part.name), form_part(part)?)))
}

/// A name that cannot leave its quotes (WHATWG HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

fn form_part(part: &Part) -> Result<FormPart, SendError> {
    let length = part.content.len() as u64;
    let mut made = FormPart::stream_with_length(part.content.clone(), length);
    if let Some(filename) = &part.filename {
        made = made.file_name(escaped(filename));
    }
    match &part.content_type {
        None => Ok(made),
        Some(media) => made
            .mime_str(media)
            .map_err(|_| SendError::Body { reason: format!("`{media}` is not a media type") }),
    }
}

fn media_type(text: &str) -> Result<HeaderValue, SendError> {
    HeaderValue::from_str(text)
        .map_err(|_| SendError::Body { reason: format!("`{text}` is not a media type") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_without_a_body_sends_an_empty_object() {
        let prepared = Payload::prepare(Method::Post, None).unwrap();
        assert!(matches!(prepared.payload, Payload::Bytes { content, .. } if content == "{}"));
    }

    #[test]
    fn a_name_that_stands_twice_is_sent_once_as_policy_saw_it() {
        let body = Body::Json(r#"{"workspace":{"slug":"ours"},"workspace":{"slug":"theirs"}}"#.to_owned());
        let prepared = Payload::prepare(Method::Post, Some(body)).unwrap();
        let Payload::Bytes { content, .. } = prepared.payload else { panic!("bytes expected") };
        assert_eq!(content, r#"{"workspace":{"slug":"theirs"}}"#);
        assert_eq!(prepared.json.unwrap()["workspace"]["slug"], "theirs");
    }

    #[test]
    fn a_name_in_a_form_cannot_become_a_header() {
        assert_eq!(escaped("/src/a b.rs"), "/src/a b.rs");
        assert_eq!(escaped("x\"\r\nauthorization: y"), "x%22%0D%0Aauthorization: y");
    }

    #[test]
    fn text_that_is_not_json_is_refused() {
        let body = Body::Json("{\"a\":".to_owned());
        assert!(matches!(Payload::prepare(Method::Put, Some(body)), Err(SendError::Body { .. })));
    }
}

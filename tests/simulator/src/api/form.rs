//! Forms: what uploads come in.
//!
//! `multipart/form-data` (RFC 7578) and `application/x-www-form-urlencoded`; both become the same list of parts.

use axum::body::Body;
use http::{HeaderMap, header};

use super::refusal::Refusal;

/// One field of a form, or one file.
pub(crate) struct FormPart {
    pub(crate) name: String,
    /// Of a file only.
    pub(crate) filename: Option<String>,
    /// Bitbucket's own parameter of `content-disposition`, which says that a file may be run.
    pub(crate) attributes: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl FormPart {
    /// The bytes as text; none where they are not UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// Reads a form.
pub(crate) fn read(headers: &HeaderMap, bytes: &[u8]) -> Result<Vec<FormPart>, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Ok(url::form_urlencoded::parse(bytes).map(plain).collect());
    }
    let boundary = multer::parse_boundary(kind)
        .map_err(|_| Refusal::bad_request("the body must be multipart/form-data or urlencoded"))?;
    let body = Body::from(bytes.to_vec()).into_data_stream();
    futures_util::FutureExt::now_or_never(parts(multer::Multipart::new(body, boundary)))
        .unwrap_or_else(|| Err(multer::Error::IncompleteStream))
        .map_err(|error| Refusal::bad_request(format!("the form cannot be read: {error}")))
}

fn plain((name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> FormPart {
    FormPart {
        name: name.into_owned(),
        filename: None,
        attributes: None,
        bytes: value.into_owned().into_bytes(),
    }
}

/// The whole body is there already, so this never waits.
async fn parts(mut form: multer::Multipart<'_>) -> Result<Vec<FormPart>, multer::Error> {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().map(str::to_owned);
        let attributes = attributes(field.headers());
        parts.push(FormPart { name, filename, attributes, bytes: field.bytes().await?.to_vec() });
    }
    Ok(parts)
}

/// `x-attributes="…"` of a part.
fn attributes(headers: &HeaderMap) -> Option<String> {
    let disposition = String::from_utf8_lossy(headers.get(header::CONTENT_DISPOSITION)?.as_bytes());
    let (_, after) = disposition.split_once("; x-attributes=\"")?;
    after.split_once('"').map(|(attributes, _)| attributes.to_owned())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    #[test]
    fn both_kinds_of_form_are_read() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nhello\r\n\
            --x\r\nContent-Disposition: form-data; name=\"src/a.rs\"; filename=\"a.rs\"\r\n\r\nfn main() {}\r\n--x--\r\n";
        let parts = read(&headers("multipart/form-data; boundary=x"), multipart.as_bytes()).unwrap();
        let seen: Vec<_> =
            parts.iter().map(|part| (part.name.as_str(), part.filename.as_deref(), part.text())).collect();
        assert_eq!(seen[0], ("message", None, Some("hello")));
        assert_eq!(seen[1], ("src/a.rs", Some("a.rs"), Some("fn main() {}")));
        let parts = read(&headers("application/x-www-form-urlencoded"), b"branch=a%2Fb&files=x").unwrap();
        assert_eq!((parts[0].name.as_str(), parts[0].text()), ("branch", Some("a/b")));
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn a_broken_form_is_refused() {
        assert!(read(&headers("multipart/form-data; boundary=x"), b"--x\r\nContent-Disp").is_err());
        assert!(read(&headers("application/json"), b"{}").is_err());
    }
}

//! The bytes of a file as an answer.
//!
//! The host shapes an answer by its media type: JSON as JSON, `text/…` as text, anything else as base64. A file's media type
//! is only a guess of its provider's by the file's name, and a bad adviser: `.ts` is a film to it, `.json` would lose its
//! white space, and a text in another encoding than UTF-8 would lose its letters. So the content decides: what is UTF-8 and
//! holds no NUL is text, anything else is base64, and both come back unaltered.

use bitbucket::FirstByte;
use innkeeper_sdk::{RequestError, prelude::*};

#[cfg(test)]
mod tests;

/// What is longer is not looked into: an instance has little memory. The media type decides then.
const MOST_LOOKED_AT: u32 = 8 << 20;

const TEXT: &str = "text/plain";
const BYTES: &str = "application/octet-stream";

/// What the bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Binary,
}

/// Answers with the content of a file from `offset` on, which the request has asked for with a range.
///
/// # Errors
/// [`Failure::InvalidInput`] where the provider sent the whole file all the same and the rest of it is not text, or there is
/// no rest; [`Failure::Request`] where the body did not come.
pub(crate) fn answer(response: Response, offset: Option<FirstByte>) -> Result<Output, Failure> {
    // 206 says that the range was heeded; anything else is the whole file (RFC 9110 §14.2).
    let missed = if response.status() == 206 { 0 } else { offset.map_or(0, FirstByte::get) };
    match response.bytes(MOST_LOOKED_AT) {
        Ok(bytes) if missed > 0 => rest(bytes, missed),
        Ok(bytes) if bytes.is_empty() => Ok(Output::text("")),
        Ok(bytes) => {
            let kind = kind(&bytes);
            Ok(pass_on(response, Some(kind)))
        }
        Err(RequestError::TooLarge { .. }) if missed == 0 => Ok(pass_on(response, None)),
        Err(error) => Err(error.into()),
    }
}

/// Whether the answer says that it is JSON, as the host reads that.
pub(crate) fn is_json(response: &Response) -> bool {
    essence(response).ends_with("json")
}

/// The media type without its parameters.
fn essence(response: &Response) -> String {
    let declared = response.header("content-type").unwrap_or_default();
    declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn kind(bytes: &[u8]) -> Kind {
    if !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() { Kind::Text } else { Kind::Binary }
}

/// Passes the response on under a media type that keeps the host from altering it.
fn pass_on(response: Response, kind: Option<Kind>) -> Output {
    let essence = essence(&response);
    let is_json = is_json(&response);
    let is_text = essence.starts_with("text/") && !is_json;
    match kind {
        Some(Kind::Text) if !is_text => response.pass_on_as(TEXT),
        Some(Kind::Binary) if is_text || is_json || essence.is_empty() => response.pass_on_as(BYTES),
        // JSON is UTF-8 (RFC 8259 §8.1).
        None if is_json => response.pass_on_as(TEXT),
        None if essence.is_empty() => response.pass_on_as(BYTES),
        _ => response.pass_on(),
    }
}

/// The rest of a file that came whole though only its rest was asked for: without what was read before.
fn rest(whole: Vec<u8>, missed: u64) -> Result<Output, Failure> {
    let length = whole.len();
    let start = usize::try_from(missed).unwrap_or(usize::MAX);
    if start > length {
        return Err(Failure::invalid("offset", format!("is behind the end: the file has {length} bytes")));
    }
    let rest = whole.get(start..).filter(|rest| kind(rest) == Kind::Text);
    match rest.and_then(|rest| std::str::from_utf8(rest).ok()) {
        Some(text) => Ok(Output::text(text)),
        None => Err(Failure::invalid(
            "offset",
            "the provider sends this file only as a whole, and the rest of it is not text: leave `offset` out and raise \
             `max_bytes`",
        )),
    }
}

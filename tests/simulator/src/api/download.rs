//! Bytes that may be read in ranges (RFC 9110, section 14): pipeline logs, here and at the storage host.

#[cfg(test)]
mod tests;

use std::ops::Range;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::answer::etag;

/// What a `Range` header asks of some bytes.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<usize>),
    Nothing,
}

/// Answers with the bytes, the part asked for (206), that there is no such part (416), or that nothing changed (304).
pub(crate) fn download(bytes: Vec<u8>, content_type: &str, headers: &HeaderMap) -> Response {
    let total = bytes.len();
    let tag = etag(&bytes);
    if header_text(headers, &header::IF_NONE_MATCH) == Some(tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let wanted = header_text(headers, &header::RANGE).map_or(Wanted::Whole, |text| range(text, total));
    let mut response = match wanted {
        Wanted::Whole => bytes.into_response(),
        Wanted::Part(part) => {
            let place = format!("bytes {}-{}/{total}", part.start, part.end - 1);
            let part = bytes.get(part).map(<[u8]>::to_vec).unwrap_or_default();
            (StatusCode::PARTIAL_CONTENT, [(header::CONTENT_RANGE, place)], part).into_response()
        }
        Wanted::Nothing => {
            let place = format!("bytes */{total}");
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, place)]).into_response()
        }
    };
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    response
}

fn header_text<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Reads a header with one range; anything else is ignored, as the standard allows.
fn range(text: &str, total: usize) -> Wanted {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), _) if first >= total => Wanted::Nothing,
        (Ok(first), Ok(last)) if last >= first => Wanted::Part(first..last.saturating_add(1).min(total)),
        (Ok(first), Err(_)) if last.is_empty() => Wanted::Part(first..total),
        (Err(_), Ok(0)) if first.is_empty() => Wanted::Nothing,
        (Err(_), Ok(length)) if first.is_empty() && total > 0 => {
            Wanted::Part(total.saturating_sub(length)..total)
        }
        _ => Wanted::Whole,
    }
}

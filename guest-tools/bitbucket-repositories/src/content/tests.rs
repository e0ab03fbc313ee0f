use innkeeper_sdk::{
    Failure, Method, Output, Request, Response,
    testing::{Provider, Reply},
};
use serde_json::{from_value, json};

use super::*;

fn received(reply: Reply) -> Response {
    let _provider = Provider::playing([reply]);
    Request::new(Method::Get, "/user").send().unwrap()
}

/// The media type that a body is passed on under: its own, or another.
fn media_type(declared: &str, body: &[u8]) -> String {
    let response = received(Reply::new(200, body).header("content-type", declared));
    match answer(response, None).unwrap() {
        Output::Upstream { content_type, .. } => content_type.unwrap_or_else(|| declared.to_owned()),
        other => panic!("not passed on: {other:?}"),
    }
}

fn from(offset: u64) -> Option<FirstByte> {
    Some(from_value(json!(offset)).unwrap())
}

#[test]
fn text_is_text_whatever_its_name_suggests() {
    for declared in ["video/mp2t", "application/json", "application/octet-stream", "image/svg+xml", ""] {
        assert_eq!(media_type(declared, b"{\n}"), "text/plain", "{declared}");
    }
    assert_eq!(media_type("text/markdown", "# Über".as_bytes()), "text/markdown");
}

#[test]
fn what_is_no_text_keeps_every_byte() {
    let latin = b"caf\xe9";
    for declared in ["text/plain", "text/plain; charset=utf-8", "application/json", ""] {
        assert_eq!(media_type(declared, latin), "application/octet-stream", "{declared}");
    }
    assert_eq!(media_type("image/png", b"\x89PNG\0"), "image/png");
    assert_eq!(media_type("text/plain", b"a\0b"), "application/octet-stream");
}

#[test]
fn an_empty_file_is_an_empty_text() {
    let output = answer(received(Reply::new(200, "")), None).unwrap();
    assert!(matches!(output, Output::Text { content, .. } if content.is_empty()));
}

#[test]
fn a_file_too_long_to_look_into_goes_by_its_media_type() {
    let long = vec![b'a'; MOST_LOOKED_AT as usize + 1];
    assert_eq!(media_type("application/json", &long), "text/plain");
    assert_eq!(media_type("text/csv", &long), "text/csv");
    assert_eq!(media_type("application/zip", &long), "application/zip");
    assert_eq!(media_type("", &long), "application/octet-stream");
}

#[test]
fn the_rest_of_a_file_is_passed_on_as_it_came() {
    let output = answer(received(Reply::new(206, "lo")), from(3)).unwrap();
    assert!(matches!(output, Output::Upstream { response, .. } if response.bytes(9).unwrap() == b"lo"));
}

#[test]
fn where_the_range_was_ignored_what_was_read_before_is_left_out() {
    let whole = |offset| answer(received(Reply::new(200, "héllo")), from(offset));
    assert!(matches!(whole(3), Ok(Output::Text { content, .. }) if content == "llo"));
    assert!(matches!(whole(6), Ok(Output::Text { content, .. }) if content.is_empty()));
    assert!(matches!(whole(0), Ok(Output::Upstream { .. })));
    // In the middle of a character, and behind the end.
    for offset in [2, 7] {
        assert!(
            matches!(whole(offset), Err(Failure::InvalidInput { path, .. }) if path == "/offset"),
            "{offset}"
        );
    }
}

#[test]
fn where_the_range_was_ignored_bytes_are_not_passed_off_as_the_rest() {
    let failure = answer(received(Reply::new(200, *b"ab\0\xff")), from(1)).unwrap_err();
    assert!(matches!(failure, Failure::InvalidInput { path, .. } if path == "/offset"));
}

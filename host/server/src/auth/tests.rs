use axum::http::HeaderValue;
use proptest::prelude::*;

use super::*;

fn with(values: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
    }
    headers
}

#[test]
fn the_scheme_is_taken_in_any_case() {
    for value in ["Bearer ik_1_x", "bearer ik_1_x", "BEARER ik_1_x"] {
        assert_eq!(bearer(&with(&[value])).ok(), Some("ik_1_x"));
    }
}

#[test]
fn no_header_two_headers_and_other_schemes_are_refused() {
    let refused: [&[&str]; 7] = [
        &[],
        &["Bearer a", "Bearer a"],
        &["Bearer"],
        &["Bearer "],
        &["Bearer a b"],
        &["Basic YTpi"],
        &["Bearer  a"],
    ];
    for values in refused {
        assert!(bearer(&with(values)).is_err(), "{values:?} was taken");
    }
}

#[test]
fn a_wrong_token_is_told_from_none_and_from_a_wrong_request() {
    let fault = |values: &[&str]| bearer(&with(values)).err().map(|(fault, _)| fault);
    for nothing in [&[][..], &["Basic YTpi"], &["Negotiate"], &[""]] {
        assert_eq!(fault(nothing), Some(Fault::Nothing), "{nothing:?}");
    }
    for token in ["Bearer", "Bearer ", "bearer a b", "Bearer  a"] {
        assert_eq!(fault(&[token]), Some(Fault::Token), "{token}");
    }
    assert_eq!(fault(&["Bearer a", "Basic b"]), Some(Fault::Request));
}

proptest! {
    #[test]
    fn what_is_taken_is_what_was_sent(value in "[ -~]{0,40}") {
        if let Ok(token) = bearer(&with(&[&value])) {
            prop_assert!(value.ends_with(token) && !token.contains(' '));
        }
    }
}

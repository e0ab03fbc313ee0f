use proptest::prelude::*;

use super::*;

fn code(query: &str) -> Option<(String, String)> {
    match parse(query)? {
        (state, ConsentAnswer::Code(code)) => Some((state, code)),
        (_, ConsentAnswer::Error { .. }) => None,
    }
}

#[test]
fn a_code_comes_with_its_state() {
    let expected = Some(("s".to_owned(), "a+b c".to_owned()));
    assert_eq!(code("code=a%2Bb+c&state=s&session_state=other"), expected);
}

#[test]
fn a_missing_empty_or_doubled_parameter_is_no_answer() {
    for query in [
        "",
        "code=c",
        "state=s",
        "code=&state=s",
        "code=c&state=",
        "code=c&code=d&state=s",
        "code=c&state=s&state=t",
    ] {
        assert!(parse(query).is_none(), "{query} was taken");
    }
}

#[test]
fn an_error_wins_over_a_code() {
    let parsed = parse("code=c&state=s&error=access_denied&error_description=no");
    let Some((state, ConsentAnswer::Error { error, description })) = parsed else {
        panic!("a code was taken")
    };
    assert_eq!((state.as_str(), error.as_str(), description.as_deref()), ("s", "access_denied", Some("no")));
}

proptest! {
    #[test]
    fn any_query_is_an_answer_or_none(query in ".{0,200}") {
        if let Some((state, _)) = parse(&query) {
            prop_assert!(!state.is_empty());
        }
    }
}

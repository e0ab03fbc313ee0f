use serde_json::{Value, json};

use super::*;
use crate::{
    Method,
    testing::{Provider, Reply},
};

const LIST: &str = "/repositories/{workspace}";

fn asked(max_items: u64) -> Asked<'static> {
    Asked { largest: 50, page: None, max_items: Some(max_items), next: None }
}

fn list() -> Request {
    Request::new(Method::Get, LIST).param("workspace", "acme")
}

/// A page with these entries, and a link to the next one.
fn page(entries: std::ops::Range<u32>, next: Option<&str>) -> Reply {
    let mut page = json!({ "values": entries.collect::<Vec<u32>>(), "size": 120, "pagelen": 50 });
    if let Some(next) = next {
        page["next"] = json!(next);
    }
    Reply::new(200, page.to_string())
}

fn document(output: Result<Output, Failure>) -> Value {
    match output {
        Ok(Output::Json(document)) => serde_json::from_str(&document).unwrap(),
        other => panic!("no document: {other:?}"),
    }
}

fn sent_length(provider: &Provider) -> String {
    let query = provider.requests()[0].query.clone();
    query.into_iter().find(|field| field.name == "pagelen").unwrap().value
}

#[test]
fn without_max_items_a_page_is_passed_on() {
    let provider = Provider::playing([page(0..50, Some("two"))]);
    let output = Asked { max_items: None, ..asked(1) }.answer(list()).unwrap();
    assert!(matches!(output, Output::Upstream { .. }));
    assert_eq!(provider.requests(), [list()]);
}

#[test]
fn pages_are_read_until_there_are_enough() {
    let provider = Provider::playing([
        page(0..40, Some("two")),
        page(40..80, Some("three")),
        page(80..120, Some("four")),
    ]);
    let answer = document(asked(120).answer(list()));
    assert_eq!(answer["values"], json!((0..120).collect::<Vec<u32>>()));
    assert_eq!((&answer["next"], &answer["size"]), (&json!("four"), &json!(120)));
    assert_eq!(provider.followed(), ["two", "three"]);
}

#[test]
fn pages_are_as_long_as_divides_what_is_wanted() {
    for (wanted, length) in
        [(1, "1"), (50, "50"), (51, "25"), (70, "35"), (101, "33"), (150, "50"), (1000, "50")]
    {
        let provider = Provider::playing([page(0..1, None)]);
        document(asked(wanted).answer(list()));
        assert_eq!(sent_length(&provider), length, "{wanted}");
    }
}

#[test]
fn a_page_length_that_was_asked_for_is_kept_to() {
    let provider = Provider::playing([page(0..10, None)]);
    document(asked(20).answer(list().query("pagelen", "10")));
    assert_eq!(sent_length(&provider), "10");
}

#[test]
fn the_last_page_has_nothing_after_it() {
    let _provider = Provider::playing([page(0..3, None)]);
    let answer = document(asked(20).answer(list()));
    assert_eq!(answer, json!({ "values": [0, 1, 2], "size": 120 }));
}

#[test]
fn a_page_that_would_be_too_much_is_left_for_the_next_call() {
    let provider = Provider::playing([page(0..10, Some("two")), page(10..20, Some("three"))]);
    let answer = document(asked(15).answer(list()));
    assert_eq!(answer["values"], json!((0..10).collect::<Vec<u32>>()));
    assert_eq!(answer["next"], "two");
    assert_eq!(provider.followed(), ["two"]);
}

#[test]
fn a_first_page_that_is_too_long_is_cut_and_says_so() {
    let _provider = Provider::playing([page(0..10, Some("two"))]);
    let answer = document(asked(4).answer(list()));
    assert_eq!(answer, json!({ "values": [0, 1, 2, 3], "size": 120, "left_out": 6 }));
}

#[test]
fn the_end_of_the_request_budget_is_where_to_go_on() {
    let limit = RequestError::Denied { layer: "limit".into(), rule: "r".into(), fix: "f".into() };
    let _provider = Provider::playing_results([Ok(page(0..10, Some("two"))), Err(limit)]);
    let answer = document(asked(50).answer(list()));
    assert_eq!((answer["values"].as_array().unwrap().len(), &answer["next"]), (10, &json!("two")));
}

#[test]
fn a_page_that_fails_fails_the_call() {
    let _provider = Provider::playing([page(0..10, Some("two")), Reply::new(500, "{}")]);
    assert!(matches!(asked(50).answer(list()), Err(Failure::Upstream(response)) if response.status() == 500));
}

#[test]
fn going_on_reads_what_was_linked() {
    let provider = Provider::playing([page(50..100, None)]);
    let output = Asked { max_items: None, next: Some("two"), ..asked(1) }.answer(list()).unwrap();
    assert!(matches!(output, Output::Upstream { .. }));
    assert_eq!((provider.followed().len(), provider.requests().len()), (1, 0));
}

#[test]
fn going_on_and_a_page_contradict_each_other() {
    let provider = Provider::playing([]);
    let failure = Asked { page: Some(2), next: Some("two"), ..asked(1) }.answer(list());
    assert!(matches!(failure, Err(Failure::InvalidInput { path, .. }) if path == "/page"));
    assert_eq!(provider.requests().len() + provider.followed().len(), 0);
}

#[test]
fn a_list_of_fields_keeps_the_way_to_the_next_page() {
    for (given, sent) in [
        ("values.slug", "values.slug,next"),
        ("values.slug,next", "values.slug,next"),
        ("-values.links", "-values.links"),
        ("+values.reviewers", "+values.reviewers"),
        ("", ""),
    ] {
        let mut fields = given.to_owned();
        keep_next(&mut fields);
        assert_eq!(fields, sent);
    }
}

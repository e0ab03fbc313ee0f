//! The check itself: a request that is wrong is seen to be wrong.

mod forms;

use axum::http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};

use crate::answers::HASH;
use crate::declared::Declared;
use crate::decoded::Decoded;
use crate::facts::{Facts, Kind};
use crate::recorder::Seen;
use crate::request_check;
use crate::trace::Trace;

const PULL_REQUESTS: &str = "/repositories/acme/shop/pullrequests";

fn seen(method: &str, path: &str, query: Option<&str>, media: &'static str, body: &str) -> Seen {
    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_static("Bearer token"));
    if !media.is_empty() {
        headers.insert("content-type", HeaderValue::from_static(media));
    }
    Seen {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        headers,
        body: body.to_owned().into(),
        is_followed: false,
    }
}

fn post(path: &str, body: &Value) -> Seen {
    seen("POST", path, None, "application/json", &body.to_string())
}

/// What is wrong with a request by itself.
fn faults(seen: &Seen) -> Vec<String> {
    let facts = Facts::read();
    match Decoded::of(seen, &facts) {
        Ok(request) => request_check::faults(seen, &request, None),
        Err(fault) => vec![fault],
    }
}

/// What is wrong with requests that a call of a tool led to.
fn called(tool: &str, (method, template): (&str, &str), input: &Value, sent: &[Seen]) -> Vec<String> {
    let facts = Facts::read();
    let tool =
        Declared::of(json!({ "name": tool, "endpoints": [{ "method": method, "template": template }] }));
    let mut whole: Map<String, Value> = input.as_object().unwrap().clone();
    whole.insert("workspace".to_owned(), json!("acme"));
    whole.insert("repo_slug".to_owned(), json!("shop"));
    let requests: Vec<Decoded<'_>> = sent.iter().map(|seen| Decoded::of(seen, &facts).unwrap()).collect();
    Trace { tool: &tool, facts: &facts, input: &whole, requests: &requests, constants: &[] }.faults()
}

fn traced(input: &Value, sent: &[Seen]) -> Vec<String> {
    let endpoint = ("POST", "/repositories/{workspace}/{repo_slug}/pullrequests");
    called("bitbucket_pull_request_create", endpoint, input, sent)
}

#[test]
fn a_path_that_can_be_read_in_two_ways_is_a_fault() {
    for slug in ["a b", "a%2fb", "a%2", "a%zz", "a+b", "a:b", "..", "%2E%2E", "a%2F..%2Fb", "a%00b", ""] {
        let path = format!("/repositories/acme/{slug}");
        assert_eq!(faults(&seen("GET", &path, None, "", "")).len(), 1, "{path}");
    }
    for slug in ["shop", "a%2Fb", "%7Ba%7D", "a.b", "%C3%A4", "..."] {
        let path = format!("/repositories/acme/{slug}");
        assert_eq!(faults(&seen("GET", &path, None, "", "")), [""; 0], "{path}");
    }
}

#[test]
fn a_query_parameter_that_the_operation_does_not_know_is_a_fault() {
    for (query, count) in
        [("state=OPEN&q=x&page=2&fields=%2Bvalues.reviewers", 0), ("status=OPEN", 1), ("page=two", 1)]
    {
        assert_eq!(faults(&seen("GET", PULL_REQUESTS, Some(query), "", "")).len(), count, "{query}");
    }
}

#[test]
fn a_property_that_is_unknown_null_or_of_another_type_is_a_fault() {
    let right = json!({
        "title": "T", "source": { "branch": { "name": "b" } }, "reviewers": [{ "uuid": "{u}" }], "draft": true,
    });
    assert_eq!(faults(&post(PULL_REQUESTS, &right)), [""; 0]);
    for wrong in [
        json!({ "name": "T" }),
        json!({ "title": null }),
        json!({ "title": 1 }),
        json!({ "source": { "branch": "b" } }),
        json!({ "draft": "true" }),
        json!({ "state": "open" }),
        json!([]),
    ] {
        assert!(!faults(&post(PULL_REQUESTS, &wrong)).is_empty(), "{wrong}");
    }
}

#[test]
fn null_is_a_fault_but_where_the_provider_takes_it() {
    let put = |body: Value| {
        let path = "/repositories/acme/shop/hooks/%7Bu%7D";
        faults(&seen("PUT", path, None, "application/json", &body.to_string()))
    };
    assert_eq!(put(json!({ "secret": null })), [""; 0]);
    assert_eq!(put(json!({ "url": null })).len(), 1);
}

#[test]
fn a_body_where_there_is_to_be_none_is_a_fault() {
    let approve = "/repositories/acme/shop/pullrequests/1/approve";
    assert_eq!(faults(&post(approve, &json!({}))), [""; 0]);
    assert!(!faults(&post(approve, &json!({ "type": "x" }))).is_empty());
    assert!(!faults(&seen("POST", approve, None, "", "")).is_empty());
    assert!(!faults(&seen("GET", PULL_REQUESTS, None, "application/json", "{}")).is_empty());
    assert!(
        !faults(&seen("POST", PULL_REQUESTS, None, "application/x-www-form-urlencoded", "title=T"))
            .is_empty()
    );
}

#[test]
fn a_request_without_a_token_is_a_fault() {
    let mut request = seen("GET", PULL_REQUESTS, None, "", "");
    request.headers.remove("authorization");
    assert_eq!(faults(&request).len(), 1);
}

#[test]
fn every_input_is_at_its_place_and_nothing_is_there_besides() {
    let input = json!({ "title": "T", "source_branch": "b", "reviewers": ["{u}", "5:a"], "draft": true });
    let body = json!({
        "title": "T", "source": { "branch": { "name": "b" } }, "draft": true,
        "reviewers": [{ "uuid": "{u}" }, { "account_id": "5:a" }],
    });
    assert_eq!(traced(&input, &[post(PULL_REQUESTS, &body)]), [""; 0]);
    let changed = |pointer: &str, value: Value| {
        let mut changed = body.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    for wrong in [
        changed("/title", json!("t")),
        changed("/source", json!({ "branch": { "name": "b", "merge_strategies": [] } })),
        changed("/source", json!({ "branch": { "name": "%62" } })),
        changed("/reviewers", json!([{ "account_id": "{u}" }, { "account_id": "5:a" }])),
        changed("/reviewers", json!([{ "uuid": "{u}" }])),
        changed("/draft", json!(false)),
    ] {
        assert_eq!(traced(&input, &[post(PULL_REQUESTS, &wrong)]).len(), 1, "{wrong}");
    }
    let less = json!({ "title": "T", "source_branch": "b" });
    let left_out = traced(&less, &[post(PULL_REQUESTS, &body)]);
    assert_eq!(left_out.len(), 3, "{left_out:?}");
}

#[test]
fn an_input_that_no_table_places_is_to_be_in_one_place() {
    let input = json!({ "title": "T", "source_branch": "b", "message": "M" });
    let with = |more: Value| {
        let mut body = json!({ "title": "T", "source": { "branch": { "name": "b" } } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        traced(&input, &[post(PULL_REQUESTS, &body)])
    };
    assert_eq!(with(json!({ "summary": { "raw": "M" } })), [""; 0]);
    assert_eq!(with(json!({})), ["`message` is nowhere in the request"]);
    assert_eq!(with(json!({ "summary": { "raw": "M" }, "reason": "M" })).len(), 1);
}

#[test]
fn a_look_up_does_not_hide_a_request_that_goes_elsewhere() {
    let input = json!({ "title": "T", "source_branch": "b" });
    let body = json!({ "title": "T", "source": { "branch": { "name": "b" } } });
    let look_up = seen("GET", PULL_REQUESTS, Some("q=x"), "", "");
    assert_eq!(traced(&input, &[look_up.clone(), post(PULL_REQUESTS, &body)]), [""; 0]);
    let elsewhere = post("/repositories/acme/other/pullrequests", &body);
    assert_eq!(traced(&input, &[look_up, elsewhere]).len(), 1);
}

#[test]
fn one_of_a_few_is_so_however_the_schema_says_it() {
    let wanted = Kind::parse("string(a|b)");
    for schema in [
        json!({ "type": "string", "enum": ["a", "b"] }),
        json!({ "oneOf": [{ "type": "string", "const": "b" }, { "type": "string", "enum": ["a"] }] }),
        json!({ "enum": ["b", "a"] }),
    ] {
        assert!(Kind::of_schema(&schema).satisfies(&wanted), "{schema}");
    }
    for schema in [
        json!({ "type": "string" }),
        json!({ "type": "string", "enum": ["a"] }),
        json!({ "type": "string", "enum": ["a", "b", "c"] }),
        json!({ "type": "array", "items": { "enum": ["a", "b"] } }),
    ] {
        assert!(!Kind::of_schema(&schema).satisfies(&wanted), "{schema}");
    }
}

const SRC: (&str, &str) = ("GET", "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}");

fn read_at(commit: &str, paths: &[&str]) -> Vec<String> {
    let sent: Vec<Seen> = paths.iter().map(|path| seen("GET", path, None, "", "")).collect();
    called("bitbucket_src_get", SRC, &json!({ "commit": commit, "path": "a b/c" }), &sent)
}

#[test]
fn a_branch_with_a_slash_is_looked_up_before_it_is_used_in_a_path() {
    let by_hash = format!("/repositories/acme/shop/src/{HASH}/a%20b/c");
    let look_up = "/repositories/acme/shop/refs/branches/feature%2Fcart";
    assert_eq!(read_at("main", &["/repositories/acme/shop/src/main/a%20b/c"]), [""; 0]);
    assert_eq!(read_at("feature/cart", &[look_up, &by_hash]), [""; 0]);
    assert_eq!(read_at("feature/cart", &["/repositories/acme/shop/src/feature%2Fcart/a%20b/c"]).len(), 1);
    assert_eq!(read_at("feature/cart", &[&by_hash]).len(), 1, "nobody asked where it stands");
    assert_eq!(read_at("main", &[&by_hash]).len(), 1);
}

#[test]
fn a_folder_ends_in_a_slash() {
    let listed = |path: &str, sent: &str| {
        let sent = seen("GET", &format!("/repositories/acme/shop/src/main/{sent}"), None, "", "");
        called("bitbucket_directory_list", SRC, &json!({ "commit": "main", "path": path }), &[sent])
    };
    for (path, sent) in [("a/b", "a/b/"), ("a/b/", "a/b/"), ("", "")] {
        assert_eq!(listed(path, sent), [""; 0], "{path}");
    }
    for (path, sent) in [("a", "a"), ("a/", "a"), ("", "a/"), ("a", "")] {
        assert_eq!(listed(path, sent).len(), 1, "{path}");
    }
}

//! The check itself: a request that is wrong is seen to be wrong.

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

/// What is wrong with requests that a call of `bitbucket_pull_request_create` led to.
fn traced(input: &Value, sent: &[Seen]) -> Vec<String> {
    let facts = Facts::read();
    let tool = Declared::of(json!({
        "name": "bitbucket_pull_request_create",
        "endpoints": [{ "method": "POST", "template": "/repositories/{workspace}/{repo_slug}/pullrequests" }],
    }));
    let mut whole: Map<String, Value> = input.as_object().unwrap().clone();
    whole.insert("workspace".to_owned(), json!("acme"));
    whole.insert("repo_slug".to_owned(), json!("shop"));
    let requests: Vec<Decoded<'_>> = sent.iter().map(|seen| Decoded::of(seen, &facts).unwrap()).collect();
    Trace { tool: &tool, facts: &facts, input: &whole, requests: &requests, constants: &[] }.faults()
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
fn fields_of_a_form_are_known_as_well() {
    let downloads = "/repositories/acme/shop/downloads";
    let part = |name: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.txt\"\r\n\r\na\r\nb\r\n--b--\r\n"
        )
    };
    let sent = |name: &str| seen("POST", downloads, None, "multipart/form-data; boundary=b", &part(name));
    assert_eq!(faults(&sent("files")), [""; 0]);
    assert_eq!(faults(&sent("file")).len(), 2, "the field and its file name");
    let facts = Facts::read();
    let request = sent("files");
    let request = Decoded::of(&request, &facts).unwrap();
    assert_eq!(request.at("form.files"), ["a\r\nb"]);
    assert_eq!(request.at("form.files.filename"), ["a.txt"]);
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

/// What is wrong with requests that a call of `bitbucket_src_get` led to.
fn read_at(commit: &str, paths: &[&str]) -> Vec<String> {
    let facts = Facts::read();
    let tool = Declared::of(json!({
        "name": "bitbucket_src_get",
        "endpoints": [{ "method": "GET", "template": "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}" }],
    }));
    let input = json!({ "workspace": "acme", "repo_slug": "shop", "commit": commit, "path": "a b/c" });
    let sent: Vec<Seen> = paths.iter().map(|path| seen("GET", path, None, "", "")).collect();
    let requests: Vec<Decoded<'_>> = sent.iter().map(|seen| Decoded::of(seen, &facts).unwrap()).collect();
    let input = input.as_object().unwrap();
    Trace { tool: &tool, facts: &facts, input, requests: &requests, constants: &[] }.faults()
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

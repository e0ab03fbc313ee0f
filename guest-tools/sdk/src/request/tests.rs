use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Body, Failure, Field, Method, Request, Tool, prelude::tool, request::Mapping};

/// Everything that a declaration can say about a request.
#[tool(
    name = "sample_put",
    title = "Sample",
    effect = write,
    put = "/repositories/{workspace}/{repo_slug}/{id}",
    body("type" = "sample", "meta.version" = 2),
    query("format" = "meta"),
    header("accept" = "*/*"),
)]
struct Sample {
    workspace: Option<String>,
    repo_slug: String,
    /// Path.
    id: u64,
    /// Body.
    title: Option<String>,
    /// Body, further in.
    #[at(body = "source.branch.name")]
    branch: Option<String>,
    /// Query.
    #[at(query = "include")]
    include: Option<Vec<String>>,
    /// Header.
    #[at(header = "if-match")]
    etag: Option<String>,
    /// Nowhere.
    #[at(none)]
    #[expect(dead_code, reason = "nothing reads what goes nowhere")]
    note: Option<bool>,
}

impl Sample {
    fn empty() -> Self {
        Self {
            workspace: Some("acme".into()),
            repo_slug: "site".into(),
            id: 7,
            title: None,
            branch: None,
            include: None,
            etag: None,
            note: Some(true),
        }
    }
}

fn field(name: &str, value: &str) -> Field {
    Field { name: name.into(), value: value.into() }
}

fn body(request: &Request) -> &Value {
    match &request.body {
        Some(Body::Json(body)) => body,
        other => panic!("not a JSON body: {other:?}"),
    }
}

#[test]
fn absent_inputs_are_absent_from_the_request() {
    let request = Sample::empty().request().unwrap();
    assert_eq!((request.method, request.path), (Method::Put, "/repositories/{workspace}/{repo_slug}/{id}"));
    assert_eq!(request.params, [field("workspace", "acme"), field("repo_slug", "site"), field("id", "7")]);
    assert_eq!(request.query, [field("format", "meta")]);
    assert_eq!(request.headers, [field("accept", "*/*")]);
    assert_eq!(body(&request), &json!({"type": "sample", "meta": {"version": 2}}));
}

#[test]
fn inputs_go_where_the_declaration_says() {
    let input = Sample {
        title: Some("T".into()),
        branch: Some("feature/x".into()),
        include: Some(vec!["a".into(), "b".into()]),
        etag: Some("\"e\"".into()),
        ..Sample::empty()
    };
    let request = input.request().unwrap();
    assert_eq!(request.query, [field("format", "meta"), field("include", "a"), field("include", "b")]);
    assert_eq!(request.headers, [field("accept", "*/*"), field("if-match", "\"e\"")]);
    let expected = json!({
        "type": "sample",
        "meta": {"version": 2},
        "title": "T",
        "source": {"branch": {"name": "feature/x"}},
    });
    assert_eq!(body(&request), &expected);
}

#[test]
fn a_missing_path_parameter_names_its_input() {
    let refusal = Sample { workspace: None, ..Sample::empty() }.request();
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/workspace"));
}

#[test]
fn what_cannot_stand_in_a_path_names_its_input() {
    let fill =
        |name: &str, value: &str| Mapping::new(Method::Get, "/{a}").path("username", name, &value).finish();
    for value in ["", ".", "..", "a/../b", "./a", "a\\..\\b", "a\0b"] {
        let refusal = fill("selected_user", value);
        assert!(
            matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/username"),
            "{value:?}"
        );
    }
    for value in ["..", "a/../b", "./a", "a/.", "\0"] {
        assert!(matches!(fill("path", value), Err(Failure::InvalidInput { .. })), "{value:?}");
    }
    for (name, value) in
        [("selected_user", "a/b"), ("selected_user", "..."), ("path", ""), ("path", "a/.b/c..")]
    {
        assert!(fill(name, value).is_ok(), "{name}: {value:?}");
    }
}

#[test]
fn a_method_with_a_body_sends_an_empty_object_at_least() {
    let bodies = |method| Mapping::new(method, "/user").finish().unwrap().body;
    for method in [Method::Post, Method::Put, Method::Patch] {
        assert_eq!(bodies(method), Some(Body::Json(json!({}))), "{method:?}");
    }
    for method in [Method::Get, Method::Delete] {
        assert_eq!(bodies(method), None, "{method:?}");
    }
}

#[test]
fn an_object_does_not_fit_a_path_or_a_query() {
    #[derive(Serialize)]
    struct Object {
        a: u8,
    }
    let in_path = Mapping::new(Method::Get, "/{a}").path("a", "a", &Object { a: 1 }).finish();
    let in_query = Mapping::new(Method::Get, "/user").query("a", "a", &Object { a: 1 }).finish();
    assert!(matches!(in_path, Err(Failure::Internal(_))));
    assert!(matches!(in_query, Err(Failure::Internal(_))));
}

#[test]
fn a_sibling_keeps_the_parameters_that_its_template_names() {
    let request = Sample::empty().request().unwrap();
    let sibling = request.sibling(Method::Get, "/repositories/{workspace}/{repo_slug}");
    assert_eq!(sibling.params, [field("workspace", "acme"), field("repo_slug", "site")]);
    assert!(sibling.query.is_empty() && sibling.headers.is_empty() && sibling.body.is_none());
}

fn fits_a_path(text: &str) -> bool {
    let leads_elsewhere = text.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."));
    !text.is_empty() && !text.contains('\0') && !leads_elsewhere
}

proptest! {
    /// The host encodes; the guest must not.
    #[test]
    fn any_text_reaches_the_request_unchanged(text in any::<String>().prop_filter("fits a path", |text| fits_a_path(text))) {
        let input = Sample {
            workspace: Some(text.clone()),
            title: Some(text.clone()),
            branch: Some(text.clone()),
            include: Some(vec![text.clone()]),
            etag: Some(text.clone()),
            ..Sample::empty()
        };
        let request = input.request().unwrap();
        prop_assert_eq!(&request.params[0].value, &text);
        prop_assert_eq!(&request.query[1].value, &text);
        prop_assert_eq!(&request.headers[1].value, &text);
        prop_assert_eq!(&body(&request)["title"], &json!(text));
        prop_assert_eq!(&body(&request)["source"]["branch"]["name"], &json!(text));
    }
}

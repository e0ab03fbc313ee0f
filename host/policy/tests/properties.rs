//! What holds for every input from outside, however it is written.

#![allow(clippy::expect_used)]

use std::borrow::Cow;

use innkeeper_policy::{
    Effect, Endpoint, Lifecycle, Method, Outgoing, PathTemplate, Pin, Redirects, Refusal, ScopeSet,
    ToolPolicy, Workspace, authorize, authorize_redirect,
};
use proptest::prelude::*;
use url::Url;

const BRANCH: &str = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}";
const FILE: &str = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}";

/// Values that look for a way out: what separates, escapes, climbs or ends, among ordinary text and all of Unicode.
fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "/", "\\", ".", "..", "%", "%2e", "%2F", "%25", "%00", "?", "#", ";", ":", "@", "&", "=", "+", "{", "}", "{}",
            "\0", "\r\n", "\t", " ", "//", "http://", "acme", "evil", "é", "\u{202e}", "\u{ff0f}", "~", "-", "_", "main",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z0-9]{1,6}",
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn template(text: &str) -> PathTemplate {
    text.parse().expect("a template")
}

fn segments(path: &str) -> usize {
    path.matches('/').count()
}

fn pin() -> Pin {
    let uuid = Some("{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}".to_owned());
    Pin::new(vec![Workspace { slug: "acme".to_owned(), uuid }])
}

fn tool(text: &str) -> ToolPolicy {
    let endpoint = Endpoint {
        method: Method::Get,
        template: template(text),
        redirects: Redirects { within: vec![template(FILE)], away: false },
        workspaces: Vec::new(),
        callbacks: Vec::new(),
    };
    ToolPolicy {
        name: "tool".to_owned(),
        toolset: "toolset".to_owned(),
        effect: Effect::Read,
        scopes: ScopeSet::new(),
        endpoints: vec![endpoint],
        lifecycle: Lifecycle::Live,
    }
}

/// The path with these values, if they can be written, after what a client and its URL library do to it.
fn check_expansion(text: &str, values: [String; 4]) -> Result<(), TestCaseError> {
    let template = template(text);
    let params: Vec<_> = template.parameters().zip(&values).collect();
    let Ok(path) = template.expand(&params) else { return Ok(()) };

    let url = Url::parse(&format!("http://h/2.0{path}?page=2")).expect("a URL");
    prop_assert_eq!(url.path(), format!("/2.0{path}"));
    prop_assert_eq!((url.host_str(), url.query(), url.fragment()), (Some("h"), Some("page=2"), None));

    check_reading(text, &params)?;
    let matched = template.matches(&path).expect("its own expansion");
    for (name, value) in &params {
        let decoded = matched.get(name).map(Cow::into_owned);
        prop_assert_eq!(decoded.as_ref(), Some(*value));
    }
    let spanned = params.iter().find(|(name, _)| *name == "path").map_or(0, |(_, value)| segments(value));
    prop_assert_eq!(segments(url.path()), segments("/2.0") + segments(text) + spanned);
    Ok(())
}

/// What can be written reads back, so the gate never finds that it does not.
fn check_reading(text: &str, params: &[(&str, &String)]) -> Result<(), TestCaseError> {
    let params: Vec<_> = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone())).collect();
    let request =
        Outgoing { method: Method::Get, template: text, params: &params, query: &[], json_body: None };
    let mismatch = matches!(authorize(&tool(text), &pin(), &request), Err(Refusal::Mismatch { .. }));
    prop_assert!(!mismatch, "{:?}", params);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_never_changes_the_shape_of_a_path(values in [value(), value(), value(), value()]) {
        check_expansion(BRANCH, values.clone())?;
        check_expansion(FILE, values)?;
    }

    #[test]
    fn an_ordinary_value_is_never_refused(name in "[a-zA-Z0-9_-]{1,8}(/[a-zA-Z0-9%?#:@ é-]{1,8}){0,2}") {
        let expanded = template("/x/{name}").expand(&[("name", &name)]);
        prop_assert!(expanded.is_ok(), "{:?}", expanded);
    }

    #[test]
    fn the_template_parser_never_panics(text in any::<String>(), value in value()) {
        for text in [text.clone(), format!("/{text}"), format!("/{{{value}}}/{value}")] {
            if let Ok(template) = PathTemplate::parse(&text) {
                prop_assert_eq!(template.as_str(), text);
            }
        }
    }

    #[test]
    fn a_match_is_written_back_to_the_same_path(path in "(/[a-z%2FfEe.]{0,7}){1,5}") {
        let template = template("/{a}/{path}");
        let Some(matched) = template.matches(&path) else { return Ok(()) };
        let values = ["a", "path"].map(|name| (name, matched.get(name).expect("a value").into_owned()));
        let again = template.expand(&values).expect("what matched can be written");
        prop_assert_eq!(template.matches(&again), Some(matched.clone()));
    }

    #[test]
    fn no_spelling_of_another_workspace_is_allowed(name in value()) {
        let own = ["acme", "9f2c7a0e-51b4-4c7d-8a55-0123456789ab", "{9f2c7a0e-51b4-4c7d-8a55-0123456789ab}"];
        let inside = own.contains(&name.to_ascii_lowercase().as_str());
        prop_assert_eq!(pin().allows(&name), inside);
        prop_assert!(!Pin::default().allows(&name));
    }

    #[test]
    fn an_authorized_path_is_below_a_workspace_of_the_pin(values in [value(), value(), value()], own in any::<bool>()) {
        let tool = tool(BRANCH);
        let [workspace, repository, branch] = values;
        let workspace = if own { "acme".to_owned() } else { workspace };
        let params = [("workspace", workspace), ("repo_slug", repository), ("name", branch)]
            .map(|(name, value)| (name.to_owned(), value));
        let request =
            Outgoing { method: Method::Get, template: BRANCH, params: &params, query: &[], json_body: None };
        if let Ok(authorized) = authorize(&tool, &pin(), &request) {
            let url = Url::parse(&format!("http://h{}", authorized.path)).expect("a URL");
            let sent = url.path_segments().and_then(|mut segments| segments.nth(1)).expect("a workspace");
            prop_assert!(sent.eq_ignore_ascii_case("acme"), "{}", url);
        }
    }

    #[test]
    fn a_redirect_stays_below_a_workspace_of_the_pin(rest in value(), escaped in "(/[a-z%2Ee.;:]{0,6}){0,4}") {
        let tool = tool(BRANCH);
        let below = |start: &str| [format!("{start}/{rest}"), format!("{start}{escaped}")];
        for path in ["", "/repositories", "/repositories/acme/shop/src/c0ffee"].into_iter().flat_map(below) {
            if authorize_redirect(&tool.endpoints[0], &pin(), &path).is_ok() {
                let url = Url::parse(&format!("http://h{path}")).expect("a URL");
                prop_assert_eq!(url.path(), path.as_str());
                prop_assert!(path.starts_with("/repositories/acme/"), "{}", path);
            }
        }
    }
}

use serde_json::json;

use super::*;
use crate::{Effect, Layer, Lifecycle, Method, PathTemplate, Redirects, ScopeSet};

fn hook() -> ToolPolicy {
    let endpoint = Endpoint {
        method: Method::Post,
        template: PathTemplate::parse("/repositories/{workspace}/{repo_slug}/hooks").unwrap(),
        redirects: Redirects::default(),
        workspaces: Vec::new(),
        callbacks: vec!["url".to_owned()],
    };
    ToolPolicy {
        name: "hook".to_owned(),
        toolset: "access".to_owned(),
        effect: Effect::Write,
        scopes: ScopeSet::new(),
        endpoints: vec![endpoint],
        lifecycle: Lifecycle::Live,
    }
}

fn authorize(body: Option<Value>) -> Result<(), Refusal> {
    let hosts = CallbackHosts::Listed(vec!["ci.example.com".to_owned(), "*.acme.example".to_owned()]);
    let tool = hook();
    hosts.authorize(&tool, &tool.endpoints[0], body.as_ref())
}

#[test]
fn listed_hosts_are_called() {
    for url in [
        "https://ci.example.com/hook",
        "https://CI.Example.com:8443/hook?x=1",
        "https://ci.example.com./",
        "https://a.acme.example",
        "https://a.b.acme.example/x",
    ] {
        assert_eq!(authorize(Some(json!({ "url": url }))), Ok(()), "{url}");
    }
    assert_eq!(
        authorize(Some(json!({ "description": "no url" }))),
        Ok(()),
        "an update may leave it as it is"
    );
}

#[test]
fn any_other_host_is_refused_however_it_is_written() {
    for url in [
        "https://evil.example",
        "https://ci.example.com.evil.example",
        "https://ci.example.com@evil.example/",
        "https://evil.example/#@ci.example.com",
        "https://evil.example\\@ci.example.com",
        "https://acme.example",
        "https://xacme.example",
        "https://.acme.example",
        "ci.example.com",
        "//ci.example.com",
        "mailto:ci.example.com",
        "",
    ] {
        let refusal = authorize(Some(json!({ "url": url }))).expect_err(url);
        assert_eq!(refusal.layer(), Layer::CallbackHost, "{url}");
    }
    for body in [json!({ "url": ["https://ci.example.com"] }), json!({ "url": null }), json!([])] {
        assert!(authorize(Some(body)).is_err());
    }
    assert!(authorize(None).is_err(), "a body that cannot be looked into");
}

#[test]
fn without_a_list_any_host_is_called() {
    let tool = hook();
    let body = json!({ "url": "https://anywhere.example" });
    assert_eq!(CallbackHosts::Any.authorize(&tool, &tool.endpoints[0], Some(&body)), Ok(()));
}

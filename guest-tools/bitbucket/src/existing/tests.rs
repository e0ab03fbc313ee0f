use innkeeper_sdk::testing::{Provider, Reply};

use super::*;

fn put() -> Request {
    let request = Request::new(Method::Put, "/repositories/{workspace}/{repo_slug}");
    request.param("workspace", "acme").param("repo_slug", "site")
}

#[test]
fn what_is_there_is_updated() {
    let provider = Provider::playing([Reply::new(200, "{}"), Reply::new(200, "{}")]);
    assert!(matches!(update(put()), Ok(Output::Upstream { .. })));
    let methods: Vec<Method> = provider.requests().iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Get, Method::Put]);
}

#[test]
fn what_is_not_there_is_not_created() {
    let provider = Provider::playing([Reply::new(404, "{}")]);
    assert!(matches!(update(put()), Err(Failure::Upstream(response)) if response.status() == 404));
    assert_eq!(provider.requests().len(), 1);
}

#[test]
fn what_was_created_after_all_is_told() {
    let _provider = Provider::playing([Reply::new(200, "{}"), Reply::new(201, "{}")]);
    assert!(matches!(update(put()), Err(Failure::Refused(_))));
}

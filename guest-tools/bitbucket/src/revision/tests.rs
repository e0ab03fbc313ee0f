use innkeeper_sdk::testing::{Provider, Reply};

use super::*;

const SOURCE: &str = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}";
const FOUND: &str = r#"{"target":{"hash":"0123abc"}}"#;

fn source(commit: &str) -> Request {
    let request = Request::new(Method::Get, SOURCE).param("workspace", "acme").param("repo_slug", "site");
    request.param("commit", commit).param("path", "src/main.rs")
}

fn commit_of(request: &Request) -> &str {
    &request.params.iter().find(|field| field.name == "commit").unwrap().value
}

#[test]
fn what_cannot_be_mistaken_is_not_looked_up() {
    let provider = Provider::playing([]);
    for commit in ["main", "0123abc", "v1.0"] {
        assert_eq!(resolve(source(commit), "commit").unwrap(), source(commit));
    }
    assert!(provider.requests().is_empty());
}

#[test]
fn a_branch_with_a_slash_becomes_its_newest_commit() {
    let provider = Provider::playing([Reply::new(200, FOUND)]);
    let resolved = resolve(source("feature/x"), "commit").unwrap();
    assert_eq!(commit_of(&resolved), "0123abc");
    let asked = &provider.requests()[0];
    assert_eq!(asked.path, BRANCH);
    assert_eq!(
        asked.params.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(),
        ["acme", "site", "feature/x"]
    );
}

#[test]
fn where_there_is_no_such_branch_a_tag_is_taken() {
    let provider = Provider::playing([Reply::new(404, "{}"), Reply::new(200, FOUND)]);
    assert_eq!(commit_of(&resolve(source("release/1"), "commit").unwrap()), "0123abc");
    assert_eq!(provider.requests()[1].path, TAG);
}

#[test]
fn what_is_neither_is_the_providers_404() {
    let _provider = Provider::playing([Reply::new(404, "{}"), Reply::new(404, "{}")]);
    let failure = resolve(source("no/such"), "commit").unwrap_err();
    assert!(matches!(failure, Failure::Upstream(response) if response.status() == 404));
}

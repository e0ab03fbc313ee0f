use innkeeper_policy::ScopeSet;

use super::{Provider, ProviderOverrides};
use crate::AccountsError;

/// Bitbucket facts, OAuth.
const SCOPES: &str = "account account:write email project project:admin repository repository:write repository:admin \
    repository:delete pullrequest pullrequest:write issue issue:write wiki webhook snippet snippet:write pipeline \
    pipeline:write pipeline:variable runner runner:write";

#[test]
fn bitbucket_is_built_in_and_explains_each_scope() {
    let provider = Provider::builtin("bitbucket").unwrap();
    assert_eq!(provider.token_url.as_str(), "https://bitbucket.org/site/oauth2/access_token");
    let known: Vec<&str> = provider.scopes.keys().map(innkeeper_policy::Scope::as_str).collect();
    let mut facts: Vec<&str> = SCOPES.split_whitespace().collect();
    facts.sort_unstable();
    assert_eq!(known, facts);
    assert_eq!(provider.identity.user, "/user");
}

#[test]
fn what_can_be_changed_is_said() {
    const CHANGES: [&str; 11] = [
        "change", "create", "delete", "push", "write", "open", "merge", "start", "stop", "remove", "register",
    ];
    let provider = Provider::builtin("bitbucket").unwrap();
    // Bitbucket facts, trap 1: these change something although they are called after reading.
    let also = ["repository", "pullrequest", "pipeline", "wiki", "webhook", "pipeline:variable"];
    for (scope, words) in &provider.scopes {
        let name = scope.as_str();
        let changes = name.ends_with(":write") || name.ends_with(":admin") || name.ends_with(":delete");
        let said = CHANGES.iter().any(|change| words.split([' ', ',', ';']).any(|word| word == *change));
        assert_eq!(said, changes || also.contains(&name), "{name}: {words}");
    }
}

#[test]
fn write_on_pull_requests_covers_reading_repositories_and_admin_covers_nothing() {
    let implied = Provider::builtin("bitbucket").unwrap().implications;
    let needed = ScopeSet::parse_list("repository");
    assert!(implied.missing(&needed, &ScopeSet::parse_list("pullrequest:write")).is_empty());
    assert!(!implied.missing(&needed, &ScopeSet::parse_list("repository:admin project:admin")).is_empty());
}

#[test]
fn an_unknown_provider_names_the_known_ones() {
    let error = Provider::builtin("gitlab").unwrap_err();
    assert!(error.to_string().contains("bitbucket"), "{error}");
}

#[test]
fn an_override_over_plain_http_is_refused_by_its_setting() {
    let overrides =
        ProviderOverrides { token_url: Some("http://proxy.example/token".to_owned()), ..Default::default() };
    let error = Provider::builtin("bitbucket").unwrap().with_overrides(&overrides).unwrap_err();
    assert!(
        matches!(&error, AccountsError::BadUrl { setting, .. } if setting == "provider.bitbucket.token_url")
    );
}

#[test]
fn a_simulator_on_loopback_takes_the_place_of_the_provider() {
    let overrides =
        ProviderOverrides { api_base: Some("http://127.0.0.1:8701/2.0".to_owned()), ..Default::default() };
    let provider = Provider::builtin("bitbucket").unwrap().with_overrides(&overrides).unwrap();
    assert_eq!(provider.api_base.as_str(), "http://127.0.0.1:8701/2.0");
    assert_eq!(provider.authorize_url.host_str(), Some("bitbucket.org"));
}

#[test]
fn each_request_belongs_to_the_first_group_with_a_path_for_it() {
    let budget = Provider::builtin("bitbucket").unwrap().budget;
    let group = |path: &str| {
        let found = budget.iter().find(|group| group.paths.iter().any(|form| form.covers(path)));
        found.map(|group| (group.name.as_str(), group.per_hour.get()))
    };
    for (path, expected) in [
        ("/repositories/acme", Some(("repository", 1000))),
        ("/repositories/acme/shop/commits/main", Some(("repository", 1000))),
        ("/repositories/acme/shop/src", Some(("repository", 1000))),
        ("/repositories/acme/shop/src/main/a/b.txt", Some(("raw_files", 5000))),
        ("/repositories/acme/shop/downloads/a.zip", Some(("raw_files", 5000))),
        ("/repositories/acme/shop/hooks", Some(("webhooks", 1000))),
        ("/workspaces/acme/hooks/%7B1%7D", Some(("webhooks", 1000))),
        ("/workspaces/acme", None),
        ("/user", None),
    ] {
        assert_eq!(group(path), expected, "{path}");
    }
}

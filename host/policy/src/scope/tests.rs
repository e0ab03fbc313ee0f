use super::*;

fn scopes(text: &str) -> ScopeSet {
    ScopeSet::parse_list(text)
}

fn bitbucket() -> Implications {
    Implications::new([
        (Scope::from("repository:write"), scopes("repository")),
        (Scope::from("pullrequest"), scopes("repository")),
        (Scope::from("pullrequest:write"), scopes("pullrequest repository:write")),
    ])
}

#[test]
fn a_list_is_separated_by_spaces_or_commas() {
    assert_eq!(scopes(" b, a,,c  a "), ScopeSet::from_iter(["a", "b", "c"]));
    assert!(scopes(" , ").is_empty());
    assert_eq!(scopes("b a").to_string(), "a b");
    assert_eq!(serde_json::to_string(&scopes("b a")).expect("json"), r#"["a","b"]"#);
}

#[test]
fn a_scope_covers_what_it_implies_to_the_end() {
    let all = scopes("pullrequest pullrequest:write repository repository:write");
    assert_eq!(bitbucket().closure(&scopes("pullrequest:write")), all);
    assert!(bitbucket().missing(&scopes("repository pullrequest"), &scopes("pullrequest:write")).is_empty());
}

#[test]
fn what_is_not_covered_is_named() {
    let needed = scopes("repository repository:write webhook");
    assert_eq!(bitbucket().missing(&needed, &scopes("pullrequest")), scopes("repository:write webhook"));
    assert_eq!(bitbucket().missing(&needed, &ScopeSet::new()), needed);
}

#[test]
fn an_admin_scope_implies_nothing() {
    assert_eq!(bitbucket().missing(&scopes("repository"), &scopes("repository:admin")), scopes("repository"));
}

#[test]
fn a_scope_is_not_covered_by_a_longer_or_shorter_name() {
    for granted in ["repositor", "repository:", "REPOSITORY", "repository:read"] {
        assert!(!bitbucket().missing(&scopes("repository"), &scopes(granted)).is_empty(), "{granted}");
    }
}

#[test]
fn a_cycle_ends() {
    let circle =
        Implications::new([("a", "b"), ("b", "c"), ("c", "a")].map(|(from, to)| (from.into(), scopes(to))));
    assert_eq!(circle.closure(&scopes("b")), scopes("a b c"));
    assert_eq!(circle.missing(&scopes("a d"), &scopes("c")), scopes("d"));
}

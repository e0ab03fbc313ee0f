use innkeeper_policy::{PathTemplate, Redirects, Workspace};

use super::*;

fn endpoint(method: Method, redirects: Redirects) -> Endpoint {
    let template = PathTemplate::parse("/repositories/{workspace}/{repo_slug}/log").unwrap();
    Endpoint { method, template, redirects, workspaces: Vec::new(), callbacks: Vec::new() }
}

fn within() -> Redirects {
    let diff = PathTemplate::parse("/repositories/{workspace}/{repo_slug}/diff/{spec}").unwrap();
    Redirects { within: vec![diff], away: false }
}

fn judge(base: &str, method: Method, redirects: Redirects, to: &str, away: bool) -> Result<Hop, SendError> {
    let base = ApiBase::new(&Url::parse(base).unwrap()).unwrap();
    let endpoint = endpoint(method, redirects);
    let pin = Pin::new(vec![Workspace { slug: "acme".to_owned(), uuid: None }]);
    let start = Url::parse("https://api.bitbucket.org/2.0/x").unwrap();
    let from = if away { Hop::Away(start) } else { Hop::Within(start) };
    Rules { base: &base, endpoint: &endpoint, pin: &pin }.judge(Url::parse(to).unwrap(), &from)
}

const API: &str = "https://api.bitbucket.org/2.0";

#[test]
fn a_declared_hop_on_the_same_origin_keeps_the_token() {
    let to = "https://api.bitbucket.org/2.0/repositories/acme/site/diff/a%0Db?topic=true";
    assert!(matches!(judge(API, Method::Get, within(), to, false), Ok(Hop::Within(_))));
}

#[test]
fn a_hop_out_of_the_pin_is_refused() {
    let to = "https://api.bitbucket.org/2.0/repositories/globex/site/diff/a%0Db";
    assert!(matches!(judge(API, Method::Get, within(), to, false), Err(SendError::Refused(_))));
}

#[test]
fn an_undeclared_path_or_origin_is_refused() {
    for to in [
        "https://api.bitbucket.org/2.0/user",
        "https://api.bitbucket.org/1.0/repositories/acme/site/diff/x",
        "https://evil.example/2.0/repositories/acme/site/diff/x",
        "http://api.bitbucket.org/2.0/repositories/acme/site/diff/x",
        "https://api.bitbucket.org@evil.example/2.0/repositories/acme/site/diff/x",
    ] {
        assert!(judge(API, Method::Get, within(), to, false).is_err(), "{to}");
    }
}

#[test]
fn a_hop_away_loses_the_token_and_needs_https_and_a_public_address() {
    let away = || Redirects { within: Vec::new(), away: true };
    let hop = judge(API, Method::Get, away(), "https://storage.example/log?sig=1", false);
    assert!(matches!(hop, Ok(Hop::Away(_))));
    for to in [
        "http://storage.example/log",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://10.0.0.1/x",
    ] {
        assert!(judge(API, Method::Get, away(), to, false).is_err(), "{to}");
    }
}

#[test]
fn a_simulator_on_loopback_may_redirect_to_loopback() {
    let away = Redirects { within: Vec::new(), away: true };
    let hop = judge("http://127.0.0.1:1/2.0", Method::Get, away, "http://127.0.0.1:2/log", false);
    assert!(matches!(hop, Ok(Hop::Away(_))));
}

#[test]
fn there_is_no_way_back_from_another_origin() {
    let both = Redirects { away: true, ..within() };
    let to = "https://api.bitbucket.org/2.0/repositories/acme/site/diff/x";
    assert!(judge(API, Method::Get, both, to, true).is_err());
}

#[test]
fn a_write_is_never_redirected() {
    let to = "https://api.bitbucket.org/2.0/repositories/acme/site/diff/x";
    assert!(judge(API, Method::Post, within(), to, false).is_err());
}

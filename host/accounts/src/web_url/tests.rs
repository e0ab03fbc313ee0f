use proptest::prelude::*;

use super::{Loopback, ReturnUrls, endpoint};

fn list() -> ReturnUrls {
    ReturnUrls::parse("c", &["https://app.example/oauth".to_owned()], Loopback::Listed).unwrap()
}

#[test]
fn an_entry_covers_itself_and_what_is_below() {
    for url in [
        "https://app.example/oauth",
        "https://app.example/oauth/",
        "https://app.example/oauth/done?x=1",
        "https://APP.example:443/oauth",
    ] {
        assert!(list().check(url).is_ok(), "{url}");
    }
}

#[test]
fn everything_else_is_refused() {
    for url in [
        "https://app.example.evil.com/oauth",
        "https://evil.com/oauth",
        "https://app.example/oauthevil",
        "https://app.example/",
        "https://app.example/oauth/../admin",
        "https://app.example/oauth/%2e%2e/admin",
        "https://app.example:8443/oauth",
        "http://app.example/oauth",
        "https://app.example@evil.com/oauth",
        "https://app.example:443@evil.com/oauth",
        "https://user@app.example/oauth",
        "https://evil.com\\@app.example/oauth",
        "https://app.example/oauth#fragment",
        "//evil.com/oauth",
        "//app.example/oauth",
        "/oauth",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://127.0.0.1/oauth",
        "",
    ] {
        assert!(list().check(url).is_err(), "{url}");
    }
}

#[test]
fn loopback_is_allowed_where_the_host_itself_is_local() {
    let local = ReturnUrls::parse("c", &[], Loopback::Allowed).unwrap();
    for url in ["http://127.0.0.1:4000/x", "http://localhost/x", "http://[::1]:1/"] {
        assert!(local.check(url).is_ok(), "{url}");
    }
    for url in [
        "http://127.0.0.1.evil.com/",
        "http://localhost.evil.com/",
        "http://127.0.0.1@evil.com/",
        "https://app.example/",
    ] {
        assert!(local.check(url).is_err(), "{url}");
    }
}

#[test]
fn endpoints_are_https_or_local_and_the_error_repeats_no_password() {
    assert!(endpoint("provider.b.token_url", "https://bitbucket.org/t").is_ok());
    assert!(endpoint("provider.b.token_url", "http://127.0.0.1:9/t").is_ok());
    for url in [
        "http://bitbucket.org/t",
        "ftp://127.0.0.1/t",
        "bitbucket.org",
        "https://b.org/t?x=1",
        "https://b.org/t#x",
    ] {
        assert!(endpoint("provider.b.token_url", url).is_err(), "{url}");
    }
    let error = endpoint("provider.b.token_url", "https://u:hunter2@b.org/t").unwrap_err();
    assert!(error.to_string().contains("provider.b.token_url"));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

proptest! {
    #[test]
    fn whatever_passes_stays_on_the_listed_origin_and_path(text in "(https?:)?[/\\\\]{0,3}[a-z.@:/\\\\%0-9?#]{0,40}") {
        if let Ok(url) = list().check(&text) {
            prop_assert!(url.as_str().starts_with("https://app.example/oauth"));
        }
    }

    #[test]
    fn whatever_follows_the_entry_stays_below_it(rest in ".{0,40}") {
        if let Ok(url) = list().check(&format!("https://app.example/oauth{rest}")) {
            prop_assert_eq!(url.host_str(), Some("app.example"));
            prop_assert!(url.path() == "/oauth" || url.path().starts_with("/oauth/"));
        }
    }
}

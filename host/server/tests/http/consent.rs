//! The way to the provider: the page behind a link, and its button.

use reqwest::Method;
use url::Url;

use crate::inn::{Inn, Reply};

async fn page(inn: &Inn, path: &str) -> Reply {
    Reply::of(inn.ask(Method::GET, path)).await
}

async fn button(inn: &Inn, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = inn.ask(Method::POST, path);
    Reply::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[tokio::test]
async fn the_page_says_who_asks_for_what() {
    let inn = Inn::open().await;
    let reply = page(&inn, &inn.link("work").await).await;
    assert_eq!(reply.status, 200);
    for text in
        ["Build &lt;Bot&gt;", "ada", "work", "Bitbucket Cloud", "pullrequest:write", "merge pull requests"]
    {
        assert!(reply.body.contains(text), "{text} is not in {}", reply.body);
    }
    for landmark in ["lang=\"en\"", "<main>", "<h1>", "name=\"viewport\"", "method=\"post\""] {
        assert!(reply.body.contains(landmark), "{landmark} is missing");
    }
    assert!(!reply.body.contains("<script") && reply.header("set-cookie").is_empty());
}

#[tokio::test]
async fn the_page_says_when_the_scopes_are_unknown() {
    let inn = Inn::open().await;
    let reply = page(&inn, &inn.link("bare").await).await;
    assert!(reply.body.contains("was not told which permissions"), "{}", reply.body);
}

#[tokio::test]
async fn pages_refuse_frames_scripts_and_referrers() {
    let inn = Inn::open().await;
    for path in [inn.link("work").await, "/connect/unknown".to_owned(), "/oauth/callback/work".to_owned()] {
        let reply = page(&inn, &path).await;
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(reply.header("x-frame-options"), "DENY");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn the_button_goes_to_the_provider_with_a_cookie() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    let reply = button(&inn, &link, &[("sec-fetch-site", "same-origin"), ("origin", "null")]).await;
    assert_eq!(reply.status, 303);
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("innkeeper_browser=") && cookie.contains("; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "a loopback cookie without https");
    let provider = Url::parse(reply.header("location")).unwrap();
    assert_eq!(provider.path(), "/authorize");
    let names: Vec<_> = provider.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert!(names.contains(&"state".to_owned()) && names.contains(&"redirect_uri".to_owned()), "{names:?}");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn a_button_on_somebody_elses_page_does_nothing() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    for headers in
        [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")], [("origin", "null")]]
    {
        let reply = button(&inn, &link, &headers).await;
        assert_eq!(reply.status, 403, "{headers:?}");
        assert!(reply.header("set-cookie").is_empty());
    }
    assert_eq!(button(&inn, &link, &[]).await.status, 303, "the link was used up by a foreign form");
}

#[tokio::test]
async fn a_link_belongs_to_the_browser_that_went_on_with_it() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    let first = button(&inn, &link, &[]).await;
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let other = button(&inn, &link, &[]).await;
    assert_eq!(other.status, 403);
    assert!(other.body.contains("What to do"));
    assert_eq!(button(&inn, &link, &[("cookie", &cookie)]).await.status, 303);
}

#[tokio::test]
async fn on_loopback_a_script_goes_on_at_once() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    let reply = page(&inn, &format!("{link}?go=1")).await;
    assert_eq!(reply.status, 303);
    assert!(reply.header("location").starts_with("http://127.0.0.1:9/authorize?"));
}

#[tokio::test]
async fn a_page_of_somebody_else_does_not_go_on_for_the_person() {
    let inn = Inn::open().await;
    let link = inn.link("work").await;
    for site in ["cross-site", "same-site"] {
        let request = inn.ask(Method::GET, &format!("{link}?go=1")).header("sec-fetch-site", site);
        let reply = Reply::of(request).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (200, ""), "{site}");
        assert!(reply.body.contains("<form method=\"post\">"), "{}", reply.body);
    }
}

#[tokio::test]
async fn an_unknown_link_is_a_page_that_says_what_to_do() {
    let inn = Inn::open().await;
    let reply = page(&inn, "/connect/made-up").await;
    assert_eq!(reply.status, 404);
    assert!(reply.header("content-type").starts_with("text/html"));
    assert!(reply.body.contains("Ask the application for a new link"));
}

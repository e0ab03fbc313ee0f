//! The way back from the provider, as far as it goes without one.

use reqwest::Method;
use url::Url;

use crate::inn::{Inn, Reply};

/// Somebody who pressed the button: the browser's cookie and the state of the question.
struct Traveller {
    cookie: String,
    state: String,
}

impl Traveller {
    async fn leave(inn: &Inn, connection: &str) -> Self {
        let gone = Reply::of(inn.ask(Method::POST, &inn.link(connection).await)).await;
        let to = Url::parse(gone.header("location")).unwrap();
        let state = to.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        Self { cookie: gone.header("set-cookie").split(';').next().unwrap().to_owned(), state }
    }

    async fn come_back(&self, inn: &Inn, connection: &str, answer: &str) -> Reply {
        let path = format!("/oauth/callback/{connection}?state={}&{answer}", self.state);
        Reply::of(inn.ask(Method::GET, &path).header("cookie", &self.cookie)).await
    }
}

#[tokio::test]
async fn a_callback_without_an_answer_is_refused() {
    let inn = Inn::open().await;
    for query in ["", "?code=c", "?state=s", "?code=c&state=s&state=s"] {
        let reply = Reply::of(inn.ask(Method::GET, &format!("/oauth/callback/work{query}"))).await;
        assert_eq!(reply.status, 400, "{query}");
    }
}

#[tokio::test]
async fn an_answer_to_no_question_is_refused() {
    let inn = Inn::open().await;
    let reply = Reply::of(inn.ask(Method::GET, "/oauth/callback/work?code=c&state=made-up")).await;
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("never asked for"), "{}", reply.body);
}

#[tokio::test]
async fn an_answer_in_another_browser_is_refused() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    let path = format!("/oauth/callback/work?code=c&state={}", traveller.state);
    assert_eq!(Reply::of(inn.ask(Method::GET, &path)).await.status, 403);
    let other = inn.ask(Method::GET, &path).header("cookie", "innkeeper_browser=somebody-else");
    assert_eq!(Reply::of(other).await.status, 403);
}

#[tokio::test]
async fn an_answer_at_another_connection_is_refused() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    assert_eq!(traveller.come_back(&inn, "bare", "code=c").await.status, 400);
}

#[tokio::test]
async fn a_person_who_says_no_is_told_that_nothing_happened() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    let reply = traveller.come_back(&inn, "work", "error=access_denied").await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("Nothing was connected"), "{}", reply.body);
}

#[tokio::test]
async fn an_answer_counts_once() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    traveller.come_back(&inn, "work", "error=access_denied").await;
    assert_eq!(traveller.come_back(&inn, "work", "code=c").await.status, 400);
}

#[tokio::test]
async fn a_providers_words_reach_no_page_unescaped() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    let answer = "error=server_error&error_description=%3Cscript%3Ealert(1)%3C/script%3E";
    let reply = traveller.come_back(&inn, "work", answer).await;
    assert_eq!(reply.status, 502);
    assert!(!reply.body.contains("<script") && reply.body.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_the_persons_fault() {
    let inn = Inn::open().await;
    let traveller = Traveller::leave(&inn, "work").await;
    let reply = traveller.come_back(&inn, "work", "code=secret-code").await;
    assert_eq!(reply.status, 502);
    assert!(!reply.body.contains("secret-code"));
}

#[tokio::test]
async fn a_sign_in_with_a_wrong_key_asks_again() {
    let inn = Inn::open().await;
    let reply = Reply::of(inn.operate(Method::PUT, "/v1/connections/bare/accounts/ada")).await.json();
    let body = format!("account_id={}&key=ik_0123456789ab_wrong", reply["id"].as_str().unwrap());
    let form = inn.ask(Method::POST, "/connect/some-ticket/confirm").body(body);
    let reply = Reply::of(form.header("content-type", "application/x-www-form-urlencoded")).await;
    assert_eq!(reply.status, 401);
    assert!(reply.body.contains("type=\"password\"") && !reply.body.contains("wrong\""), "{}", reply.body);
}

#[tokio::test]
async fn a_sign_in_from_another_site_is_refused() {
    let inn = Inn::open().await;
    let form = inn.ask(Method::POST, "/connect/t/confirm").header("sec-fetch-site", "cross-site");
    assert_eq!(Reply::of(form).await.status, 403);
}

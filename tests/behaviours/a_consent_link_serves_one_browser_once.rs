//! A consent link: what its page says, and every way in which a link or an answer does not count.

use innkeeper::{Caller, NewLink, VerifyName};
use innkeeper_simulator::Scope;
use innkeeper_tests::{Browser, House, Page, Plan, eventually, open_unserved};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

/// The ticket of a link.
fn ticket(link: &Url) -> &str {
    link.path().rsplit('/').next().unwrap()
}

/// A refusal names the remedy and repeats no ticket.
fn refused(page: &Page, status: u16, link: &Url) {
    assert_eq!(page.status, status, "{}", page.text);
    assert!(page.text.contains("What to do"), "{}", page.text);
    assert!(!page.text.contains(ticket(link)), "the ticket is on the page: {}", page.text);
    assert_eq!(page.headers["x-frame-options"], "DENY");
}

/// The address that the provider sends a browser back to after it has pressed the button.
async fn way_back(house: &House, browser: &mut Browser, link: &Url) -> Url {
    let sent = browser.submit(link, &[]).await.unwrap();
    let provider = sent.location().unwrap_or_else(|| panic!("{} {}", sent.status, sent.text));
    let back = browser.step(&provider).await.unwrap().location().unwrap();
    assert_eq!(back.origin(), house.url.origin());
    back
}

async fn status(house: &House) -> String {
    house.account("alice").await.unwrap()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_says_who_asks_for_what() {
    let settings = |settings: &mut innkeeper::Settings| {
        let scopes = ["account", "repository:write"].map(str::to_owned);
        settings.connections[0].scopes = Some(scopes.to_vec());
    };
    let house = House::plan(Plan { settings, ..Plan::default() }).await.unwrap();
    let link = house.link("%3Cscript%3Ealice%3C%2Fscript%3E", json!({})).await.unwrap();
    let page = Browser::new().unwrap().step(&link).await.unwrap();
    assert_eq!(page.status, 200);
    for said in ["The tests", "alice", "bitbucket", "Bitbucket", "(account)", "(repository:write)"] {
        assert!(page.text.contains(said), "{said} is missing: {}", page.text);
    }
    for banned in ["<script", "javascript:", " onclick", " onload", "<iframe", "http-equiv"] {
        assert!(!page.text.contains(banned), "{banned}: {}", page.text);
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["x-frame-options"], "DENY");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_link_belongs_to_the_first_browser_that_goes_on() {
    let house = House::open().await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let (mut first, mut second) = (Browser::new().unwrap(), Browser::new().unwrap());
    // A mail scanner that opens the link takes nothing away.
    assert_eq!(second.step(&link).await.unwrap().status, 200);
    let back = way_back(&house, &mut first, &link).await;
    refused(&second.submit(&link, &[]).await.unwrap(), 403, &link);
    assert_eq!(first.step(&back).await.unwrap().status, 200);
    assert_eq!(status(&house).await, "ACTIVE");
}

#[tokio::test]
async fn an_answer_and_its_link_count_once() {
    let house = House::open().await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let mut browser = Browser::new().unwrap();
    let back = way_back(&house, &mut browser, &link).await;
    let asked = house.simulator.control().token_requests();
    assert_eq!(browser.step(&back).await.unwrap().status, 200);
    refused(&browser.step(&back).await.unwrap(), 400, &link);
    refused(&browser.step(&link).await.unwrap(), 410, &link);
    refused(&browser.submit(&link, &[]).await.unwrap(), 410, &link);
    assert_eq!(house.simulator.control().token_requests(), asked + 1, "a code was sent twice");
    assert_eq!(status(&house).await, "ACTIVE");
}

#[tokio::test]
async fn an_answer_counts_in_its_own_browser_only() {
    let house = House::open().await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let (mut owner, mut other) = (Browser::new().unwrap(), Browser::new().unwrap());
    let back = way_back(&house, &mut owner, &link).await;
    refused(&Browser::new().unwrap().step(&back).await.unwrap(), 403, &link);
    let others = house.link("bob", json!({})).await.unwrap();
    way_back(&house, &mut other, &others).await;
    refused(&other.step(&back).await.unwrap(), 403, &link);
    assert_eq!(status(&house).await, "PENDING");
    assert_eq!(owner.step(&back).await.unwrap().status, 200, "a stranger has used up the answer");
}

#[tokio::test]
async fn an_answer_counts_at_its_own_connection_only() {
    let house = House::plan(Plan::with_two_connections()).await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let mut browser = Browser::new().unwrap();
    let back = way_back(&house, &mut browser, &link).await;
    let mut elsewhere = back.clone();
    elsewhere.set_path("/oauth/callback/second");
    let asked = house.simulator.control().token_requests();
    refused(&browser.step(&elsewhere).await.unwrap(), 400, &link);
    assert_eq!(house.simulator.control().token_requests(), asked, "the code was sent with another secret");
    assert_eq!(browser.step(&back).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_link_that_nobody_used_in_time_is_gone() {
    let settings = |settings: &mut innkeeper::Settings| settings.consent.ticket_ttl_s = 1;
    let house = House::plan(Plan { settings, ..Plan::default() }).await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let mut browser = Browser::new().unwrap();
    eventually(async || Ok(browser.step(&link).await?.status != 200)).await.unwrap();
    refused(&browser.step(&link).await.unwrap(), 410, &link);
    refused(&browser.submit(&link, &[]).await.unwrap(), 410, &link);
}

#[tokio::test]
async fn a_script_on_loopback_needs_no_button() {
    let house = House::open().await.unwrap();
    let mut link = house.link("alice", json!({})).await.unwrap();
    link.set_query(Some("go=1"));
    let mut browser = Browser::new().unwrap();
    let sent = browser.step(&link).await.unwrap();
    assert_eq!(sent.status, 303);
    assert!(sent.location().unwrap().as_str().starts_with(house.simulator.authorize_url()));
    let cookie = sent.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let page = browser.travel(&sent.location().unwrap(), |_| false).await.unwrap();
    assert_eq!((page.status, status(&house).await.as_str()), (200, "ACTIVE"));
}

#[tokio::test]
async fn a_link_in_public_needs_its_button() {
    let folder = tempfile::tempdir().unwrap();
    let public_url = Url::parse("https://inn.example").unwrap();
    let opened = open_unserved(public_url.clone(), VerifyName::App, Vec::new(), folder.path()).await;
    let host = opened.unwrap().unwrap();
    let caller = Caller::local_operator();
    let link = host.link(&caller, "bitbucket", "alice", NewLink::default()).await.unwrap().link;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let here = link.replacen("https://inn.example", &address, 1) + "?go=1";
    let options = innkeeper_server::Options::new(public_url, 1 << 20);
    let server =
        innkeeper_server::serve(listener, innkeeper_server::router(host, options), std::future::pending());
    let server = tokio::spawn(server);
    let page = Browser::new().unwrap().step(&Url::parse(&here).unwrap()).await.unwrap();
    assert_eq!((page.status, page.location()), (200, None));
    assert!(page.text.contains("<form method=\"post\">"), "{}", page.text);
    server.abort();
}

#[tokio::test]
async fn somebody_who_said_no_may_think_again() {
    let house = House::plan(Plan::with_a_page()).await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let mut browser = Browser::new().unwrap();
    let page = house.answer(&mut browser, &link, ("deny", "1")).await.unwrap();
    refused(&page, 403, &link);
    assert!(page.text.contains("Access was not given"), "{}", page.text);
    assert_eq!(status(&house).await, "PENDING");
    let page = house.answer(&mut browser, &link, ("user", "alice")).await.unwrap();
    assert_eq!((page.status, status(&house).await.as_str()), (200, "ACTIVE"));
}

#[tokio::test]
async fn a_consumer_that_cannot_say_who_came_is_explained() {
    let scopes = Some(vec![Scope::Repository]);
    let house = House::plan(Plan { scopes, ..Plan::default() }).await.unwrap();
    let link = house.link("alice", json!({})).await.unwrap();
    let page = house.consent(&mut Browser::new().unwrap(), &link).await.unwrap();
    refused(&page, 502, &link);
    assert!(page.text.contains("`account` scope") && page.text.contains("tick it"), "{}", page.text);
    assert_eq!(status(&house).await, "PENDING");
}

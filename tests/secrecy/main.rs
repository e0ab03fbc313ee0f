//! What a consent needs to keep secret is in no log, no referrer and no cache. A process of its own: the log is global, and
//! has to listen before the first host is there.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io;
use std::sync::{Arc, Mutex};

use innkeeper::VerifyName;
use innkeeper_tests::{Browser, House, Issuer, Mood, Page, Plan, SigningKey};
use serde_json::json;
use tracing_subscriber::EnvFilter;
use url::Url;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Nothing keeps the answer, nothing is told where the browser came from, nothing frames it.
fn reticent(page: &Page) {
    assert_eq!(page.headers["cache-control"], "no-store", "{}", page.url.path());
    assert_eq!(page.headers["referrer-policy"], "no-referrer", "{}", page.url.path());
    if page.location().is_none() {
        assert_eq!(page.headers["x-frame-options"], "DENY", "{}", page.url.path());
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn from_the_link_to_the_first_call() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let signing = SigningKey::generate("one", jsonwebtoken::Algorithm::ES256).unwrap();
    let issuer = Issuer::start(&[&signing], Mood::Well).await.unwrap();
    let identity = json!({ "name": "corp", "issuer": issuer.url, "audience": "innkeeper",
        "roles": { "platform": "operator" } });
    let identity = serde_json::from_value(identity).unwrap();
    let house = House::plan(Plan { verify: VerifyName::App, ..Plan::with_a_page() }).await.unwrap();
    let house = house.restart(|settings| settings.identities.push(identity)).await.unwrap();
    let link = house.link("alice", json!({ "verify_url": "http://127.0.0.1:9/in" })).await.unwrap();
    let mut browser = Browser::new().unwrap();
    reticent(&browser.step(&link).await.unwrap());
    let button = browser.submit(&link, &[]).await.unwrap();
    reticent(&button);
    let cookie = button.headers["set-cookie"].to_str().unwrap();
    let (_, cookie) = cookie.split_once('=').unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let provider = button.location().unwrap();
    let back = browser.submit(&provider, &[("user", "alice")]).await.unwrap().location().unwrap();
    let arrived = browser.step(&back).await.unwrap();
    reticent(&arrived);
    let to = arrived.location().unwrap();
    let verification = parameter(&to, "ticket");
    reticent(&browser.step(&back).await.unwrap());
    let path = format!("/v1/accounts/{}/verify", parameter(&to, "account_id"));
    let body = json!({ "ticket": verification, "identifier": "alice" });
    let verified = house.post(&path, body).await.unwrap();
    assert_eq!(verified.status, 200, "{}", verified.text);
    let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);

    let (operator, consumer_secret) = operate(&house, &issuer, &signing).await;

    let log = log.text();
    for told in [
        "connection set",
        "oidc:corp:admin",
        "link created",
        "grant received",
        "account active",
        "/connect/{ticket}",
    ] {
        assert!(log.contains(told), "the log does not work: {told} is missing");
    }
    let ticket = link.path().rsplit('/').next().unwrap().to_owned();
    let (state, code) = (parameter(&provider, "state"), parameter(&back, "code"));
    let challenge = parameter(&provider, "code_challenge");
    let secrets = [ticket, cookie, state, code, challenge, verification, operator, consumer_secret];
    for secret in secrets.iter().chain(&house.simulator.control().tokens()) {
        // Libraries trace what they handle; nobody runs a host that way.
        let told_by_us = |line: &&str| {
            line.contains(" innkeeper") || !(line.contains(" TRACE ") || line.contains(" DEBUG "))
        };
        let told: Vec<&str> =
            log.lines().filter(told_by_us).filter(|line| line.contains(secret.as_str())).collect();
        assert!(secret.len() > 20 && told.is_empty(), "{told:?}");
    }
    for seen in house.simulator.control().api_requests() {
        assert!(!seen.has_header("referer") && !seen.has_header("cookie"), "{seen:?}");
        for secret in &secrets {
            assert!(!format!("{} {} {}", seen.path, seen.query, seen.body).contains(secret.as_str()));
        }
    }
}

/// Sets a connection with a token of the operator's issuer, and tries others: the token, and the consumer's secret.
async fn operate(house: &House, issuer: &Issuer, key: &SigningKey) -> (String, String) {
    let token = key.sign(&issuer.claims("admin", &["platform"]).unwrap()).unwrap();
    let secret = "a-consumers-secret-that-nobody-tells".to_owned();
    let path = "/v1/connections/customer";
    let body = |secret: serde_json::Value| json!({ "provider": "bitbucket", "client_id": "k", "client_secret": secret });
    let put = async |token: &str, body: serde_json::Value| {
        house.request(reqwest::Method::PUT, path, token, Some(body)).await.unwrap()
    };
    let set = put(&token, body(json!(secret))).await;
    assert!(set.status == 200 && !set.text.contains(&secret), "{}", set.text);
    for refused in [body(json!([secret])), json!({ "client_secret": secret })] {
        let reply = put(&token, refused).await;
        assert!(reply.status == 422 && !reply.text.contains(&secret), "{}", reply.text);
    }
    let nobody = key.sign(&issuer.claims("admin", &[]).unwrap()).unwrap();
    assert_eq!(put(&nobody, body(json!(secret))).await.status, 403);
    let shown = house.request(reqwest::Method::GET, path, &token, None).await.unwrap();
    assert!(!shown.text.contains(&secret), "{}", shown.text);
    (token, secret)
}

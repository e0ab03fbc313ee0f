//! What outlives the victims: the provider, the vault's folder or database, and the accounts' identifiers.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::time::Duration;

use innkeeper::MasterKey;
use innkeeper_simulator::{ConsumerSpec, Fault, Options, Simulator};
use innkeeper_tests::{Browser, Reply, eventually};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::victim::{OPERATOR, Orders, Victim};

/// For how long the provider takes a refresh token that it has rotated is ten minutes; this is longer.
const BEYOND_GRACE: Duration = Duration::from_secs(11 * 60);
/// A call waits at most so long for a host's answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A provider and a vault.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    orders: Orders,
    client: reqwest::Client,
    _folder: TempDir,
}

/// What became of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Its calls are answered.
    Works,
    /// It says that it needs consent again, and that the answer to a refresh was lost.
    Expired,
}

impl Stage {
    /// A stage without a host. With a database, hosts share it; without, each has the embedded store to itself.
    pub(crate) async fn set(database: Option<String>) -> Self {
        let options = Options { auto_approve: Some("alice".to_owned()), ..Options::default() };
        let simulator = Simulator::start(options).await.unwrap();
        let port = free_port();
        let callback = format!("http://127.0.0.1:{port}/oauth/callback/bitbucket");
        let consumer = simulator.register_consumer(ConsumerSpec::new("Crash", &callback)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let orders = Orders {
            folder: folder.path().to_str().unwrap().to_owned(),
            database,
            key: MasterKey::generate().unwrap().to_base64().expose().to_owned(),
            port,
            authorize_url: simulator.authorize_url().to_owned(),
            token_url: simulator.token_url().to_owned(),
            api_base: simulator.api_base().to_owned(),
            client_id: consumer.key.clone(),
            client_secret: consumer.secret.clone(),
        };
        let client = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        Self { simulator, orders, client, _folder: folder }
    }

    /// A host on the stage's vault, at the address that the consumer knows.
    pub(crate) fn host(&self) -> Victim {
        Victim::start(&self.orders)
    }

    /// A host at an address of its own.
    pub(crate) fn further_host(&self) -> (Victim, u16) {
        let orders = Orders { port: free_port(), ..self.orders.clone() };
        (Victim::start(&orders), orders.port)
    }

    /// The port of [`Stage::host`].
    pub(crate) fn port(&self) -> u16 {
        self.orders.port
    }

    /// Lets all access tokens run out at the provider: each account's next call needs a refresh.
    pub(crate) fn expire_tokens(&self) {
        self.simulator.control().expire_access_tokens();
    }

    /// Lets the time pass in which the provider takes a rotated refresh token once more.
    pub(crate) fn outlast_the_grace(&self) {
        self.simulator.control().advance_clock(BEYOND_GRACE);
    }

    /// The provider does what the next token request asks, and never answers it.
    pub(crate) fn hold_the_next_token(&self) -> u64 {
        self.simulator.control().fail_next_on("/access_token", Fault::HoldAnswer);
        self.simulator.control().held_answers()
    }

    /// Waits until an answer is held that was not `before`.
    pub(crate) async fn held_one_more_than(&self, before: u64) {
        eventually(async || Ok(self.simulator.control().held_answers() > before)).await.unwrap();
    }

    /// Walks an identifier through consent, at the host of [`Stage::host`].
    pub(crate) async fn connect(&self, identifier: &str) {
        let path = format!("/v1/connections/bitbucket/accounts/{identifier}/links");
        let made = self.request(self.port(), Method::POST, &path, json!({})).await.unwrap();
        let link: Url = made.json()["link"].as_str().unwrap().parse().unwrap();
        let mut browser = Browser::new().unwrap();
        browser.step(&link).await.unwrap();
        let sent = browser.submit(&link, &[]).await.unwrap();
        let page = browser.travel(&sent.location().unwrap(), |_| false).await.unwrap();
        assert_eq!(page.status, 200, "{}", page.text);
    }

    /// Calls a tool on behalf of an identifier. An error where the host dies meanwhile.
    pub(crate) async fn call(&self, port: u16, identifier: &str) -> anyhow::Result<Reply> {
        let body = json!({ "tool": "bitbucket_user_get", "identifier": identifier, "input": {} });
        self.request(port, Method::POST, "/v1/invoke", body).await
    }

    /// What became of an identifier's account. Anything but the two fates ends the test.
    pub(crate) async fn fate(&self, port: u16, identifier: &str) -> Fate {
        let reply = self.call(port, identifier).await.unwrap();
        if reply.status == 200 {
            return Fate::Works;
        }
        let path = format!("/v1/connections/bitbucket/accounts/{identifier}");
        let account = self.request(port, Method::PUT, &path, json!({})).await.unwrap().json();
        let (status, reason) = (&account["status"], account["status_reason"].as_str().unwrap());
        assert_eq!(*status, "EXPIRED", "neither works nor says why: {} {account}", reply.text);
        assert!(reason.contains("the answer to a refresh was lost"), "{reason}");
        assert!(reply.json()["connect_url"].is_string(), "no way back: {}", reply.text);
        Fate::Expired
    }

    async fn request(&self, port: u16, method: Method, path: &str, body: Value) -> anyhow::Result<Reply> {
        let request = self
            .client
            .request(method, format!("http://127.0.0.1:{port}{path}"))
            .header("authorization", format!("Bearer {OPERATOR}"))
            .header("content-type", "application/json")
            .body(body.to_string());
        Reply::of(request.send().await?).await
    }
}

/// A port that is free now, and below those that the system gives to outgoing connections: whoever is restarted has to
/// find it free again.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    let mut ports = std::iter::repeat_with(|| 20_000 + (first + NEXT.fetch_add(1, Relaxed)) % 12_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

//! A running server, and short ways to ask it things.

use std::net::SocketAddr;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use innkeeper::{Host, Secret, SecretSource, Settings, VaultSettings};
use innkeeper_server::{Options, router, serve};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::Url;

use crate::logs::LOG;

/// The bootstrap key of every inn.
pub(crate) const KEY: &str = "bootstrap-key-for-tests";

/// The secret of every consumer.
pub(crate) const CLIENT_SECRET: &str = "consumer-secret-for-tests";

/// The largest body that every inn takes.
pub(crate) const MAX_BODY: usize = 10_000;

/// Two consumers at a provider that is never reached: nothing listens there.
const CONNECTIONS: &str = r#"
[[connection]]
name = "work"
provider = "bitbucket"
client_id = "consumer-1"
client_secret = { env = "GIVEN_BELOW" }
application = "Build <Bot>"
scopes = ["repository", "pullrequest:write"]

[[connection]]
name = "bare"
provider = "bitbucket"
client_id = "consumer-2"
client_secret = { env = "GIVEN_BELOW" }
verify = "host"

[provider.bitbucket]
authorize_url = "http://127.0.0.1:9/authorize"
token_url = "http://127.0.0.1:9/token"
api_base = "http://127.0.0.1:9/2.0"
"#;

/// A server that runs in the test.
pub(crate) struct Inn {
    pub(crate) url: Url,
    pub(crate) client: Client,
    /// Removed with the inn.
    _folder: TempDir,
}

impl Inn {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::reached(change, |_| {}).await
    }

    /// With other settings, and reached otherwise.
    pub(crate) async fn reached(
        change: impl FnOnce(&mut Settings),
        reach: impl FnOnce(&mut Options),
    ) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let folder = TempDir::new().unwrap();
        let mut options = Options::new(url.clone(), MAX_BODY);
        reach(&mut options);
        let router = router(host_with(&folder, &url, change).await, options);
        tokio::spawn(serve(listener, router, std::future::pending()));
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { url, client, _folder: folder }
    }

    /// A request without a key.
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url.as_str().trim_end_matches('/')))
    }

    /// A request with the bootstrap key.
    pub(crate) fn operate(&self, method: Method, path: &str) -> RequestBuilder {
        self.ask(method, path).bearer_auth(KEY)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.operate(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        Reply::of(
            self.operate(Method::POST, path)
                .header("content-type", "application/json")
                .body(body.to_string()),
        )
        .await
    }

    /// The path of a fresh link for `ada` through a connection.
    pub(crate) async fn link(&self, connection: &str) -> String {
        let reply = self
            .post(&format!("/v1/connections/{connection}/accounts/ada/links"), serde_json::json!({}))
            .await;
        assert_eq!(reply.status, 201);
        Url::parse(reply.json()["link"].as_str().unwrap()).unwrap().path().to_owned()
    }
}

/// A host with [`CONNECTIONS`] and a vault in `folder`.
pub(crate) async fn host(folder: &TempDir, public_url: &Url) -> Host {
    host_with(folder, public_url, |_| {}).await
}

async fn host_with(folder: &TempDir, public_url: &Url, change: impl FnOnce(&mut Settings)) -> Host {
    LazyLock::force(&LOG);
    let mut settings: Settings = toml::from_str(CONNECTIONS).unwrap();
    for connection in &mut settings.connections {
        connection.client_secret = SecretSource::Given(Secret::new(CLIENT_SECRET.to_owned()));
    }
    let key = SecretSource::Given(Secret::new(STANDARD.encode([7; 32])));
    let vault =
        VaultSettings { path: folder.path().to_owned(), key: Some(key.into()), ..VaultSettings::default() };
    let mut settings = Settings { vault, ..settings };
    change(&mut settings);
    let bootstrap = Some(Secret::new(KEY.to_owned()));
    Host::open(settings, public_url.clone(), bootstrap, &[], |_| {}).await.unwrap()
}

/// A whole answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// Asserts that this is a problem of a status and kind, and returns it.
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!((problem["kind"].as_str(), problem["status"].as_u64()), (Some(kind), Some(status.into())));
        problem
    }
}

//! A running house.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use innkeeper::{
    Clock, Component, Host, KeySource, MasterKey, ProviderEntry, Secret, SecretSource, Settings,
};
use innkeeper_simulator::{Consumer, ConsumerSpec, Simulator};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::browser::{Browser, Page};
use crate::compiled;
use crate::eventually::eventually;
use crate::plan::{PATIENCE, Plan};
use crate::reply::Reply;

/// The operator's key of every house.
pub const OPERATOR: &str = "ik_the_operators_key_of_the_tests";

/// A simulated Bitbucket and a host that serves.
pub struct House {
    /// The provider.
    pub simulator: Arc<Simulator>,
    /// The consumer that accounts connect through.
    pub consumer: Consumer,
    /// The host, for tests that need what its API does not give.
    pub host: Host,
    /// Where the host serves.
    pub url: Url,
    client: reqwest::Client,
    serving: Serving,
    plan: Plan,
    vault: Arc<TempDir>,
    public_url: Url,
    /// By how much the clock of the host's rate budget is ahead, in milliseconds.
    ahead_ms: Arc<AtomicU64>,
}

/// A house without its host.
pub struct Closed(Ground);

/// What a house stands on: what outlives its host.
struct Ground {
    simulator: Arc<Simulator>,
    consumer: Consumer,
    url: Url,
    plan: Plan,
    vault: Arc<TempDir>,
    public_url: Url,
    ahead_ms: Arc<AtomicU64>,
}

/// The server of a house. It stops with the house.
struct Serving {
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl House {
    /// Opens a house with defaults.
    pub async fn open() -> anyhow::Result<Self> {
        Self::plan(Plan::default()).await
    }

    /// Opens a house as planned.
    pub async fn plan(plan: Plan) -> anyhow::Result<Self> {
        let (listener, url) = bind().await?;
        let simulator = Arc::new(Simulator::start(plan.simulator.clone()).await?);
        let callback = url.join("/oauth/callback/bitbucket")?;
        let mut spec = ConsumerSpec::new("Tests", callback);
        if let Some(scopes) = plan.scopes.clone() {
            spec = spec.with_scopes(scopes);
        }
        let consumer = simulator.register_consumer(spec)?;
        let vault = Arc::new(tempfile::tempdir()?);
        let ground = Ground {
            simulator,
            consumer,
            url: url.clone(),
            plan,
            vault,
            public_url: url,
            ahead_ms: Arc::default(),
        };
        Self::build(ground, listener, |_| {}).await
    }

    /// Opens one more host beside this one, as behind a load balancer: known to browsers under the same address, at the
    /// same provider, through the same consumer, and with a clock that goes with this one's. The two share what their
    /// plans say that they share.
    pub async fn beside(&self, plan: Plan) -> anyhow::Result<Self> {
        let (listener, url) = bind().await?;
        let ground = Ground {
            simulator: Arc::clone(&self.simulator),
            consumer: self.consumer.clone(),
            url,
            plan,
            vault: Arc::new(tempfile::tempdir()?),
            public_url: self.public_url.clone(),
            ahead_ms: Arc::clone(&self.ahead_ms),
        };
        Self::build(ground, listener, |_| {}).await
    }

    async fn build(
        ground: Ground,
        listener: TcpListener,
        change: impl FnOnce(&mut Settings),
    ) -> anyhow::Result<Self> {
        let Ground { simulator, consumer, url, plan, vault, public_url, ahead_ms } = ground;
        let api_base = plan.api_base.clone().unwrap_or_else(|| simulator.api_base().to_owned());
        let mut settings = settings(&simulator, api_base, vault.path())?;
        settings.connections.push(plan.connection(&consumer));
        settings.clock = clock(&ahead_ms);
        (plan.settings)(&mut settings);
        change(&mut settings);
        let host = open_host(settings, &plan.connectors, &public_url, vault.path()).await?;
        let serving = serve(listener, host.clone(), &public_url);
        let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { simulator, consumer, host, url, client, serving, plan, vault, public_url, ahead_ms })
    }

    /// Stops the host, and opens it again on the same vault and address, with other settings. The provider goes on.
    pub async fn restart(self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        let closed = self.close().await?;
        closed.open(change).await
    }

    /// Stops the host, and waits until nobody has its vault open. The provider goes on.
    pub async fn close(self) -> anyhow::Result<Closed> {
        let Self { simulator, consumer, host, url, client, mut serving, plan, vault, public_url, ahead_ms } =
            self;
        drop((host, client));
        serving.stop.send_replace(true);
        serving.stopped().await?;
        // A refresh that is under way is stored first.
        let store = vault.path().join("vault").join("db");
        eventually(async || is_free(&store)).await.context("the vault of a closed house is still open")?;
        Ok(Closed(Ground { simulator, consumer, url, plan, vault, public_url, ahead_ms }))
    }

    /// Lets time pass for the simulator and the host's rate budget.
    pub fn advance_clock(&self, step: Duration) {
        self.simulator.control().advance_clock(step);
        self.ahead_ms.fetch_add(u64::try_from(step.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Where the host's vault is.
    #[must_use]
    pub fn vault(&self) -> &Path {
        self.vault.path()
    }

    /// Connects an identifier through the whole consent flow, and gives its account.
    pub async fn connect(&self, identifier: &str) -> anyhow::Result<Value> {
        let link = self.link(identifier, json!({})).await?;
        let page = self.consent(&mut Browser::new()?, &link).await?;
        ensure!(page.status == 200, "consent ended with {}: {}", page.status, page.text);
        let account = self.account(identifier).await?;
        ensure!(account["status"] == "ACTIVE", "the account is not active: {account}");
        Ok(account)
    }

    /// Opens a house where alice is connected and may touch one of her workspaces only.
    pub async fn pinned_to(workspace: &str) -> anyhow::Result<Self> {
        let house = Self::open().await?;
        let account = house.connect("alice").await?;
        let path = format!("/v1/accounts/{}", account["id"].as_str().context("no id")?);
        let narrower = Some(json!({ "workspaces": [workspace] }));
        let reply = house.request(Method::PATCH, &path, OPERATOR, narrower).await?;
        ensure!(reply.status == 200, "the pin was not narrowed: {} {}", reply.status, reply.text);
        Ok(house)
    }

    /// Makes a link for an identifier.
    pub async fn link(&self, identifier: &str, body: Value) -> anyhow::Result<Url> {
        let path = format!("/v1/connections/bitbucket/accounts/{identifier}/links");
        let reply = self.post(&path, body).await?;
        ensure!(reply.status == 201, "no link: {} {}", reply.status, reply.text);
        Ok(Url::parse(reply.json()["link"].as_str().context("no link")?)?)
    }

    /// Presses the button of a link's page and lets the provider send the browser back.
    pub async fn consent(&self, browser: &mut Browser, link: &Url) -> anyhow::Result<Page> {
        let shown = browser.step(link).await?;
        ensure!(shown.status == 200, "the page of the link: {} {}", shown.status, shown.text);
        let sent = browser.submit(link, &[]).await?;
        let next = sent.location().with_context(|| format!("the button: {} {}", sent.status, sent.text))?;
        let here = self.url.origin();
        let simulated = self.simulator.origin().to_owned();
        browser.travel(&next, |url| url.origin() != here && !url.as_str().starts_with(&simulated)).await
    }

    /// Presses the button of a link's page and answers on the provider's page: `user` says who consents, `deny` that
    /// nobody does.
    pub async fn answer(
        &self,
        browser: &mut Browser,
        link: &Url,
        field: (&str, &str),
    ) -> anyhow::Result<Page> {
        let asked = self.consent(browser, link).await?;
        ensure!(
            asked.url.as_str().starts_with(self.simulator.authorize_url()),
            "no page asked: {}",
            asked.url
        );
        let sent = browser.submit(&asked.url, &[field]).await?;
        let next = sent.location().with_context(|| format!("the provider: {} {}", sent.status, sent.text))?;
        browser.travel(&next, |url| url.origin() != self.url.origin()).await
    }

    /// Presses the button of a link's page and consents on the provider's page as `user`: the address that the browser is
    /// sent back to, not opened yet.
    pub async fn way_back(&self, browser: &mut Browser, link: &Url, user: &str) -> anyhow::Result<Url> {
        let sent = browser.submit(link, &[]).await?;
        let asked = sent.location().with_context(|| format!("the button: {} {}", sent.status, sent.text))?;
        let agreed = browser.submit(&asked, &[("user", user)]).await?;
        agreed.location().with_context(|| format!("the provider: {} {}", agreed.status, agreed.text))
    }

    /// The account of an identifier.
    pub async fn account(&self, identifier: &str) -> anyhow::Result<Value> {
        let path = format!("/v1/connections/bitbucket/accounts/{identifier}");
        Ok(self.request(Method::PUT, &path, OPERATOR, None).await?.json())
    }

    /// Calls a tool as the operator, on behalf of an identifier.
    pub async fn invoke(&self, identifier: &str, tool: &str, input: Value) -> anyhow::Result<Reply> {
        self.post("/v1/invoke", json!({ "tool": tool, "identifier": identifier, "input": input })).await
    }

    /// Posts as the operator.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Reply> {
        self.request(Method::POST, path, OPERATOR, Some(body)).await
    }

    /// Gets as the operator.
    pub async fn get(&self, path: &str) -> anyhow::Result<Reply> {
        self.request(Method::GET, path, OPERATOR, None).await
    }

    /// Sends a request with a key.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Reply> {
        let mut request = self
            .client
            .request(method, self.url.join(path)?)
            .header("authorization", format!("Bearer {key}"));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(serde_json::to_vec(&body)?);
        }
        Reply::of(request.send().await?).await
    }

    /// Makes a key and gives its value.
    pub async fn key(&self, new: Value) -> anyhow::Result<String> {
        let reply = self.post("/v1/keys", new).await?;
        ensure!(reply.status == 201, "no key: {} {}", reply.status, reply.text);
        Ok(reply.json()["key"].as_str().context("no key")?.to_owned())
    }

    /// Asks the server to stop, as Ctrl-C does.
    pub fn begin_stop(&self) {
        self.serving.stop.send_replace(true);
    }

    /// Waits until the server has stopped.
    pub async fn stopped(&mut self) -> anyhow::Result<()> {
        self.serving.stopped().await
    }
}

impl Closed {
    /// Opens a host on the same vault and address, with other settings.
    pub async fn open(self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<House> {
        let Self(ground) = self;
        let address = (ground.url.host_str().context("no host")?, ground.url.port().context("no port")?);
        let listener = TcpListener::bind(address).await?;
        House::build(ground, listener, change).await
    }
}

impl Serving {
    async fn stopped(&mut self) -> anyhow::Result<()> {
        let Some(task) = self.task.take() else { return Ok(()) };
        tokio::time::timeout(PATIENCE, task).await??;
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Whether nobody has the lock of an embedded store, as the store itself would find out.
fn is_free(store: &Path) -> anyhow::Result<bool> {
    if !store.exists() {
        return Ok(true);
    }
    match File::open(store)?.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

async fn bind() -> anyhow::Result<(TcpListener, Url)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = Url::parse(&format!("http://{}", listener.local_addr()?))?;
    Ok((listener, url))
}

/// The system's clock, but so far ahead.
fn clock(ahead_ms: &Arc<AtomicU64>) -> Clock {
    let ahead_ms = Arc::clone(ahead_ms);
    Clock::new(move || SystemTime::now() + Duration::from_millis(ahead_ms.load(Ordering::Relaxed)))
}

fn settings(simulator: &Simulator, api_base: String, vault: &Path) -> anyhow::Result<Settings> {
    let mut settings = Settings::default();
    settings.vault.path = vault.to_owned();
    settings.vault.key = Some(SecretSource::Given(compiled::master_key()?).into());
    settings.limits.concurrency = 32;
    let provider = ProviderEntry {
        authorize_url: Some(simulator.authorize_url().to_owned()),
        token_url: Some(simulator.token_url().to_owned()),
        api_base: Some(api_base),
    };
    settings.providers.insert("bitbucket".to_owned(), provider);
    Ok(settings)
}

async fn open_host(
    settings: Settings,
    connectors: &[Component<'static>],
    url: &Url,
    vault: &Path,
) -> anyhow::Result<Host> {
    let mut components: Vec<Component<'_>> = innkeeper_bundle::CONNECTORS
        .iter()
        .map(|built_in| Component { name: built_in.name, bytes: built_in.component })
        .collect();
    components.push(Component { name: "hostile", bytes: innkeeper_test_guests::HOSTILE });
    components.extend_from_slice(connectors);
    let bootstrap = Some(Secret::new(OPERATOR.to_owned()));
    let key_id = match &settings.vault.key {
        Some(KeySource::Here(source)) => MasterKey::from_base64(source.read()?.expose())?.id().to_string(),
        _ => "another".to_owned(),
    };
    let open = async { Ok(Host::open(settings, url.clone(), bootstrap, &components, |_| {}).await?) };
    compiled::with_compiled(key_id, vault, open).await
}

fn serve(listener: TcpListener, host: Host, url: &Url) -> Serving {
    let (stop, mut stopped) = watch::channel(false);
    let options = innkeeper_server::Options::new(url.clone(), 1 << 20);
    let router = innkeeper_server::router(host, options);
    let shutdown = async move {
        // A house that is dropped stops as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let task = tokio::spawn(async move {
        if let Err(error) = innkeeper_server::serve(listener, router, shutdown).await {
            report(&error);
        }
    });
    Serving { stop, task: Some(task) }
}

/// A server that fails takes its test with it by not answering; this says why.
fn report(error: &std::io::Error) {
    eprintln!("the server of the house failed: {error}");
}

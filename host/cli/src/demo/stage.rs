//! What the demo plays on: a simulated Bitbucket, a host and an application, all of them in this process and on loopback.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, ensure};
use innkeeper::{
    ConnectionEntry, Host, MasterKey, ProviderEntry, Secret, SecretSource, ServerSettings, Settings,
    VaultSettings, VerifyName,
};
use innkeeper_server::Options;
use innkeeper_simulator::{Consumer, ConsumerSpec, Options as SimulatorOptions, Scope, Simulator};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use super::application::Application;
use super::browser::Browser;
use super::{CONNECTION, IDENTIFIER, NICKNAME, WORKSPACE};
use crate::api::{Api, Request, built_in};
use crate::progress::Progress;

/// Everything that runs during the demo.
pub(super) struct Stage {
    simulator: Simulator,
    /// The host, called as the person at the machine: for making the first keys.
    here: Api,
    public_url: Url,
    keys: Keys,
    application: Application,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    /// Removed when dropped, so it comes last.
    _vault: TempDir,
}

/// The keys of this demo. They are worth nothing when it ends.
pub(super) struct Keys {
    pub(super) operator: Secret,
    pub(super) agent: Secret,
    /// The agent's key in two halves.
    pub(super) client_id: String,
    pub(super) client_secret: Secret,
}

impl Stage {
    /// Starts everything.
    pub(super) async fn set(port: u16) -> anyhow::Result<Self> {
        let simulator = Simulator::start(SimulatorOptions::default())
            .await
            .context("the simulated Bitbucket does not start")?;
        let (listener, public_url) = bind(port).await?;
        let consumer = simulator.register_consumer(consumer(&public_url)?)?;
        let vault = tempfile::tempdir().context("there is no place for a throw-away vault")?;
        let settings = settings(vault.path(), &simulator, consumer)?;
        let max_request_bytes = settings.server.max_request_bytes;
        let host = open(settings, &public_url).await?;
        let options = Options::new(public_url.clone(), max_request_bytes);
        let router = innkeeper_server::router(host, options);
        let here = Api::in_process(router.clone());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(innkeeper_server::serve(listener, router, async {
            // A stage that is gone has stopped too.
            let _ = stopped.await;
        }));
        let keys = Keys::make(&here).await?;
        let application =
            Application::start(Api::remote(&public_url, Some(keys.operator.expose()))?, IDENTIFIER).await?;
        Ok(Self { simulator, here, public_url, keys, application, stop, serving, _vault: vault })
    }

    /// Lets the person connect the account: the application asks for a link, the browser follows it to the provider and
    /// back, the application confirms who came back, and the operator narrows the account.
    pub(super) async fn connect(&self) -> anyhow::Result<Value> {
        let operator = self.operator_api()?;
        let account = ["v1", "connections", CONNECTION, "accounts", IDENTIFIER];
        let made = operator.call(Request::put(&account)).await?.value()?;
        let link = self.link().await?;
        Browser::new()?.consent(&link, NICKNAME).await?;
        let id = made["id"].as_str().context("the new account has no id")?;
        let narrowed = Request::patch(&["v1", "accounts", id]).body(json!({ "workspaces": [WORKSPACE] }));
        let account = operator.call(narrowed).await?.value()?;
        ensure!(
            account["status"] == "ACTIVE",
            "the account is {} after consent, not ACTIVE",
            account["status"]
        );
        Ok(account)
    }

    /// A new consent link for the demo's account.
    pub(super) async fn link(&self) -> anyhow::Result<Url> {
        let links = ["v1", "connections", CONNECTION, "accounts", IDENTIFIER, "links"];
        let request =
            Request::post(&links).body(json!({ "verify_url": self.application.verify_url().as_str() }));
        let reply = self.here.call(request).await?.value()?;
        let link = reply["link"].as_str().context("the answer holds no link")?;
        link.parse().context("the link is no URL")
    }

    /// The host's API over HTTP, with the agent's key.
    pub(super) fn agent_api(&self) -> anyhow::Result<Api> {
        Api::remote(&self.public_url, Some(self.keys.agent.expose()))
    }

    fn operator_api(&self) -> anyhow::Result<Api> {
        Api::remote(&self.public_url, Some(self.keys.operator.expose()))
    }

    /// Where the host is.
    pub(super) fn public_url(&self) -> &Url {
        &self.public_url
    }

    /// Where the simulated Bitbucket is.
    pub(super) fn provider_origin(&self) -> &str {
        self.simulator.origin()
    }

    /// The keys, to be shown by `--keep`.
    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The provider's API requests so far whose path holds `part`.
    pub(super) fn requests_with(&self, part: &str) -> usize {
        self.simulator.control().api_requests().iter().filter(|request| request.path.contains(part)).count()
    }

    /// Ends everything, in the order in which nobody misses anybody.
    pub(super) async fn strike(self) {
        // The receiver is gone only if the listener failed already.
        let _ = self.stop.send(());
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the host's listener ended badly"),
            Err(error) => tracing::warn!(%error, "the host ended badly"),
        }
        self.application.stop().await;
        self.simulator.shutdown().await;
    }
}

/// What the demo's consumer has ticked: what the walk-throughs need, and no more.
const SCOPES: [Scope; 5] =
    [Scope::Account, Scope::Email, Scope::RepositoryWrite, Scope::PullrequestWrite, Scope::Pipeline];

async fn bind(port: u16) -> anyhow::Result<(TcpListener, Url)> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on: try another --port"))?;
    let url = Url::parse(&format!("http://{}", listener.local_addr()?))?;
    Ok((listener, url))
}

fn consumer(public_url: &Url) -> anyhow::Result<ConsumerSpec> {
    let callback = public_url.join("/oauth/callback/")?.join(CONNECTION)?;
    Ok(ConsumerSpec::new("Innkeeper demo", callback).with_scopes(SCOPES))
}

fn settings(vault: &Path, simulator: &Simulator, consumer: Consumer) -> anyhow::Result<Settings> {
    let provider = ProviderEntry {
        authorize_url: Some(simulator.authorize_url().to_owned()),
        token_url: Some(simulator.token_url().to_owned()),
        api_base: Some(simulator.api_base().to_owned()),
    };
    let connection = ConnectionEntry {
        name: CONNECTION.to_owned(),
        provider: CONNECTION.to_owned(),
        client_id: consumer.key,
        client_secret: SecretSource::Given(Secret::new(consumer.secret)),
        previous_client_secret: None,
        scopes: Some(SCOPES.map(|scope| scope.name().to_owned()).to_vec()),
        verify: VerifyName::App,
        return_urls: Vec::new(),
        issue_tracker: false,
        callback_hosts: None,
        workspaces: None,
        budget: BTreeMap::new(),
        application: Some("the demo's application".to_owned()),
    };
    let key = SecretSource::Given(MasterKey::generate()?.to_base64());
    Ok(Settings {
        server: ServerSettings::default(),
        vault: VaultSettings { path: vault.to_owned(), key: Some(key.into()), ..VaultSettings::default() },
        connections: vec![connection],
        providers: [(CONNECTION.to_owned(), provider)].into(),
        ..Settings::default()
    })
}

async fn open(settings: Settings, public_url: &Url) -> anyhow::Result<Host> {
    let connectors = built_in();
    let progress = Progress::for_people(connectors.len());
    let opened =
        Host::open(settings, public_url.clone(), None, &connectors, |loaded| progress.loaded(loaded)).await;
    progress.finish();
    Ok(opened?)
}

impl Keys {
    async fn make(api: &Api) -> anyhow::Result<Self> {
        let operator = make_key(api, "operator").await?;
        let agent = make_key(api, "agent").await?;
        Ok(Self {
            operator: Secret::new(shown(&operator, "key")?),
            agent: Secret::new(shown(&agent, "key")?),
            client_id: shown(&agent, "client_id")?,
            client_secret: Secret::new(shown(&agent, "client_secret")?),
        })
    }
}

async fn make_key(api: &Api, role: &str) -> anyhow::Result<Value> {
    let request =
        Request::post(&["v1", "keys"]).body(json!({ "role": role, "name": format!("the demo's {role}") }));
    api.call(request).await?.value()
}

fn shown(made: &Value, part: &str) -> anyhow::Result<String> {
    made[part].as_str().map(str::to_owned).with_context(|| format!("the answer holds no {part}"))
}

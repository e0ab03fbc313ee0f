//! A host with one connected account, and the same request without it.

use std::num::NonZeroU32;
use std::sync::Arc;

use innkeeper::{
    BrowserSecret, Caller, Component, ConnectionEntry, ConsentAnswer, Host, InvokeRequest, MasterKey,
    NewLink, ProviderEntry, Secret, SecretSource, Settings, VerifyName,
};
use serde_json::json;
use tempfile::TempDir;
use url::Url;

use crate::upstream::Upstream;

#[derive(Clone)]
pub(crate) struct House {
    host: Host,
    caller: Arc<Caller>,
    url: String,
    _vault: Arc<TempDir>,
}

impl House {
    pub(crate) async fn open(upstream: &Upstream) -> Self {
        let vault = Arc::new(tempfile::tempdir().unwrap());
        let components: Vec<_> = innkeeper_bundle::CONNECTORS
            .iter()
            .map(|one| Component { name: one.name, bytes: one.component })
            .collect();
        let url = Url::parse("http://127.0.0.1:1/").unwrap();
        let host = Host::open(settings(upstream, &vault), url, None, &components, |_| {}).await.unwrap();
        let caller = Arc::new(Caller::local_operator());
        connect(&host, &caller).await;
        let url = format!("{}/2.0/repositories/acme?pagelen=10", upstream.origin);
        Self { host, caller, url, _vault: vault }
    }

    /// The same request, by hand.
    pub(crate) fn direct(&self) -> Direct {
        let client =
            reqwest::Client::builder().tcp_nodelay(true).pool_max_idle_per_host(256).build().unwrap();
        Direct { client, url: self.url.clone(), token: format!("Bearer {}", "t".repeat(2_600)) }
    }

    pub(crate) async fn call(self) -> usize {
        let request = json!({ "tool": "bitbucket_repositories_list", "identifier": "bench",
            "input": { "workspace": "acme", "pagelen": 10 } });
        let request: InvokeRequest = serde_json::from_value(request).unwrap();
        let reply = self.host.invoke(&self.caller, request).await.unwrap();
        reply.data.get().len()
    }
}

#[derive(Clone)]
pub(crate) struct Direct {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Direct {
    pub(crate) async fn call(self) -> usize {
        let request = self.client.get(&self.url).header("authorization", &self.token);
        let response = request.header("accept", "application/json").send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap().len()
    }
}

fn settings(upstream: &Upstream, vault: &TempDir) -> Settings {
    let mut settings = Settings::default();
    settings.vault.path = vault.path().to_owned();
    settings.vault.key = Some(SecretSource::Given(MasterKey::generate().unwrap().to_base64()).into());
    let provider = ProviderEntry {
        authorize_url: Some(format!("{}/authorize", upstream.origin)),
        token_url: Some(format!("{}/token", upstream.origin)),
        api_base: Some(format!("{}/2.0", upstream.origin)),
    };
    settings.providers.insert("bitbucket".to_owned(), provider);
    settings.connections.push(ConnectionEntry {
        name: "bitbucket".to_owned(),
        provider: "bitbucket".to_owned(),
        client_id: "id".to_owned(),
        client_secret: SecretSource::Given(Secret::new("secret".to_owned())),
        previous_client_secret: None,
        scopes: None,
        verify: VerifyName::None,
        return_urls: Vec::new(),
        issue_tracker: false,
        callback_hosts: None,
        workspaces: None,
        // What is measured is the way of a request, not its refusal.
        budget: [("repository".to_owned(), NonZeroU32::MAX)].into(),
        application: None,
    });
    settings
}

async fn connect(host: &Host, caller: &Caller) {
    let link = host.link(caller, "bitbucket", "bench", NewLink::default()).await.unwrap().link;
    let ticket = link.rsplit('/').next().unwrap();
    let browser = BrowserSecret::generate().unwrap();
    let there = host.begin_consent(ticket, &browser).await.unwrap();
    let state = there.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let code = ConsentAnswer::Code("code".to_owned());
    host.finish_consent("bitbucket", &state, Some(&browser), code)
        .await
        .map_err(|error| error.to_string())
        .map(drop)
        .unwrap();
}

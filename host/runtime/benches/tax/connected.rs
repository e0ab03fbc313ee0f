//! A host with the built-in connectors and one connected account, `bench`.

use std::num::NonZeroU32;
use std::path::Path;

use innkeeper::{
    BrowserSecret, Caller, Component, ConnectionEntry, ConsentAnswer, Host, MasterKey, NewLink,
    ProviderEntry, Secret, SecretSource, Settings, VerifyName,
};
use url::Url;

/// Opens it on an empty vault, at a provider that answers at `origin`.
pub(crate) async fn open(origin: &str, vault: &Path, public_url: Url) -> Host {
    let components: Vec<_> = innkeeper_bundle::CONNECTORS
        .iter()
        .map(|one| Component { name: one.name, bytes: one.component })
        .collect();
    let host = Host::open(settings(origin, vault), public_url, None, &components, |_| {}).await.unwrap();
    connect(&host).await;
    host
}

fn settings(origin: &str, vault: &Path) -> Settings {
    let mut settings = Settings::default();
    settings.vault.path = vault.to_owned();
    settings.vault.key = Some(SecretSource::Given(MasterKey::generate().unwrap().to_base64()).into());
    let provider = ProviderEntry {
        authorize_url: Some(format!("{origin}/authorize")),
        token_url: Some(format!("{origin}/token")),
        api_base: Some(format!("{origin}/2.0")),
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
        // All tools are live then.
        issue_tracker: true,
        callback_hosts: None,
        workspaces: None,
        // What is measured is the way of a request, not its refusal.
        budget: [("repository".to_owned(), NonZeroU32::MAX)].into(),
        application: None,
    });
    settings
}

async fn connect(host: &Host) {
    let caller = Caller::local_operator();
    let link = host.link(&caller, "bitbucket", "bench", NewLink::default()).await.unwrap().link;
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

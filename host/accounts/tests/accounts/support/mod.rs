//! A host with one vault and one token endpoint, and the way of a person through a consent.

mod flaky;
mod token_server;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use innkeeper_accounts::{
    Account, AccountId, Accounts, Answer, BrowserSecret, ConnectionSettings, Identity, Lease, LeaseError,
    Link, LinkRequest, Options, Provider, ProviderAccount, ProviderOverrides, Received, VerifyMode,
};
use innkeeper_policy::{CallbackHosts, IssueTracker, ScopeSet, Workspace};
use innkeeper_vault::conformance::{Rewrapping, Watched};
use innkeeper_vault::{Environment, KeyRing, MasterKey, Secret, SledStore, Store, Vault};
use jiff::Timestamp;
use tempfile::TempDir;
use url::Url;

use flaky::Flaky;
pub(crate) use token_server::{Reply, TokenServer};

/// The connection that most tests use.
pub(crate) const CONNECTION: &str = "bitbucket";
/// A second one, at the same provider.
pub(crate) const OTHER: &str = "second";
pub(crate) const CLIENT_ID: &str = "consumer-key";
pub(crate) const CLIENT_SECRET: &str = "consumer-secret/with+signs";

/// A host, its vault and its provider. The vault's directory goes with it.
pub(crate) struct World {
    pub(crate) server: TokenServer,
    pub(crate) accounts: Accounts,
    pub(crate) store: Arc<Flaky>,
    vault: Vault,
    _directory: TempDir,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// A world whose connections or options differ from the usual ones.
    pub(crate) async fn with(adjust: impl FnOnce(&mut [ConnectionSettings], &mut Options)) -> Self {
        let server = TokenServer::start().await;
        let directory = tempfile::tempdir().unwrap();
        let sled = Arc::new(SledStore::open(directory.path(), 1 << 20).unwrap());
        let keys = KeyRing::new(MasterKey::generate().unwrap());
        let store = Arc::new(Flaky::default());
        let watched = Arc::new(Watched::new(sled, Arc::clone(&store)));
        let vault = Vault::open(watched, keys, Environment::default()).await.unwrap();
        let accounts = host(&server, &vault, adjust);
        Self { server, accounts, store, vault, _directory: directory }
    }

    /// A world in which the master key changes, twice, right before each change of a record.
    pub(crate) async fn with_restless_keys(
        adjust: impl FnOnce(&mut [ConnectionSettings], &mut Options),
    ) -> (Self, Arc<Rewrapping>) {
        let server = TokenServer::start().await;
        let directory = tempfile::tempdir().unwrap();
        let sled: Arc<dyn Store> = Arc::new(SledStore::open(directory.path(), 1 << 20).unwrap());
        let key = MasterKey::generate().unwrap().to_base64();
        let (rewrapping, keys) = Rewrapping::new(&sled, &key).await;
        let (rewrapping, store) = (Arc::new(rewrapping), Arc::new(Flaky::default()));
        let restless = Arc::new(Watched::new(sled, Arc::clone(&rewrapping)));
        let watched = Arc::new(Watched::new(restless, Arc::clone(&store)));
        let vault = Vault::open(watched, keys, Environment::default()).await.unwrap();
        let accounts = host(&server, &vault, adjust);
        (Self { server, accounts, store, vault, _directory: directory }, rewrapping)
    }

    /// Another host on the same vault.
    pub(crate) fn second_host(
        &self,
        adjust: impl FnOnce(&mut [ConnectionSettings], &mut Options),
    ) -> Accounts {
        host(&self.server, &self.vault, adjust)
    }

    /// Another host on the same vault that takes this for the token endpoint.
    pub(crate) fn host_at(&self, token_url: &str, attempt_ttl: Duration) -> Accounts {
        let overrides = ProviderOverrides { token_url: Some(token_url.to_owned()), ..Default::default() };
        let provider = Provider::builtin("bitbucket").unwrap().with_overrides(&overrides).unwrap();
        let options = Options { attempt_ttl, ..Options::new("http://127.0.0.1:8700".parse().unwrap()) };
        Accounts::new(self.vault.clone(), vec![provider], vec![settings(CONNECTION)], options).unwrap()
    }

    /// A link for this person's account.
    pub(crate) async fn link(&self, person: &str) -> (Account, Link) {
        let account = self.accounts.get_or_create(CONNECTION, person).await.unwrap();
        let link = self.accounts.create_link(&account.id, &LinkRequest::default()).await.unwrap();
        (account, link)
    }

    /// A browser that is at the provider, and the state that it carries.
    pub(crate) async fn at_provider(&self, link: &Link) -> (BrowserSecret, String) {
        let browser = BrowserSecret::generate().unwrap();
        let url = self.accounts.begin(link.ticket.expose(), &browser).await.unwrap();
        (browser, query(&url)["state"].clone())
    }

    /// A person answers a link for `person`'s account; `who` is signed in at the provider.
    pub(crate) async fn answer(&self, person: &str, who: &str) -> Received {
        let (_, link) = self.link(person).await;
        let (browser, state) = self.at_provider(&link).await;
        self.accounts.receive(CONNECTION, &state, Some(&browser), code_of(who)).await.unwrap()
    }

    /// The whole way: an account in force.
    pub(crate) async fn connect(&self, person: &str) -> Account {
        let received = self.answer(person, person).await;
        self.accounts.set_identity(&received.lease, identity(person)).await.unwrap();
        self.accounts.verify(&received.account.id, received.verification.expose(), person).await.unwrap()
    }

    /// An account in force whose access token has run out.
    pub(crate) async fn connect_expired(&self, person: &str) -> Account {
        self.server.set_life(0);
        let account = self.connect(person).await;
        self.server.set_life(3600);
        account
    }

    pub(crate) async fn token(&self, id: &AccountId) -> Result<String, LeaseError> {
        self.accounts.lease(id).await.map(|lease| text(&lease))
    }
}

fn host(
    server: &TokenServer,
    vault: &Vault,
    adjust: impl FnOnce(&mut [ConnectionSettings], &mut Options),
) -> Accounts {
    let mut connections = vec![settings(CONNECTION), settings(OTHER)];
    let mut options = Options::new("http://127.0.0.1:8700".parse().unwrap());
    adjust(&mut connections, &mut options);
    Accounts::new(vault.clone(), vec![provider(server)], connections, options).unwrap()
}

pub(crate) fn provider(server: &TokenServer) -> Provider {
    let overrides = ProviderOverrides { token_url: Some(server.url.to_string()), ..Default::default() };
    Provider::builtin("bitbucket").unwrap().with_overrides(&overrides).unwrap()
}

pub(crate) fn settings(name: &str) -> ConnectionSettings {
    ConnectionSettings {
        name: name.to_owned(),
        provider: "bitbucket".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Secret::new(CLIENT_SECRET.to_owned()),
        previous_client_secret: None,
        scopes: Some(ScopeSet::parse_list("account repository")),
        verify: VerifyMode::App,
        return_urls: vec!["https://app.example/oauth".to_owned()],
        issue_tracker: IssueTracker::Gone,
        callback_hosts: CallbackHosts::Any,
        workspaces: None,
        budget: BTreeMap::new(),
        application: Some("Example App".to_owned()),
    }
}

/// What the provider says of a person: one workspace of their own, and one that all share.
pub(crate) fn identity(person: &str) -> Identity {
    Identity {
        provider_account: ProviderAccount {
            uuid: format!("uuid-of-{person}"),
            username: person.to_owned(),
            display_name: person.to_owned(),
            first_name: person.to_owned(),
            last_name: String::new(),
            avatar_url: None,
            profile_url: None,
            email: None,
            email_verified: None,
            email_missing_reason: Some("the grant has no email scope".to_owned()),
        },
        workspaces: vec![workspace(person), workspace("shared")],
    }
}

pub(crate) fn workspace(slug: &str) -> Workspace {
    Workspace { slug: slug.to_owned(), uuid: Some(format!("{{uuid-of-workspace-{slug}}}")) }
}

pub(crate) fn slugs(account: &Account) -> Vec<&str> {
    account.pin.workspaces().iter().map(|workspace| workspace.slug.as_str()).collect()
}

pub(crate) fn code_of(who: &str) -> Answer {
    Answer::Code(format!("code-{who}"))
}

pub(crate) fn text(lease: &Lease) -> String {
    lease.token.expose().to_owned()
}

pub(crate) fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

/// Waits for the wall clock, which the tokens' ends are told by.
pub(crate) async fn wait_until(moment: Timestamp) {
    while Timestamp::now() <= moment {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

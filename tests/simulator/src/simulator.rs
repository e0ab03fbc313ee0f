//! Starting and ending a simulator.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, middleware::from_fn_with_state};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    Consumer, ConsumerSpec, Control, IssueTracker, Seed, SimulatorError,
    api::{self, Links},
    oauth::{self, AUTHORIZE_PATH, TOKEN_PATH},
    server,
    shared::{Settings, Shared},
    storage, watch as watching,
};

/// Where the consumer that is there from the start is sent back to: a host with its default address.
const DEFAULT_CALLBACK: &str = "http://127.0.0.1:8700/oauth/callback/bitbucket";

/// How a simulator is to be.
#[derive(Clone)]
pub struct Options {
    /// Where the API and the OAuth server listen; a free port of 127.0.0.1 if absent.
    pub listen: Option<SocketAddr>,
    /// Consents at once as the user of this nickname, without a page.
    pub auto_approve: Option<String>,
    /// How long an access token lives.
    pub access_token_ttl: Duration,
    /// How the token reply names the scopes.
    pub scope_member: ScopeMember,
    /// Whether repositories still have issue trackers.
    pub issue_tracker: IssueTracker,
    /// What there is at the start.
    pub seed: Seed,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: None,
            auto_approve: None,
            access_token_ttl: Duration::from_hours(2),
            scope_member: ScopeMember::Scope,
            issue_tracker: IssueTracker::Kept,
            seed: Seed::default(),
        }
    }
}

/// How the token reply names the scopes: it changed on 2026-05-04 (Bitbucket facts, OAuth).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeMember {
    /// `scope`, as RFC 6749 has it.
    Scope,
    /// `scopes`, as it was before.
    Scopes,
}

impl ScopeMember {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Scopes => "scopes",
        }
    }
}

/// A running simulator. Dropping it ends both its listeners and all their connections.
pub struct Simulator {
    links: Links,
    authorize_url: String,
    token_url: String,
    control: Control,
    default_consumer: Consumer,
    stop: watch::Sender<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// Binds the two listeners and serves.
    ///
    /// # Errors
    /// If an address cannot be bound, or `auto_approve` names nobody.
    pub async fn start(options: Options) -> io::Result<Self> {
        require_user(&options)?;
        let listen = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let site = TcpListener::bind(listen).await?;
        let storage = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let links = links(&site, &storage)?;
        let Options { auto_approve, access_token_ttl, scope_member, issue_tracker, seed, .. } = options;
        let settings = Settings { auto_approve, access_token_ttl, scope_member };
        let mut world = seed.world;
        world.issue_tracker = issue_tracker;
        let shared = Arc::new(Shared::new(links.clone(), world, settings));
        let control = Control::new(shared.clone());
        let default_consumer = control.register(ConsumerSpec::new("Innkeeper", DEFAULT_CALLBACK))?;
        let (stop, stopped) = watch::channel(());
        let tasks = vec![
            server::spawn(site, bitbucket_routes(&shared), stopped.clone()),
            server::spawn(storage, storage_routes(&shared), stopped),
        ];
        Ok(Self {
            authorize_url: format!("{}{AUTHORIZE_PATH}", links.site),
            token_url: format!("{}{TOKEN_PATH}", links.site),
            links,
            control,
            default_consumer,
            stop,
            tasks,
        })
    }

    /// `http://host:port`.
    pub fn origin(&self) -> &str {
        &self.links.site
    }

    /// The origin's `/2.0`.
    pub fn api_base(&self) -> &str {
        &self.links.api
    }

    /// Where a host sends a browser.
    pub fn authorize_url(&self) -> &str {
        &self.authorize_url
    }

    /// Where a host exchanges codes and refresh tokens.
    pub fn token_url(&self) -> &str {
        &self.token_url
    }

    /// The host that finished logs are read from: another origin.
    pub fn storage_origin(&self) -> &str {
        &self.links.storage
    }

    /// The consumer that is there from the start, with every scope.
    pub const fn default_consumer(&self) -> &Consumer {
        &self.default_consumer
    }

    /// Registers one more; the same key again replaces the old one.
    ///
    /// # Errors
    /// [`SimulatorError::Randomness`], if the system gives none.
    pub fn register_consumer(&self, spec: ConsumerSpec) -> Result<Consumer, SimulatorError> {
        Ok(self.control.register(spec)?)
    }

    /// The test's handles.
    pub const fn control(&self) -> &Control {
        &self.control
    }

    /// Ends what is under way, for a second at most, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(());
        for task in std::mem::take(&mut self.tasks) {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a listener ended badly");
            }
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn require_user(options: &Options) -> io::Result<()> {
    match options.auto_approve.as_deref() {
        Some(nickname) if options.seed.world.user_called(nickname).is_none() => {
            let error = SimulatorError::UnknownUser { nickname: nickname.to_owned() };
            Err(io::Error::new(io::ErrorKind::InvalidInput, error))
        }
        _ => Ok(()),
    }
}

fn links(site: &TcpListener, storage: &TcpListener) -> io::Result<Links> {
    let site = format!("http://{}", site.local_addr()?);
    let storage = format!("http://{}", storage.local_addr()?);
    Ok(Links { api: format!("{site}/2.0"), site, storage })
}

fn bitbucket_routes(shared: &Arc<Shared>) -> Router {
    let routes = api::routes().merge(oauth::routes());
    routes.layer(from_fn_with_state(shared.clone(), watching::bitbucket)).with_state(shared.clone())
}

fn storage_routes(shared: &Arc<Shared>) -> Router {
    storage::routes().layer(from_fn_with_state(shared.clone(), watching::storage)).with_state(shared.clone())
}

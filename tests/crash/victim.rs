//! A host in a process of its own, and the process's side of the story.
//!
//! The host is the real one, served over HTTP. What ends it is not in the host: it listens to the steps that a refresh
//! tells of itself, at level trace, and kills the process in the middle of telling.

use std::env;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Lines, Write as _, stdin, stdout};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use innkeeper::{
    Component, ConnectionEntry, EngineName, Host, ProviderEntry, Secret, SecretSource, Settings, VerifyName,
};
use innkeeper_server::Options;
use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tracing::field::{Field, Visit};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use url::Url;

/// Tells the process what to be.
const ORDERS: &str = "INNKEEPER_CRASH_ORDERS";
/// What it says when it serves.
const SERVING: &str = "serving";
/// What it says when it knows at which step to end.
const ARMED: &str = "armed";
/// Where a refresh tells its steps.
const STEPS: &str = "innkeeper::refresh";
/// The operator's key.
pub(crate) const OPERATOR: &str = "ik_the_operators_key_of_the_crash_tests";

/// What a host is made of, as told to its process.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) folder: String,
    /// Its database, where it has not its own store.
    pub(crate) database: Option<String>,
    pub(crate) key: String,
    pub(crate) port: u16,
    pub(crate) authorize_url: String,
    pub(crate) token_url: String,
    pub(crate) api_base: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

/// A running host, seen from outside. It is killed where it goes out of scope.
pub(crate) struct Victim {
    process: Child,
    orders: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
}

impl Victim {
    /// Starts a host and waits until it serves.
    pub(crate) fn start(orders: &Orders) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "victim::serve", "--ignored", "--nocapture", "--test-threads=1"])
            .env(ORDERS, serde_json::to_string(orders).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(process.stdout.take().unwrap()).lines();
        let orders = process.stdin.take().unwrap();
        let mut victim = Self { process, orders, says };
        victim.waits_for(SERVING);
        victim
    }

    fn waits_for(&mut self, word: &str) {
        // The test harness may have begun the line.
        let said = self.says.any(|line| line.is_ok_and(|line| line.ends_with(word)));
        assert!(said, "the host ended before it said {word:?}");
    }

    /// From now on the host ends itself at this step of a refresh.
    pub(crate) fn dies_at(&mut self, step: &str) {
        writeln!(self.orders, "{step}").unwrap();
        self.orders.flush().unwrap();
        self.waits_for(ARMED);
    }

    /// Kills the host, now.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Waits until the host is dead.
    pub(crate) fn dead(&mut self) {
        let status = self.process.wait().unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(signal, Some(9), "it ended otherwise: {status}");
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // Dead already, in most cases.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

// === The process ===

#[test]
#[ignore = "serves until it is killed; the other tests start it"]
fn serve() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let steps = End.with_filter(Targets::new().with_target(STEPS, tracing::Level::TRACE));
    tracing_subscriber::registry().with(steps).init();
    std::thread::spawn(listen);
    tokio::runtime::Runtime::new().unwrap().block_on(run(orders));
}

/// The step at which this process ends.
static LAST_STEP: Mutex<Option<String>> = Mutex::new(None);

/// Takes the step from whoever started this process. An end of the orders means that nobody is left.
fn listen() {
    for step in stdin().lines() {
        *LAST_STEP.lock().unwrap() = Some(step.unwrap());
        say(ARMED);
    }
    die();
}

/// A whole line in one write: whoever reads sees it whole.
fn say(word: &str) {
    stdout().write_all(format!("{word}\n").as_bytes()).unwrap();
}

fn die() {
    kill_process(getpid(), Signal::KILL).unwrap();
}

/// Ends the process at its last step.
struct End;

impl<S: tracing::Subscriber> Layer<S> for End {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut step = Step::default();
        event.record(&mut step);
        if LAST_STEP.lock().unwrap().as_deref() == Some(&step.0) {
            die();
        }
    }
}

#[derive(Default)]
struct Step(String);

impl Visit for Step {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "step" {
            write!(self.0, "{value:?}").unwrap();
        }
    }
}

async fn run(orders: Orders) {
    let listener = TcpListener::bind(("127.0.0.1", orders.port)).await.unwrap();
    let public_url = Url::parse(&format!("http://127.0.0.1:{}", orders.port)).unwrap();
    let workspaces =
        innkeeper_bundle::CONNECTORS.iter().find(|one| one.name == "bitbucket-workspaces").unwrap();
    let components = [Component { name: workspaces.name, bytes: workspaces.component }];
    let bootstrap = Some(Secret::new(OPERATOR.to_owned()));
    let host =
        Host::open(settings(orders), public_url.clone(), bootstrap, &components, |_| {}).await.unwrap();
    let router = innkeeper_server::router(host, Options::new(public_url, 1 << 20));
    say(SERVING);
    innkeeper_server::serve(listener, router, std::future::pending()).await.unwrap();
}

fn settings(orders: Orders) -> Settings {
    let mut settings = Settings::default();
    settings.vault.path = orders.folder.into();
    settings.vault.key = Some(given(orders.key).into());
    if let Some(url) = orders.database {
        settings.vault.engine = EngineName::Postgres;
        settings.vault.url = Some(given(url));
    }
    settings.limits.concurrency = 16;
    let provider = ProviderEntry {
        authorize_url: Some(orders.authorize_url),
        token_url: Some(orders.token_url),
        api_base: Some(orders.api_base),
    };
    settings.providers.insert("bitbucket".to_owned(), provider);
    settings.connections.push(ConnectionEntry {
        verify: VerifyName::None,
        ..innkeeper_tests::connection("bitbucket", &orders.client_id, &orders.client_secret)
    });
    settings
}

fn given(text: String) -> SecretSource {
    SecretSource::Given(Secret::new(text))
}

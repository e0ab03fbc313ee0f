//! What the catalogue costs: compiling the built-in connectors, loading them from the cache, listing their tools, with
//! readiness and in other forms, and searching them.
//!
//! `cargo bench -p innkeeper-tests --bench catalogue`; with `--profile dev` it uses what the tests have built, whose
//! dependencies are optimised and whose own code is not.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use innkeeper::{Component, Host, MasterKey, Secret, SecretSource, Settings};
use innkeeper_bundle::CONNECTORS;
use innkeeper_server::{Options, router, serve};
use reqwest::Client;
use tokio::net::TcpListener;
use url::Url;

/// Times that each thing is done; the median counts.
const ROUNDS: usize = 21;

/// The binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const KEY: &str = "ik_the_key_of_the_benchmark";

#[tokio::main(worker_threads = 2)]
async fn main() {
    sizes();
    let folder = tempfile::tempdir().unwrap();
    let key = MasterKey::generate().unwrap().to_base64().expose().to_owned();
    let (_, compiling) = open(folder.path(), &key).await;
    let mut loading = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        loading.push(open(folder.path(), &key).await.1);
    }
    row("compile all, from scratch", compiling);
    row("load all, from the cache", median(loading));
    let (host, _) = open(folder.path(), &key).await;
    listing(host).await;
}

fn sizes() {
    println!("{:<32} {:>9}", "component", "bytes");
    for connector in CONNECTORS {
        println!("{:<32} {:>9}", connector.name, connector.component.len());
    }
    println!();
}

/// Opens a host, and says how long all its connectors took together, from the first to the last.
async fn open(folder: &Path, key: &str) -> (Host, Duration) {
    let mut settings = Settings::default();
    settings.vault.path = folder.to_owned();
    settings.vault.key = Some(SecretSource::Given(Secret::new(key.to_owned())).into());
    settings.connections.push(innkeeper_tests::connection("bench", "key", "never used"));
    let components: Vec<_> =
        CONNECTORS.iter().map(|one| Component { name: one.name, bytes: one.component }).collect();
    let (first, last) = (Cell::new(None), Cell::new(Instant::now()));
    let url = Url::parse("http://127.0.0.1:1/").unwrap();
    let bootstrap = Some(Secret::new(KEY.to_owned()));
    let host = Host::open(settings, url, bootstrap, &components, |loaded| {
        last.set(Instant::now());
        first.set(first.get().or_else(|| last.get().checked_sub(loaded.took)));
    });
    let host = host.await.unwrap();
    (host, last.get().duration_since(first.get().unwrap()))
}

/// `GET /v1/tools` over loopback. Alice has not consented, which is the longest thing to say of a tool.
async fn listing(host: Host) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let options = Options::new(url.clone(), 1 << 20);
    tokio::spawn(serve(listener, router(host, options), std::future::pending()));
    let client = Client::builder().tcp_nodelay(true).build().unwrap();
    let account = url.join("/v1/connections/bench/accounts/alice").unwrap();
    client.put(account).bearer_auth(KEY).send().await.unwrap().error_for_status().unwrap();
    for (what, query) in [
        ("list all tools in full", "detail=full&all=true"),
        ("list all tools", "all=true"),
        ("list all tools with readiness", "all=true&identifier=alice"),
        ("list all tools in full with readiness", "detail=full&all=true&identifier=alice"),
        ("list all tools for openai", "all=true&format=openai"),
        ("list all tools for mcp, with readiness", "all=true&format=mcp&identifier=alice"),
        ("search", "all=true&q=why+did+the+build+fail&identifier=alice"),
    ] {
        ask(&client, what, url.join(&format!("/v1/tools?{query}")).unwrap()).await;
    }
}

async fn ask(client: &Client, what: &str, all: Url) {
    let (mut times, mut bytes) = (Vec::with_capacity(ROUNDS), 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let reply = client.get(all.clone()).bearer_auth(KEY).send().await.unwrap();
        bytes = reply.error_for_status().unwrap().bytes().await.unwrap().len();
        times.push(start.elapsed());
    }
    row(&format!("{what}, {bytes} bytes"), median(times));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn row(what: &str, took: Duration) {
    println!("{what:<60} {:>10.2} ms", took.as_secs_f64() * 1_000.0);
}

//! What is measured, and what it is measured against: each the whole of one process.

mod bare;
mod house;
mod native;

use std::io::Read;

use axum::Router;
use axum::serve::ListenerExt;
use reqwest::Client;
use tokio::net::TcpListener;

use crate::server::Ready;
use crate::upstream::Upstream;

/// Serves until the driver is gone.
pub(crate) fn serve(role: &[String]) {
    std::thread::spawn(end_with_the_driver);
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    tokio.block_on(async {
        let words: Vec<&str> = role.iter().map(String::as_str).collect();
        let ready = match words[..] {
            ["upstream", bytes] => {
                let upstream = Upstream::start(bytes.parse().unwrap());
                Ready { origin: upstream.origin, ..Ready::default() }
            }
            ["bare", origin] => bare::start(origin).await,
            ["house", origin, vault] => house::start(origin, vault).await,
            ["native", origin] => native::start(origin).await,
            _ => panic!("there is no such server: {words:?}"),
        };
        println!("{}", serde_json::to_string(&ready).unwrap());
        std::future::pending::<()>().await;
    });
}

/// The driver holds the other end; its process's end closes it, however it came.
fn end_with_the_driver() {
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    std::process::exit(0);
}

/// Serves a router on a free port, as the host does.
async fn listen(router: Router) -> Ready {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let listener = listener.tap_io(|connection| connection.set_nodelay(true).unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Ready { origin, ..Ready::default() }
}

/// The request that a tool makes, by hand: one client for all, and a token as long as the provider's.
#[derive(Clone)]
struct Forwarder {
    client: Client,
    base: String,
    token: String,
}

impl Forwarder {
    fn to(origin: &str) -> Self {
        let client = Client::builder().tcp_nodelay(true).pool_max_idle_per_host(256).build().unwrap();
        Self {
            client,
            base: format!("{origin}/2.0/repositories"),
            token: format!("Bearer {}", "t".repeat(2_600)),
        }
    }

    async fn repositories(&self, workspace: &str, pagelen: u32) -> reqwest::Response {
        let url = format!("{}/{workspace}?pagelen={pagelen}", self.base);
        let request = self.client.get(url).header("authorization", &self.token);
        request.header("accept", "application/json").send().await.unwrap()
    }
}

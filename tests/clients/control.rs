//! What a suite in another language may do to the provider, and what it may see of it: over HTTP on loopback.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use innkeeper_simulator::{Fault, Simulator};
use innkeeper_tests::House;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The running control. It ends when dropped.
pub(crate) struct Control {
    pub(crate) url: String,
    serving: JoinHandle<()>,
}

impl Control {
    pub(crate) async fn start(house: &House) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/requests", get(requests))
            .route("/faults", post(fail))
            .with_state(Arc::clone(&house.simulator));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, serving }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Every request that the provider has seen, oldest first.
async fn requests(State(simulator): State<Arc<Simulator>>) -> Json<Value> {
    let seen = simulator.control().api_requests();
    let seen = seen.iter().map(|one| json!({ "method": one.method, "path": one.path, "body": one.body }));
    Json(seen.collect())
}

/// The next request whose path holds `path` fails: with `status`, or after `stall_ms`.
async fn fail(State(simulator): State<Arc<Simulator>>, Json(wanted): Json<Value>) -> StatusCode {
    let fault = match (wanted["status"].as_u64(), wanted["stall_ms"].as_u64()) {
        (Some(429), _) => Fault::Status429 { retry_after: wanted["retry_after"].as_str().map(str::to_owned) },
        (Some(status), _) => Fault::Status(u16::try_from(status).unwrap()),
        (None, Some(stall)) => Fault::Stall(Duration::from_millis(stall)),
        (None, None) => Fault::BreakConnection,
    };
    simulator.control().fail_next_on(wanted["path"].as_str().unwrap(), fault);
    StatusCode::NO_CONTENT
}

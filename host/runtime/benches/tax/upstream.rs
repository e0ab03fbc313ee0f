//! A provider that costs as little as possible: fixed answers, on a thread of its own.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use serde_json::json;

pub(crate) struct Upstream {
    pub(crate) origin: String,
}

impl Upstream {
    /// Serves until the process ends.
    pub(crate) fn start(bytes: usize) -> Self {
        let (tell, told) = std::sync::mpsc::channel::<SocketAddr>();
        std::thread::spawn(move || {
            let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            tokio.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let listener = listener.tap_io(|io| io.set_nodelay(true).unwrap());
                axum::serve(listener, router(bytes)).await.unwrap();
            });
        });
        Self { origin: format!("http://{}", told.recv().unwrap()) }
    }
}

fn router(bytes: usize) -> Router {
    let page: &'static str = Box::leak(page(bytes).into_boxed_str());
    let json = [("content-type", "application/json")];
    let token = json!({ "access_token": "t".repeat(2_600), "refresh_token": "r".repeat(2_600), "token_type": "bearer",
        "expires_in": 7_200, "scopes": "account repository" });
    let user = json!({ "uuid": "{00000000-0000-4000-8000-000000000001}", "username": "bench", "display_name": "Bench" });
    let workspaces = json!({ "values": [{ "workspace": { "slug": "acme", "uuid": "{00000000-0000-4000-8000-000000000002}" } }] });
    let emails = json!({ "values": [] });
    let fixed = move |value: serde_json::Value| {
        let text = value.to_string();
        move || std::future::ready((json, text.clone()))
    };
    Router::new()
        .route("/token", post(fixed(token)))
        .route("/2.0/user", get(fixed(user)))
        .route("/2.0/user/emails", get(fixed(emails)))
        .route("/2.0/user/workspaces", get(fixed(workspaces)))
        .route("/2.0/repositories/{workspace}", get(move || std::future::ready((json, page))))
}

fn page(bytes: usize) -> String {
    json!({ "values": [{ "slug": "x", "description": "y".repeat(bytes - 60) }], "pagelen": 10 }).to_string()
}

//! A host with one connected account, and the same request without it.

use std::sync::Arc;

use innkeeper::{Caller, Host, InvokeRequest};
use serde_json::json;
use tempfile::TempDir;
use url::Url;

use crate::connected;
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
        let public_url = Url::parse("http://127.0.0.1:1/").unwrap();
        let host = connected::open(&upstream.origin, vault.path(), public_url).await;
        let caller = Arc::new(Caller::local_operator());
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

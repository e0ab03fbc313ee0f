//! All servers, and the ways in that are compared.

use std::sync::Arc;

use reqwest::Client;
use tempfile::TempDir;

use crate::plan::Plan;
use crate::server::Server;
use crate::target::{Era, Target, invoke, mcp};

/// Bytes of the provider's answer.
const BODY: &str = "1500";

pub(crate) struct Stage {
    pub(crate) client: Client,
    pub(crate) house: Arc<Server>,
    /// What something is measured against stands before it.
    pub(crate) targets: Vec<Arc<Target>>,
    _upstream: Server,
    /// Removed after the host has ended.
    _vault: TempDir,
}

impl Stage {
    pub(crate) async fn set(plan: &Plan) -> Self {
        let client = Client::builder().tcp_nodelay(true).pool_max_idle_per_host(1_024).build().unwrap();
        let vault = tempfile::tempdir().unwrap();
        let upstream = Server::start(&["upstream", BODY]);
        let origin = upstream.ready.origin.as_str();
        let bare = Arc::new(Server::start(&["bare", origin]));
        let house = ["house", origin, vault.path().to_str().unwrap()];
        let house = match &plan.host {
            Some(program) => Server::start_from(program, &house),
            None => Server::start(&house),
        };
        let house = Arc::new(house);
        let native = Arc::new(Server::start(&["native", origin]));
        let wanted = |name: &str| plan.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
        let mut targets = Vec::new();
        if wanted("invoke") {
            targets.push(invoke("a bare handler", &client, &bare));
            targets.push(invoke("POST /v1/invoke", &client, &house));
        }
        for (name, of, era) in [
            ("a native server, sessions", "tools/call, sessions", Era::Sessions),
            ("a native server, stateless", "tools/call, stateless", Era::Stateless),
        ] {
            if wanted(of) {
                targets.push(mcp(name, &client, &native, era).await);
                targets.push(mcp(of, &client, &house, era).await);
            }
        }
        for target in &targets {
            target.prove().await;
        }
        let targets = targets.into_iter().map(Arc::new).collect();
        Self { client, house, targets, _upstream: upstream, _vault: vault }
    }
}

//! The host as the binary serves it.

use std::path::Path;

use innkeeper::{Caller, NewKey, Role};
use innkeeper_policy::Effect;
use innkeeper_server::{Options, router};
use tokio::net::TcpListener;
use url::Url;

use crate::connected;
use crate::server::Ready;

pub(super) async fn start(origin: &str, vault: &str) -> Ready {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = format!("http://{}", listener.local_addr().unwrap());
    let url = Url::parse(&own).unwrap();
    let host = connected::open(origin, Path::new(vault), url.clone()).await;
    let new = NewKey {
        role: Role::Agent,
        name: "bench".to_owned(),
        identifier: Some("bench".to_owned()),
        effects: Some(vec![Effect::Read, Effect::Write, Effect::Destructive]),
        toolsets: None,
    };
    let made = host.create_key(&Caller::local_operator(), new).await.unwrap();
    let key = made.value.expose().to_owned();
    let toolsets = host.catalogue().toolsets().into_iter().map(str::to_owned).collect();
    let router = router(host, Options::new(url, 1 << 20));
    tokio::spawn(innkeeper_server::serve(listener, router, std::future::pending()));
    Ready { origin: own, key, toolsets }
}

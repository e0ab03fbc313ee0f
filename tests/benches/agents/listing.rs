//! `tools/list` of every toolset, one after the other, and the same tools in one answer of `GET /v1/tools`.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::statistics::percentile;
use crate::target::{post, stateless};

/// Times that each is done.
const ROUNDS: usize = 200;

#[derive(Serialize)]
pub(crate) struct Listing {
    pub(crate) name: &'static str,
    pub(crate) tools: usize,
    pub(crate) bytes: usize,
    pub(crate) p50_ms: f64,
}

pub(crate) async fn measure(stage: &Stage) -> Vec<Listing> {
    vec![over_mcp(stage).await, over_http(stage).await]
}

async fn over_mcp(stage: &Stage) -> Listing {
    let mut params = json!({});
    let headers = stateless(&stage.house, "tools/list", None, &mut params);
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params }).to_string();
    let ready = &stage.house.ready;
    let urls: Vec<_> = ready.toolsets.iter().map(|name| format!("{}/mcp/{name}", ready.origin)).collect();
    let mut measured = Measured::default();
    for _ in 0..ROUNDS {
        let (start, mut answers) = (Instant::now(), Vec::new());
        for url in &urls {
            let answer = post(&stage.client, url, &headers, body.clone().into()).await;
            answers.push(answer.bytes().await.unwrap());
        }
        measured.round(start.elapsed(), &answers, "/result/tools");
    }
    measured.into_listing("tools/list of all toolsets, one after the other")
}

async fn over_http(stage: &Stage) -> Listing {
    let ready = &stage.house.ready;
    let url = format!("{}/v1/tools?all=true&format=mcp", ready.origin);
    let mut measured = Measured::default();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let answer = stage.client.get(&url).bearer_auth(&ready.key).send().await.unwrap();
        let answers = [answer.error_for_status().unwrap().bytes().await.unwrap()];
        measured.round(start.elapsed(), &answers, "/tools");
    }
    measured.into_listing("GET /v1/tools of all, for mcp")
}

#[derive(Default)]
struct Measured {
    times: Vec<Duration>,
    tools: usize,
    bytes: usize,
}

impl Measured {
    fn round(&mut self, took: Duration, answers: &[bytes::Bytes], tools: &str) {
        self.times.push(took);
        if self.tools == 0 {
            let count = |answer: &[u8]| {
                let answer: Value = serde_json::from_slice(answer).unwrap();
                answer.pointer(tools).and_then(Value::as_array).map_or(0, Vec::len)
            };
            self.tools = answers.iter().map(|answer| count(answer)).sum();
            self.bytes = answers.iter().map(|answer| answer.len()).sum();
        }
    }

    fn into_listing(mut self, name: &'static str) -> Listing {
        self.times.sort();
        let Self { times, tools, bytes } = self;
        Listing { name, tools, bytes, p50_ms: percentile(&times, 0.5) }
    }
}

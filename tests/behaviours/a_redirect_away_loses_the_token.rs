//! The log of a step lies at another host. The provider's redirect is followed there, without the token.

use innkeeper_simulator::SeenRequest;
use innkeeper_tests::{House, Reply, eventually};
use serde_json::{Value, json};

/// A run whose log is some 80 kB long.
struct Run {
    house: House,
    pipeline: String,
    step: String,
}

impl Run {
    /// Connects alice and starts the run.
    async fn start() -> Self {
        let house = House::open().await.unwrap();
        house.connect("alice").await.unwrap();
        let input = json!({ "workspace": "acme", "repo_slug": "payments-api", "branch": "main", "pipeline_name": "nightly" });
        let run = house.invoke("alice", "bitbucket_pipeline_trigger", input).await.unwrap();
        assert_eq!(run.status, 200, "{}", run.text);
        let pipeline = run.data()["uuid"].as_str().unwrap().to_owned();
        let mut started = Self { house, pipeline, step: String::new() };
        started.step = started.steps().await[0]["uuid"].as_str().unwrap().to_owned();
        started
    }

    /// A run that is over.
    async fn finish() -> Self {
        let run = Self::start().await;
        run.wait_for("COMPLETED").await;
        run
    }

    async fn steps(&self) -> Value {
        let input =
            json!({ "workspace": "acme", "repo_slug": "payments-api", "pipeline_uuid": self.pipeline });
        let reply = self.house.invoke("alice", "bitbucket_pipeline_steps_list", input).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.data()["values"].clone()
    }

    async fn wait_for(&self, state: &str) {
        eventually(async || Ok(self.steps().await[0]["state"]["name"] == state)).await.unwrap();
    }

    fn log_input(&self) -> Value {
        json!({
            "workspace": "acme", "repo_slug": "payments-api",
            "pipeline_uuid": self.pipeline, "step_uuid": self.step,
        })
    }

    async fn log(&self, input: Value, max_bytes: Option<u64>) -> Reply {
        let body = json!({
            "tool": "bitbucket_pipeline_step_log_get", "identifier": "alice",
            "input": input, "max_bytes": max_bytes,
        });
        let reply = self.house.post("/v1/invoke", body).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply
    }

    fn at_storage(&self) -> Vec<SeenRequest> {
        self.house.simulator.control().storage_requests()
    }
}

fn content(reply: &Reply) -> String {
    reply.data()["content"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_log_comes_from_elsewhere_and_the_token_stays_here() {
    let run = Run::finish().await;
    let reply = run.log(run.log_input(), None).await;
    assert_eq!(reply.data()["content_type"], "text/plain");
    let text = content(&reply);
    assert!(text.starts_with("+ ./ci/regression.sh --all\n"), "{}", &text[..100]);
    assert!(text.ends_with("FAILED: expected 10.00, got 9.99\n"));
    assert!(reply.json().get("truncated").is_none() && reply.json().get("next").is_none());
    assert_eq!(reply.json()["meta"]["requests"], 2);

    let [request] = &run.at_storage()[..] else { panic!("not one request: {:?}", run.at_storage()) };
    assert!(request.query.starts_with("Signature="), "{request:?}");
    for header in ["authorization", "cookie", "referer", "if-none-match"] {
        assert!(!request.has_header(header), "{header} went along: {request:?}");
    }
    let asked = run.house.simulator.control().api_requests().pop().unwrap();
    assert!(asked.has_header("authorization") && asked.path.ends_with("/log"), "{asked:?}");
}

#[tokio::test]
async fn a_signed_address_is_told_to_nobody() {
    let run = Run::finish().await;
    let reply = run.log(run.log_input(), None).await;
    let request = run.at_storage().pop().unwrap();
    let signature = request.query.strip_prefix("Signature=").unwrap();
    assert!(!format!("{:?} {}", reply.headers, reply.text).contains(signature));
}

#[tokio::test]
async fn a_long_log_is_read_in_pieces() {
    let run = Run::finish().await;
    let whole = content(&run.log(run.log_input(), None).await);
    let (mut joined, mut input, mut pieces) = (String::new(), run.log_input(), 0);
    loop {
        let reply = run.log(input, Some(10_000)).await;
        let piece = content(&reply);
        assert!(piece.len() <= 10_000);
        joined.push_str(&piece);
        pieces += 1;
        let reply = reply.json();
        if reply.get("truncated").is_none() {
            assert!(reply.get("next").is_none(), "{reply}");
            break;
        }
        assert_eq!(reply["next"]["offset"], joined.len(), "where it reads on");
        input = reply["next"].clone();
    }
    assert_eq!(pieces, whole.len().div_ceil(10_000));
    assert!(joined == whole, "the pieces do not make the whole");
    let ranges: Vec<Option<String>> =
        run.at_storage().iter().map(|request| request.header("range").map(str::to_owned)).collect();
    assert_eq!(ranges[..3], [None, None, Some("bytes=10000-".to_owned())]);
}

#[tokio::test]
async fn the_log_of_a_step_that_runs_comes_from_the_provider_itself() {
    let run = Run::start().await;
    run.wait_for("IN_PROGRESS").await;
    let reply = run.log(run.log_input(), None).await;
    assert_eq!(content(&reply), "+ ./ci/regression.sh --all\n");
    assert_eq!(run.at_storage(), []);
}

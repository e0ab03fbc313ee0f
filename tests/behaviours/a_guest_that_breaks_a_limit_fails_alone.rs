//! Every limit of the sandbox, broken by a guest: the call fails with its own kind, and the next call works.

use innkeeper_tests::{House, Plan};
use serde_json::{Value, json};

async fn breaks(tool: &str, input: Value, status: u16, kind: &str) -> Value {
    let house = House::plan(Plan::with_short_limits()).await.unwrap();
    house.connect("alice").await.unwrap();
    let reply = house.invoke("alice", tool, input).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (status, kind), "{tool}: {}", reply.text);
    let next = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(next.status, 200, "the call after {tool}: {}", next.text);
    reply.json()
}

#[tokio::test]
async fn a_loop_is_stopped() {
    breaks("loop_forever", json!({}), 500, "GUEST_TIMEOUT").await;
}

#[tokio::test]
async fn waiting_without_end_is_stopped() {
    breaks("wait_forever", json!({}), 500, "GUEST_TIMEOUT").await;
}

#[tokio::test]
async fn eating_memory_is_stopped() {
    breaks("eat_memory", json!({}), 500, "GUEST_OUT_OF_MEMORY").await;
}

#[tokio::test]
async fn recursion_without_end_is_a_trap() {
    // The guest's own stack lies at the bottom of its memory, so that running over it leaves the memory.
    let problem = breaks("deep_recursion", json!({}), 500, "GUEST_TRAP").await;
    assert!(problem["detail"].as_str().unwrap().contains("out of bounds"), "{problem}");
}

#[tokio::test]
async fn a_trap_is_named() {
    let problem = breaks("trap", json!({}), 500, "GUEST_TRAP").await;
    assert!(problem["detail"].as_str().unwrap().contains("unreachable"), "{problem}");
}

#[tokio::test]
async fn endless_requests_are_stopped() {
    breaks("endless_requests", json!({}), 500, "GUEST_EGRESS_DENIED").await;
}

#[tokio::test]
async fn hoarded_responses_are_stopped() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let reply = house.invoke("alice", "hoard_responses", json!({})).await.unwrap();
    assert_eq!(reply.status, 500, "{}", reply.text);
    let next = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(next.status, 200, "{}", next.text);
}

#[tokio::test]
async fn a_big_reply_is_stopped_at_the_border() {
    breaks("big_reply", json!({ "bytes": 20 << 20 }), 500, "GUEST_PROTOCOL").await;
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_refused() {
    breaks("wrong_json", json!({}), 500, "GUEST_PROTOCOL").await;
}

#[tokio::test]
async fn a_made_up_denial_is_not_repeated() {
    let problem = breaks("false_denial", json!({}), 500, "GUEST_PROTOCOL").await;
    assert!(!problem.to_string().contains("evil.example"), "{problem}");
}

#[tokio::test]
async fn an_endpoint_of_another_tool_is_refused() {
    let problem = breaks("send_undeclared", json!({ "workspace": "acme" }), 500, "GUEST_EGRESS_DENIED").await;
    assert!(problem["detail"].as_str().unwrap().contains("send_undeclared"), "{problem}");
}

#[tokio::test]
async fn a_flood_of_log_lines_harms_nobody() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let reply = house.invoke("alice", "big_log", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_bad_guests_at_once_leave_room_for_good_ones() {
    let plan = Plan { settings: |settings| settings.limits.guest_time_ms = 200, ..Plan::default() };
    let house = House::plan(plan).await.unwrap();
    house.connect("alice").await.unwrap();
    let bad = (0..8).map(|_| house.invoke("alice", "loop_forever", json!({})));
    let good = (0..8).map(|_| house.invoke("alice", "bitbucket_user_get", json!({})));
    let (bad, good) = tokio::join!(all(bad), all(good));
    assert!(bad.iter().all(|kind| kind == "GUEST_TIMEOUT"), "{bad:?}");
    assert!(good.iter().all(String::is_empty), "{good:?}");
}

async fn all(
    calls: impl Iterator<Item = impl Future<Output = anyhow::Result<innkeeper_tests::Reply>>>,
) -> Vec<String> {
    let mut kinds = Vec::new();
    for reply in futures_util::future::join_all(calls).await {
        kinds.push(reply.unwrap().kind());
    }
    kinds
}

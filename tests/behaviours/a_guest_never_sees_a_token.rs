//! Architecture invariant 4, and the promise of the house: guests get a room, never a key.

use innkeeper_tests::{House, Reply};
use serde_json::json;

/// Calls everything that a guest can look at, and gives the replies with the tokens that were in use.
async fn everything_that_was_said(house: &House) -> (Vec<Reply>, Vec<String>) {
    let calls = [
        ("echo_headers", json!({ "workspace": "acme" })),
        ("body_twice", json!({ "workspace": "acme" })),
        ("send_header", json!({})),
        ("send_dotdot", json!({})),
        ("bitbucket_user_get", json!({})),
        ("bitbucket_repositories_list", json!({ "workspace": "acme" })),
    ];
    let mut replies = Vec::new();
    for (tool, input) in calls {
        replies.push(house.invoke("alice", tool, input).await.unwrap());
    }
    (replies, house.simulator.control().tokens())
}

#[tokio::test]
async fn no_reply_holds_a_token() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let (replies, tokens) = everything_that_was_said(&house).await;
    assert!(!tokens.is_empty(), "no token was in use");
    for reply in replies {
        for token in &tokens {
            let said = format!("{:?} {}", reply.headers, reply.text);
            assert!(!said.contains(&token[..24]), "a token is in {said}");
        }
    }
}

#[tokio::test]
async fn a_guest_sees_listed_headers_only() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let reply = house.invoke("alice", "echo_headers", json!({ "workspace": "acme" })).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let seen = reply.data().to_string().to_lowercase();
    assert!(seen.contains("content-type"), "{seen}");
    for hidden in ["x-oauth-scopes", "authorization", "set-cookie", "x-accepted-oauth-scopes"] {
        assert!(!seen.contains(&format!("\"{hidden}\"")), "{hidden} is visible: {seen}");
    }
}

#[tokio::test]
async fn a_guest_cannot_set_authorization_or_host() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let before = house.simulator.control().api_requests().len();
    let reply = house.invoke("alice", "send_header", json!({})).await.unwrap();
    assert_eq!(reply.kind(), "GUEST_EGRESS_DENIED", "{}", reply.text);
    assert_eq!(house.simulator.control().api_requests().len(), before);
}

#[tokio::test]
async fn nothing_on_the_disk_holds_a_token_or_the_consumers_secret() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let (_, tokens) = everything_that_was_said(&house).await;
    let mut files = Vec::new();
    gather(house.vault(), &mut files);
    assert!(!files.is_empty());
    for token in tokens {
        let needle = &token.as_bytes()[..24];
        for (path, bytes) in &files {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "a token is in {path}");
        }
    }
}

fn gather(folder: &std::path::Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

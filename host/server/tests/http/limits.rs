//! Clients that are slow, silent or boundless.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use innkeeper_server::{ConnectionLimits, serve_within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Long enough for a test that waits for an end to fail by it.
const PATIENCE: Duration = Duration::from_secs(20);
const LIMITS: ConnectionLimits = ConnectionLimits {
    head_timeout: Duration::from_millis(300),
    max_head_bytes: 16 << 10,
    max_connections: 2,
};

/// A server that answers `/` with `here`.
async fn server() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(|| async { "here" }));
    tokio::spawn(serve_within(LIMITS, listener, router, std::future::pending()));
    address
}

/// What comes until the server ends the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut told = Vec::new();
    // A reset is an end too: the server does not read what it refuses.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut told)).await.expect("the connection ends");
    String::from_utf8_lossy(&told).into_owned()
}

#[tokio::test]
async fn who_says_nothing_or_not_enough_in_time_loses_the_connection() {
    let address = server().await;
    for said in ["", "P", "PRI * HTTP/2.0", "GET / HTTP/1.1\r\nHost: a\r\nX-Long: "] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let told = rest(&mut stream).await;
        assert!(!told.contains("here"), "{said:?}: {told}");
    }
}

#[tokio::test]
async fn an_idle_connection_ends_and_one_in_use_does_not() {
    let mut stream = TcpStream::connect(server().await).await.unwrap();
    let mut buffer = [0; 4_096];
    for _ in 0..3 {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let mut told = String::new();
        while !told.ends_with("here") {
            let read = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap().unwrap();
            assert!(read > 0, "the connection ended after {told}");
            told.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let mut stream = TcpStream::connect(server().await).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "x".repeat(32 << 10));
    // The server may hang up before it has read all of it.
    let _ = stream.write_all(head.as_bytes()).await;
    let told = rest(&mut stream).await;
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 431"), "{told}");
}

#[tokio::test]
async fn those_who_wait_for_a_place_get_it_when_the_silent_lose_theirs() {
    let address = server().await;
    let _silent = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    let reply = reqwest::get(format!("http://{address}/")).await.unwrap();
    assert_eq!(reply.text().await.unwrap(), "here");
}

#[tokio::test]
async fn the_second_version_of_http_is_spoken_from_the_first_byte() {
    let client = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let reply = client.get(format!("http://{}/", server().await)).send().await.unwrap();
    assert_eq!((reply.version(), reply.text().await.unwrap().as_str()), (reqwest::Version::HTTP_2, "here"));
}

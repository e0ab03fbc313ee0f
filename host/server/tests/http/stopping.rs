//! How a server ends.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use innkeeper_server::serve;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::test]
async fn a_call_in_flight_finishes_before_the_server_stops() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (begun, has_begun) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let gate = std::sync::Arc::new(std::sync::Mutex::new(Some((begun, released))));
    let handler = move || async move {
        let (begun, released) = gate.lock().unwrap().take().unwrap();
        begun.send(()).unwrap();
        released.await.unwrap();
        "done"
    };
    let (stop, stopping) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, Router::new().route("/", get(handler)), async {
        stopping.await.unwrap();
    }));
    let call = tokio::spawn(async move { reqwest::get(url).await.unwrap().text().await.unwrap() });

    has_begun.await.unwrap();
    stop.send(()).unwrap();
    release.send(()).unwrap();

    assert_eq!(call.await.unwrap(), "done");
    tokio::time::timeout(Duration::from_secs(10), server).await.unwrap().unwrap().unwrap();
}

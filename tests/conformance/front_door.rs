//! A front door that adds what a client without a key lacks, and changes nothing else.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// An open door. It closes when it is dropped.
pub(crate) struct FrontDoor {
    pub(crate) url: Url,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Way {
    http: reqwest::Client,
    to: Url,
    key: String,
}

impl FrontDoor {
    pub(crate) async fn open(to: &Url, key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let way = Way { http: reqwest::Client::new(), to: to.clone(), key: key.to_owned() };
        let router = Router::new().fallback(pass).with_state(way);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, serving }
    }
}

impl Drop for FrontDoor {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(way): State<Way>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = parts.headers;
    headers.insert(AUTHORIZATION, format!("Bearer {}", way.key).parse().unwrap());
    headers.insert("innkeeper-identifier", "alice".parse().unwrap());
    let sent =
        way.http.request(parts.method, way.to.join(path).unwrap()).headers(headers).body(body).send().await;
    let Ok(answer) = sent else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    response.body(Body::from_stream(answer.bytes_stream())).unwrap()
}

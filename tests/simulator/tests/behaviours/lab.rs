//! A simulator, a client and somebody's token.

use std::time::Duration;

use innkeeper_simulator::{Consumer, ConsumerSpec, Control, Options, Scope, Simulator};
use reqwest::{Client, Method, RequestBuilder, Response, redirect::Policy};
use serde_json::Value;
use url::form_urlencoded;

pub(crate) struct Lab {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    token: String,
    consumer: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `null` where it is no JSON.
    pub(crate) json: Value,
    pub(crate) text: String,
}

impl Lab {
    /// Alice, with every scope.
    pub(crate) async fn start() -> Self {
        Self::start_as("alice", &Scope::ALL).await
    }

    pub(crate) async fn start_as(nickname: &str, scopes: &[Scope]) -> Self {
        Self::start_with(Options::default(), nickname, scopes).await
    }

    /// Alice, with every scope and a token that lives so long.
    pub(crate) async fn start_with_token_of(access_token_ttl: Duration) -> Self {
        let options = Options { access_token_ttl, ..Options::default() };
        Self::start_with(options, "alice", &Scope::ALL).await
    }

    async fn start_with(options: Options, nickname: &str, scopes: &[Scope]) -> Self {
        let simulator = Simulator::start(options).await.unwrap();
        let spec =
            ConsumerSpec::new("lab", "http://127.0.0.1:1/callback").with_scopes(scopes.iter().copied());
        let consumer = simulator.register_consumer(spec).unwrap();
        let token = simulator.control().issue_tokens(nickname, &consumer.key).unwrap().access_token;
        Self { simulator, client: client(), token, consumer: consumer.key }
    }

    /// Somebody at a simulator that is there already, with every scope.
    pub(crate) fn of(simulator: Simulator, nickname: &str) -> Self {
        let consumer = simulator.default_consumer().key.clone();
        let mut lab = Self { simulator, client: client(), token: String::new(), consumer };
        lab.become_user(nickname);
        lab
    }

    /// The key of the consumer that the token comes through.
    pub(crate) fn consumer(&self) -> String {
        self.consumer.clone()
    }

    pub(crate) fn control(&self) -> &Control {
        self.simulator.control()
    }

    /// A request below `/2.0`, with the token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.simulator.api_base());
        self.client.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// A GET with query values that need encoding.
    pub(crate) async fn query(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.get(&format!("{path}?{}", form(pairs))).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        read(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = self.request(method, path).header("content-type", "application/json");
        read(request.body(body.to_string()).send().await.unwrap()).await
    }

    /// Posts a form of fields: name, name of the file where it is one, content.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, Option<&str>, &str)]) -> Answer {
        let mut body = String::new();
        for (name, filename, content) in fields {
            let file = filename.map(|filename| format!("; filename=\"{filename}\"")).unwrap_or_default();
            body += &format!(
                "--lab\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
            );
        }
        let request =
            self.request(Method::POST, path).header("content-type", "multipart/form-data; boundary=lab");
        read(request.body(body + "--lab--\r\n").send().await.unwrap()).await
    }

    /// From now on the requests are somebody else's, with every scope.
    pub(crate) fn become_user(&mut self, nickname: &str) {
        let consumer = self.simulator.default_consumer();
        self.token = self.control().issue_tokens(nickname, &consumer.key).unwrap().access_token;
    }
}

/// A UUID of an answer, as it stands in a path.
pub(crate) fn in_path(uuid: &Value) -> String {
    uuid.as_str().unwrap().replace('{', "%7B").replace('}', "%7D")
}

/// One member of each item of a page.
pub(crate) fn each(page: &Value, pointer: &str) -> Vec<Value> {
    let items = page["values"].as_array().unwrap();
    items.iter().map(|item| item.pointer(pointer).cloned().unwrap_or_default()).collect()
}

/// A client that follows no redirects.
pub(crate) fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) async fn read(response: Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Answer { status, json: serde_json::from_str(&text).unwrap_or(Value::Null), text }
}

/// Posts a form to the token endpoint with a consumer's credentials.
pub(crate) async fn token_request(
    simulator: &Simulator,
    consumer: &Consumer,
    pairs: &[(&str, &str)],
) -> Answer {
    let request = client()
        .post(simulator.token_url())
        .basic_auth(&consumer.key, Some(&consumer.secret))
        .header("content-type", "application/x-www-form-urlencoded");
    read(request.body(form(pairs)).send().await.unwrap()).await
}

/// The slugs of a page of repositories.
pub(crate) fn slugs(page: &Value) -> Vec<&str> {
    texts(page, "/slug")
}

/// The text at a JSON pointer in each entry of a page.
pub(crate) fn texts<'p>(page: &'p Value, pointer: &str) -> Vec<&'p str> {
    let entries = page["values"].as_array().unwrap().iter();
    entries.map(|entry| entry.pointer(pointer).and_then(Value::as_str).unwrap()).collect()
}

//! The transit engine of a HashiCorp Vault.
//!
//! `POST /v1/{mount}/decrypt/{key}` unwraps, `POST /v1/{mount}/datakey/wrapped/{key}` makes a key that nobody has seen yet.
//! The plaintext of both is 32 bytes in base64, which is how master keys are written anyway.

use std::time::Duration;

use innkeeper_accounts::{is_loopback, root_cause, secret_client};
use innkeeper_vault::{MasterKey, Secret};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::reply::{Asked, MAX_BYTES, Reply};
use super::{KeyService, KeyServiceError, WrappedKey};
use crate::settings::TransitSource;

const TOKEN: &str = "x-vault-token";
const NAMESPACE: &str = "x-vault-namespace";
/// An agent in between wants to know that no browser was made to ask.
const REQUEST: &str = "x-vault-request";
/// What a ciphertext of the engine begins with.
const PREFIX: &str = "vault:";
/// Time for one answer: a host that starts is waited for.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A key of a transit engine, and a token for it.
pub struct Transit {
    client: reqwest::Client,
    address: Url,
    mount: String,
    key: String,
    token: Secret,
    headers: HeaderMap,
}

impl Transit {
    /// The engine that the settings name. Asks nothing yet.
    ///
    /// # Errors
    /// [`KeyServiceError::Settings`] for an address that is not https (or http on loopback), a token that cannot be a header
    /// or a name that is none; [`KeyServiceError::Secret`] where there is no token.
    pub fn new(source: &TransitSource) -> Result<Self, KeyServiceError> {
        Self::with_timeout(source, TIMEOUT)
    }

    /// The same, with another patience for an answer.
    ///
    /// # Errors
    /// As [`Transit::new`].
    pub fn with_timeout(source: &TransitSource, timeout: Duration) -> Result<Self, KeyServiceError> {
        check(source)?;
        let token = source.token.read().map_err(|error| KeyServiceError::Secret { what: "token", error })?;
        let client =
            secret_client(timeout).map_err(|error| KeyServiceError::Client { detail: root_cause(&error) })?;
        Ok(Self {
            client,
            address: source.address.clone(),
            mount: source.mount.clone(),
            key: source.key.clone(),
            headers: headers(&token, source.namespace.as_deref())?,
            token,
        })
    }

    /// Asks for one operation of the engine. `secret` is what goes along.
    async fn post<T: for<'de> Deserialize<'de>>(
        &self,
        operation: &[&str],
        body: &impl Serialize,
        secret: &Secret,
    ) -> Result<T, KeyServiceError> {
        let url = self.url(operation);
        let asked = Asked {
            address: self.address.as_str(),
            path: url.path().to_owned(),
            secrets: [&self.token, secret],
        };
        let body = serde_json::to_vec(body)
            .map_err(|_| KeyServiceError::Reply { address: self.shown(), problem: "cannot be asked for" })?;
        let request = self.client.post(url).headers(self.headers.clone()).body(body);
        self.read(request.send().await.map_err(|error| self.unreached(&error))?).await?.into_data(&asked)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Reply, KeyServiceError> {
        let status = response.status().as_u16();
        // Never grows, so that no copy of a key is left behind.
        let mut body = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unreached(&error))? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(KeyServiceError::Reply {
                    address: self.shown(),
                    problem: "is longer than 64 KiB",
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, body })
    }

    fn url(&self, operation: &[&str]) -> Url {
        let mut url = self.address.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("v1").extend(self.mount.split('/')).extend(operation).push(&self.key);
        }
        url
    }

    fn unreached(&self, error: &reqwest::Error) -> KeyServiceError {
        if error.is_timeout() {
            return KeyServiceError::TimedOut { address: self.shown(), seconds: TIMEOUT.as_secs() };
        }
        KeyServiceError::Unreachable { address: self.shown(), detail: root_cause(error) }
    }

    fn shown(&self) -> String {
        self.address.to_string()
    }
}

#[derive(Serialize)]
struct Ciphertext<'a> {
    ciphertext: &'a str,
}

#[derive(Deserialize)]
struct Plaintext {
    plaintext: String,
}

#[derive(Serialize)]
struct DataKey {
    bits: u32,
}

#[derive(Deserialize)]
struct Wrapped {
    ciphertext: String,
}

impl KeyService for Transit {
    async fn unwrap_key(&self, ciphertext: &Secret) -> Result<MasterKey, KeyServiceError> {
        if !ciphertext.expose().starts_with(PREFIX) {
            let problem = "is no ciphertext of a transit engine: it begins with `vault:v1:`";
            return Err(KeyServiceError::Settings { what: "ciphertext", problem });
        }
        let asked = Ciphertext { ciphertext: ciphertext.expose() };
        let Plaintext { plaintext } = self.post(&["decrypt"], &asked, ciphertext).await?;
        let plaintext = Secret::new(plaintext);
        MasterKey::from_base64(plaintext.expose())
            .map_err(|error| KeyServiceError::NoMasterKey { address: self.shown(), error })
    }

    async fn new_key(&self) -> Result<WrappedKey, KeyServiceError> {
        let Wrapped { ciphertext } =
            self.post(&["datakey", "wrapped"], &DataKey { bits: 256 }, &self.token).await?;
        let ciphertext = Secret::new(ciphertext);
        let key = self.unwrap_key(&ciphertext).await?;
        Ok(WrappedKey { ciphertext, key })
    }
}

fn check(source: &TransitSource) -> Result<(), KeyServiceError> {
    let wrong = |what, problem| Err(KeyServiceError::Settings { what, problem });
    let is_safe = match source.address.scheme() {
        "https" => true,
        "http" => is_loopback(&source.address),
        _ => false,
    };
    if !is_safe {
        return wrong(
            "address",
            "must be https: plain http is for loopback, anybody on the way would see the key",
        );
    }
    if !source.address.username().is_empty() || source.address.password().is_some() {
        return wrong("address", "must not hold a user or password: the token says who asks");
    }
    if source.address.query().is_some() || source.address.fragment().is_some() {
        return wrong("address", "must end in its host or path, without `?` and `#`");
    }
    let is_name = |text: &str| !text.is_empty() && text != "." && text != "..";
    if !source.mount.split('/').all(is_name) {
        return wrong("mount", "must be the path where the engine is mounted, such as `transit`");
    }
    if !is_name(&source.key) || source.key.contains('/') {
        return wrong("key", "must be the name of a key in the engine, such as `innkeeper`");
    }
    Ok(())
}

fn headers(token: &Secret, namespace: Option<&str>) -> Result<HeaderMap, KeyServiceError> {
    let header = |what, text: &str| {
        let problem = "has characters that a header cannot have: is it the right one?";
        HeaderValue::from_str(text).map_err(|_| KeyServiceError::Settings { what, problem })
    };
    let mut headers = HeaderMap::new();
    let mut value = header("token", token.expose())?;
    // Keeps it out of HTTP/2's compression tables and of `Debug`.
    value.set_sensitive(true);
    headers.insert(TOKEN, value);
    headers.insert(REQUEST, HeaderValue::from_static("true"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(namespace) = namespace {
        headers.insert(NAMESPACE, header("namespace", namespace)?);
    }
    Ok(headers)
}

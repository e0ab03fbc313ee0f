//! An OpenID Connect issuer of the tests' own: it publishes keys, changes them, and can be down, huge, silent or a liar.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Bytes before the RSA key in its PKCS #8 form, of 2,048 bits.
const RSA_IN_PKCS8: usize = 26;

/// How an issuer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Well,
    /// With 503 only.
    Down,
    /// With more keys' bytes than anybody has.
    Huge,
    /// With a redirect to itself.
    Elsewhere,
    /// With the description of somebody else.
    Lying,
    /// Not at all, where its keys are asked for: the connection stays open.
    Silent,
}

/// A key that signs tokens.
pub struct SigningKey {
    /// What the issuer calls it.
    pub id: String,
    /// How it signs.
    pub algorithm: Algorithm,
    key: EncodingKey,
}

/// A running issuer. It stops when it is dropped.
pub struct Issuer {
    /// As `iss` has it.
    pub url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    url: String,
    mood: Mutex<Mood>,
    keys: Mutex<Vec<Value>>,
    /// How often its keys were asked for.
    asked: Mutex<usize>,
}

impl SigningKey {
    /// A new key.
    pub fn generate(id: &str, algorithm: Algorithm) -> anyhow::Result<Self> {
        let failed = |_| anyhow!("no key for {algorithm:?}");
        let key = match algorithm {
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
                EncodingKey::from_ec_der(pair.to_pkcs8v1().map_err(failed)?.as_ref())
            }
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::generate().map_err(failed)?;
                EncodingKey::from_ed_der(pair.to_pkcs8v1().map_err(failed)?.as_ref())
            }
            _ => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                let pkcs8 = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair).map_err(failed)?;
                EncodingKey::from_rsa_der(&pkcs8.as_ref()[RSA_IN_PKCS8..])
            }
        };
        Ok(Self { id: id.to_owned(), algorithm, key })
    }

    /// What the issuer publishes of it.
    pub fn public(&self) -> anyhow::Result<Value> {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm)?)?;
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        Ok(jwk)
    }

    /// A token with these claims.
    pub fn sign(&self, claims: &Value) -> anyhow::Result<String> {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.clone());
        self.sign_as(&header, claims)
    }

    /// A token with this header.
    pub fn sign_as(&self, header: &Header, claims: &Value) -> anyhow::Result<String> {
        Ok(encode(header, claims, &self.key)?)
    }
}

impl Issuer {
    /// Starts an issuer that publishes these keys.
    pub async fn start(keys: &[&SigningKey], mood: Mood) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/realms/tests", listener.local_addr()?);
        let shared = Arc::new(Shared {
            url: url.clone(),
            mood: Mutex::new(mood),
            keys: Mutex::default(),
            asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/realms/tests/.well-known/openid-configuration", get(describe))
            .route("/realms/tests/keys", get(publish))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the issuer failed: {error}");
            }
        });
        let issuer = Self { url, shared, task };
        issuer.publish(keys)?;
        Ok(issuer)
    }

    /// Publishes these keys from now on.
    pub fn publish(&self, keys: &[&SigningKey]) -> anyhow::Result<()> {
        let public = keys.iter().map(|key| key.public()).collect::<anyhow::Result<Vec<_>>>()?;
        *self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner) = public;
        Ok(())
    }

    /// Changes how it answers.
    pub fn set(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How often its keys were asked for, whatever it answered.
    #[must_use]
    pub fn asked(&self) -> usize {
        *self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims of a token that is good for five minutes, of `subject` in these groups.
    pub fn claims(&self, subject: &str, groups: &[&str]) -> anyhow::Result<Value> {
        let now = now()?;
        Ok(json!({ "iss": self.url, "sub": subject, "aud": ["account", "innkeeper"], "iat": now,
            "nbf": now, "exp": now + 300, "groups": groups }))
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Seconds since 1970.
pub fn now() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH).context("before 1970")?.as_secs())
}

async fn describe(State(shared): State<Arc<Shared>>) -> Response {
    let mood = *shared.mood.lock().unwrap_or_else(PoisonError::into_inner);
    let issuer = match mood {
        Mood::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Lying => "https://somebody.else.example",
        Mood::Well | Mood::Huge | Mood::Elsewhere | Mood::Silent => &shared.url,
    };
    json!({ "issuer": issuer, "jwks_uri": format!("{}/keys", shared.url) }).to_string().into_response()
}

async fn publish(State(shared): State<Arc<Shared>>) -> Response {
    *shared.asked.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    let mood = *shared.mood.lock().unwrap_or_else(PoisonError::into_inner);
    let keys = shared.keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match mood {
        Mood::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Elsewhere => (StatusCode::FOUND, [(LOCATION, format!("{}/keys", shared.url))]).into_response(),
        Mood::Huge => json!({ "keys": keys, "padding": "x".repeat(1 << 20) }).to_string().into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Well | Mood::Lying => json!({ "keys": keys }).to_string().into_response(),
    }
}

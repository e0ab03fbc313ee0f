//! OAuth consumers: who may ask for consent, and with which scopes.

use std::fmt;

use crate::{Scope, scope::Granted};

/// A consumer to be registered.
#[derive(Clone)]
pub struct ConsumerSpec {
    name: String,
    callback_url: String,
    scopes: Granted,
    credentials: Option<(String, String)>,
}

impl ConsumerSpec {
    /// A consumer with every scope ticked. `callback_url` is compared exactly.
    pub fn new(name: impl Into<String>, callback_url: impl Into<String>) -> Self {
        let scopes = Scope::ALL.into_iter().collect();
        Self { name: name.into(), callback_url: callback_url.into(), scopes, credentials: None }
    }

    /// The same, with only these scopes ticked.
    #[must_use]
    pub fn with_scopes(self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self { scopes: scopes.into_iter().collect(), ..self }
    }

    /// The same, with a chosen key and secret instead of random ones.
    #[must_use]
    pub fn with_credentials(self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { credentials: Some((key.into(), secret.into())), ..self }
    }

    /// Gives the consumer its key and secret.
    pub(super) fn register(self, fresh: impl FnOnce() -> (String, String)) -> Registered {
        let (key, secret) = self.credentials.unwrap_or_else(fresh);
        Registered {
            name: self.name,
            key,
            secret,
            previous: None,
            callback_url: self.callback_url,
            scopes: self.scopes,
        }
    }
}

/// What the owner of a consumer knows about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Consumer {
    /// Shown to people who are asked for consent.
    pub name: String,
    /// The `client_id`.
    pub key: String,
    /// The `client_secret`.
    pub secret: String,
    /// The one `redirect_uri` that is accepted.
    pub callback_url: String,
}

impl fmt::Debug for Consumer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, key, callback_url, secret: _ } = self;
        f.debug_struct("Consumer")
            .field("name", name)
            .field("key", key)
            .field("callback_url", callback_url)
            .finish_non_exhaustive()
    }
}

/// A consumer as the authority knows it.
pub(super) struct Registered {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) secret: String,
    /// The secret before, while both are taken.
    pub(super) previous: Option<String>,
    pub(super) callback_url: String,
    pub(super) scopes: Granted,
}

impl Registered {
    /// Whether somebody who knows this secret is the consumer.
    pub(super) fn knows(&self, secret: &str) -> bool {
        self.secret == secret || self.previous.as_deref() == Some(secret)
    }

    /// What its owner is told.
    pub(super) fn told(&self) -> Consumer {
        Consumer {
            name: self.name.clone(),
            key: self.key.clone(),
            secret: self.secret.clone(),
            callback_url: self.callback_url.clone(),
        }
    }
}

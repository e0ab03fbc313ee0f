//! What an operator wants a connection to be, as the API's JSON.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use innkeeper_accounts::{ConnectionDraft, ConnectionTerms, PreviousSecret};
use innkeeper_policy::Scope;
use innkeeper_vault::Secret;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::settings::VerifyName;

/// A `[[connection]]` whose name is in the path and whose secrets are texts. No `Debug`: it may hold secrets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConnection)]
pub struct WantedConnection {
    /// Whose API it is.
    provider: String,
    /// The consumer's key.
    client_id: String,
    /// The consumer's secret. Absent: the one that is kept. Another than that one makes that the previous one.
    #[schema(value_type = Option<String>, write_only)]
    client_secret: Option<SecretText>,
    /// The secret before. Absent: it stays, or is the one that is replaced; null: it is forgotten.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, write_only)]
    previous_client_secret: Option<Option<SecretText>>,
    /// Scopes ticked at the consumer, where it is known.
    scopes: Option<Vec<String>>,
    /// Who confirms that the person is the one whom a link was made for.
    #[serde(default)]
    verify: VerifyName,
    /// Where `return_url` and `verify_url` may lead.
    #[serde(default)]
    return_urls: Vec<String>,
    /// Whether this API still has the issue tracker.
    #[serde(default)]
    issue_tracker: bool,
    /// The only workspaces that any of its accounts may touch.
    workspaces: Option<Vec<String>>,
    /// The only hosts that webhooks may lead to: `ci.example.com`, or `*.example.com`.
    callback_hosts: Option<Vec<String>>,
    /// Requests per hour, by group of the rate budget, where they are other than usual.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, u32>)]
    budget: BTreeMap<String, NonZeroU32>,
    /// What the consent page calls the application that asks.
    application: Option<String>,
}

/// A secret on its way in.
struct SecretText(Secret);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What the parser says may quote the value.
        let text = String::deserialize(deserializer).map_err(|_| D::Error::custom("must be a text"))?;
        Ok(Self(Secret::new(text)))
    }
}

/// A value that is there, even if it is null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<SecretText>>, D::Error> {
    Option::<SecretText>::deserialize(deserializer).map(Some)
}

impl WantedConnection {
    pub(super) fn into_draft(self) -> ConnectionDraft {
        let previous = match self.previous_client_secret {
            None => PreviousSecret::Kept,
            Some(None) => PreviousSecret::Dropped,
            Some(Some(SecretText(secret))) => PreviousSecret::Given(secret),
        };
        ConnectionDraft {
            terms: ConnectionTerms {
                provider: self.provider,
                client_id: self.client_id,
                scopes: self.scopes.map(|names| names.iter().map(|name| Scope::new(name.as_str())).collect()),
                verify: self.verify.into(),
                return_urls: self.return_urls,
                issue_tracker: self.issue_tracker,
                workspaces: self.workspaces,
                callback_hosts: self.callback_hosts,
                budget: self.budget,
                application: self.application,
            },
            client_secret: self.client_secret.map(|SecretText(secret)| secret),
            previous,
        }
    }
}

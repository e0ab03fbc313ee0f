//! What an operator says of a connection, its secrets left out.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use innkeeper_policy::{CallbackHosts, IssueTracker, ScopeSet};
use innkeeper_vault::Secret;
use serde::{Deserialize, Serialize};

use super::{ConnectionSettings, VerifyMode};

/// A connection without its name and secrets. The fields are those of [`ConnectionSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is explained at ConnectionSettings")]
pub struct ConnectionTerms {
    pub provider: String,
    pub client_id: String,
    pub scopes: Option<ScopeSet>,
    pub verify: VerifyMode,
    pub return_urls: Vec<String>,
    pub issue_tracker: bool,
    pub workspaces: Option<Vec<String>>,
    pub callback_hosts: Option<Vec<String>>,
    pub budget: BTreeMap<String, NonZeroU32>,
    pub application: Option<String>,
}

impl ConnectionTerms {
    /// The whole settings of a connection.
    pub(crate) fn named(&self, name: &str, current: Secret, previous: Option<Secret>) -> ConnectionSettings {
        let terms = self.clone();
        ConnectionSettings {
            name: name.to_owned(),
            provider: terms.provider,
            client_id: terms.client_id,
            client_secret: current,
            previous_client_secret: previous,
            scopes: terms.scopes,
            verify: terms.verify,
            return_urls: terms.return_urls,
            issue_tracker: if terms.issue_tracker { IssueTracker::Live } else { IssueTracker::Gone },
            workspaces: terms.workspaces,
            callback_hosts: terms.callback_hosts.map_or(CallbackHosts::Any, CallbackHosts::Listed),
            budget: terms.budget,
            application: terms.application,
        }
    }
}

impl ConnectionSettings {
    pub(super) fn has_the_secrets_of(&self, other: &Self) -> bool {
        let same_previous = match (&self.previous_client_secret, &other.previous_client_secret) {
            (Some(one), Some(two)) => one.expose() == two.expose(),
            (one, two) => one.is_none() && two.is_none(),
        };
        self.client_secret.expose() == other.client_secret.expose() && same_previous
    }
}

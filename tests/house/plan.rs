//! How a house is to be.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use innkeeper::{Component, ConnectionEntry, Secret, SecretSource, Settings, VerifyName};
use innkeeper_simulator::{Consumer, Options};

/// How a house is to be. The default: alice consents at once, nobody confirms her, limits are the host's own.
#[derive(Clone)]
pub struct Plan {
    /// The simulator's options.
    pub simulator: Options,
    /// Who confirms a person.
    pub verify: VerifyName,
    /// Where links may lead back to.
    pub return_urls: Vec<String>,
    /// The consumer's scopes; none: all.
    pub scopes: Option<Vec<innkeeper_simulator::Scope>>,
    /// Where the API is; none: in the simulator. Consent is the simulator's in any case.
    pub api_base: Option<String>,
    /// Connectors besides the built-in and the hostile ones.
    pub connectors: Vec<Component<'static>>,
    /// Changes other settings.
    pub settings: fn(&mut Settings),
}

impl Default for Plan {
    fn default() -> Self {
        let simulator = Options { auto_approve: Some("alice".to_owned()), ..Options::default() };
        Self {
            simulator,
            verify: VerifyName::None,
            return_urls: Vec::new(),
            scopes: None,
            api_base: None,
            connectors: Vec::new(),
            settings: |_| {},
        }
    }
}

impl Plan {
    /// Short limits, so that guests which break them are stopped soon.
    #[must_use]
    pub fn with_short_limits() -> Self {
        let settings = |settings: &mut Settings| {
            settings.limits.guest_time_ms = 200;
            settings.limits.call_timeout_s = 2;
            settings.limits.upstream_timeout_s = 1;
            settings.limits.requests = 5;
        };
        Self { settings, ..Self::default() }
    }

    /// Settings for a house that sends more requests than the provider would let a consumer send in an hour.
    pub fn raise_the_budget(settings: &mut Settings) {
        for connection in &mut settings.connections {
            connection.budget = ["repository", "raw_files", "webhooks"]
                .map(|group| (group.to_owned(), NonZeroU32::MAX))
                .into();
        }
    }

    /// A second connection beside `bitbucket`, called `second`, through the same consumer.
    #[must_use]
    pub fn with_two_connections() -> Self {
        let settings = |settings: &mut Settings| {
            let Some(first) = settings.connections.first() else { return };
            let second =
                ConnectionEntry { verify: first.verify, ..entry("second", &first.client_id, "never used") };
            settings.connections.push(second);
        };
        Self { settings, ..Self::default() }
    }

    /// Nobody consents by herself: the provider shows its page and waits for an answer.
    #[must_use]
    pub fn with_a_page() -> Self {
        Self { simulator: Options::default(), ..Self::default() }
    }

    /// The connection that goes through a consumer.
    #[must_use]
    pub fn connection(&self, consumer: &Consumer) -> ConnectionEntry {
        ConnectionEntry {
            verify: self.verify,
            return_urls: self.return_urls.clone(),
            application: Some("The tests".to_owned()),
            ..entry("bitbucket", &consumer.key, &consumer.secret)
        }
    }
}

/// A connection to Bitbucket and nothing more.
#[must_use]
pub fn entry(name: &str, client_id: &str, client_secret: &str) -> ConnectionEntry {
    ConnectionEntry {
        name: name.to_owned(),
        provider: "bitbucket".to_owned(),
        client_id: client_id.to_owned(),
        client_secret: SecretSource::Given(Secret::new(client_secret.to_owned())),
        previous_client_secret: None,
        scopes: None,
        verify: VerifyName::App,
        return_urls: Vec::new(),
        issue_tracker: false,
        callback_hosts: None,
        workspaces: None,
        budget: BTreeMap::new(),
        application: None,
    }
}

/// How long a test waits for a condition before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

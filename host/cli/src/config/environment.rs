//! Settings from the environment: `INNKEEPER_<SECTION>_<NAME>`, by the table below.
//!
//! A variable of that form that is not in the table is an error, as an unknown setting in the file is.

use std::collections::BTreeSet;
use std::str::FromStr;

use innkeeper::{EngineName, KeySource, ProviderEntry, Secret, SecretSource, Settings};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{ConfigError, nearest};

/// A setting and its variable.
struct Setting {
    variable: &'static str,
    set: fn(&mut Settings, &str) -> Result<(), String>,
}

const fn setting(variable: &'static str, set: fn(&mut Settings, &str) -> Result<(), String>) -> Setting {
    Setting { variable, set }
}

const KEY_TRANSIT: &str = "INNKEEPER_VAULT_KEY_TRANSIT";
const KEY_FILE: &str = "INNKEEPER_VAULT_KEY_FILE";
const KEY_ENV: &str = "INNKEEPER_VAULT_KEY_ENV";

/// Every setting of one value. Connections are lists, so they are in the file only.
const SETTINGS: &[Setting] = &[
    setting("INNKEEPER_SERVER_LISTEN", |all, text| read(&mut all.server.listen, text)),
    setting("INNKEEPER_SERVER_PUBLIC_URL", |all, text| read_some(&mut all.server.public_url, text)),
    setting("INNKEEPER_SERVER_MAX_REQUEST_BYTES", |all, text| read(&mut all.server.max_request_bytes, text)),
    setting("INNKEEPER_SERVER_ALLOWED_HOSTS", |all, text| read_list(&mut all.server.allowed_hosts, text)),
    setting("INNKEEPER_SERVER_CORS_ORIGINS", |all, text| read_list(&mut all.server.cors_origins, text)),
    setting("INNKEEPER_SERVER_HEAD_TIMEOUT_S", |all, text| read(&mut all.server.head_timeout_s, text)),
    setting("INNKEEPER_SERVER_MAX_HEAD_BYTES", |all, text| read(&mut all.server.max_head_bytes, text)),
    setting("INNKEEPER_SERVER_MAX_CONNECTIONS", |all, text| read(&mut all.server.max_connections, text)),
    setting("INNKEEPER_SERVER_ACCESS_TOKEN_TTL_S", |all, text| {
        read(&mut all.server.access_token_ttl_s, text)
    }),
    setting("INNKEEPER_VAULT_ENGINE", |all, text| {
        all.vault.engine = engine(text)?;
        Ok(())
    }),
    setting("INNKEEPER_VAULT_PATH", |all, text| read(&mut all.vault.path, text)),
    setting(KEY_FILE, |all, text| {
        all.vault.key = Some(SecretSource::File(text.into()).into());
        Ok(())
    }),
    setting(KEY_ENV, |all, text| {
        all.vault.key = Some(SecretSource::Env(text.to_owned()).into());
        Ok(())
    }),
    setting(KEY_TRANSIT, |all, text| {
        let example = "{ address = \"https://…\", key = \"innkeeper\", token = { … }, ciphertext = { … } }";
        all.vault.key = Some(KeySource::Transit(in_toml(text, example)?));
        Ok(())
    }),
    setting("INNKEEPER_VAULT_STAGED_KEYS", |all, text| {
        all.vault.staged_keys = in_toml(text, "[{ file = \"new.key\" }]")?;
        Ok(())
    }),
    setting("INNKEEPER_VAULT_RETIRED_KEYS", |all, text| {
        all.vault.retired_keys = in_toml(text, "[{ file = \"old.key\" }]")?;
        Ok(())
    }),
    setting("INNKEEPER_VAULT_ENVIRONMENT", |all, text| read(&mut all.vault.environment, text)),
    setting("INNKEEPER_VAULT_CACHE_BYTES", |all, text| read(&mut all.vault.cache_bytes, text)),
    setting("INNKEEPER_VAULT_ACCOUNT_CACHE_BYTES", |all, text| {
        read(&mut all.vault.account_cache_bytes, text)
    }),
    setting("INNKEEPER_VAULT_URL", |all, text| {
        all.vault.url = Some(SecretSource::Given(Secret::new(text.to_owned())));
        Ok(())
    }),
    setting("INNKEEPER_VAULT_POOL_SIZE", |all, text| read(&mut all.vault.pool_size, text)),
    setting("INNKEEPER_VAULT_SCHEMA", |all, text| read_some(&mut all.vault.schema, text)),
    setting("INNKEEPER_CONSENT_TICKET_TTL_S", |all, text| read(&mut all.consent.ticket_ttl_s, text)),
    setting("INNKEEPER_LIMITS_UPSTREAM_TIMEOUT_S", |all, text| {
        read(&mut all.limits.upstream_timeout_s, text)
    }),
    setting("INNKEEPER_LIMITS_CALL_TIMEOUT_S", |all, text| read(&mut all.limits.call_timeout_s, text)),
    setting("INNKEEPER_LIMITS_GUEST_TIME_MS", |all, text| read(&mut all.limits.guest_time_ms, text)),
    setting("INNKEEPER_LIMITS_MEMORY_BYTES", |all, text| read(&mut all.limits.memory_bytes, text)),
    setting("INNKEEPER_LIMITS_REQUESTS", |all, text| read(&mut all.limits.requests, text)),
    setting("INNKEEPER_LIMITS_MAX_RESPONSE_BYTES", |all, text| {
        read(&mut all.limits.max_response_bytes, text)
    }),
    setting("INNKEEPER_LIMITS_MAX_CONNECTOR_BYTES", |all, text| {
        read(&mut all.limits.max_connector_bytes, text)
    }),
    setting("INNKEEPER_LIMITS_MAX_REQUEST_BYTES", |all, text| read(&mut all.limits.max_request_bytes, text)),
    setting("INNKEEPER_LIMITS_CONCURRENCY", |all, text| read(&mut all.limits.concurrency, text)),
    setting("INNKEEPER_LIMITS_QUEUE", |all, text| read(&mut all.limits.queue, text)),
    setting("INNKEEPER_PROVIDER_BITBUCKET_AUTHORIZE_URL", |all, text| {
        read_some(&mut bitbucket(all).authorize_url, text)
    }),
    setting("INNKEEPER_PROVIDER_BITBUCKET_TOKEN_URL", |all, text| {
        read_some(&mut bitbucket(all).token_url, text)
    }),
    setting("INNKEEPER_PROVIDER_BITBUCKET_API_BASE", |all, text| {
        read_some(&mut bitbucket(all).api_base, text)
    }),
];

/// What a variable of a setting begins with.
const SECTIONS: [&str; 5] = [
    "INNKEEPER_SERVER_",
    "INNKEEPER_VAULT_",
    "INNKEEPER_CONSENT_",
    "INNKEEPER_LIMITS_",
    "INNKEEPER_PROVIDER_",
];

/// Whether the variables say where the master key is: then a host needs no file.
pub(super) fn sets_a_key(variables: &[(String, String)]) -> bool {
    variables.iter().any(|(name, _)| [KEY_FILE, KEY_ENV, KEY_TRANSIT].contains(&name.as_str()))
}

/// Sets what the variables say.
///
/// # Errors
/// [`ConfigError::WrongVariable`] and [`ConfigError::UnknownVariable`]. Values are not repeated.
pub(super) fn apply(settings: &mut Settings, variables: &[(String, String)]) -> Result<(), ConfigError> {
    let wrong = |name: &str, problem: String| ConfigError::WrongVariable { name: name.to_owned(), problem };
    let is_set = |wanted: &str| variables.iter().any(|(name, _)| name == wanted);
    let places: Vec<&str> =
        [KEY_FILE, KEY_ENV, KEY_TRANSIT].into_iter().filter(|name| is_set(name)).collect();
    if let [first, second, ..] = places[..] {
        return Err(wrong(first, format!("{second} is set too: the master key is in one place only")));
    }
    let mut unknown = Vec::new();
    for (name, value) in
        variables.iter().filter(|(name, _)| SECTIONS.iter().any(|section| name.starts_with(section)))
    {
        match SETTINGS.iter().find(|setting| setting.variable == name) {
            Some(setting) => (setting.set)(settings, value.trim()).map_err(|problem| wrong(name, problem))?,
            None => unknown.push(name),
        }
    }
    let places = secret_places(settings);
    match unknown.into_iter().find(|name| !places.contains(name.as_str())) {
        Some(name) => Err(ConfigError::UnknownVariable {
            name: name.clone(),
            nearest: nearest(name, SETTINGS.iter().map(|setting| setting.variable)).map(str::to_owned),
        }),
        None => Ok(()),
    }
}

/// Variables that hold secrets which the settings refer to. They may have any name.
fn secret_places(settings: &Settings) -> BTreeSet<String> {
    let current = settings.connections.iter().map(|connection| &connection.client_secret);
    let previous = settings.connections.iter().flat_map(|connection| &connection.previous_client_secret);
    let vault = &settings.vault;
    let keys = vault.key.iter().chain(&vault.staged_keys).chain(&vault.retired_keys);
    let variable = |source: &SecretSource| match source {
        SecretSource::Env(name) => Some(name.clone()),
        SecretSource::File(_) | SecretSource::Given(_) => None,
    };
    let keys = keys.flat_map(KeySource::secrets);
    current.chain(previous).chain(keys).chain(&vault.url).filter_map(variable).collect()
}

fn bitbucket(settings: &mut Settings) -> &mut ProviderEntry {
    settings.providers.entry("bitbucket".to_owned()).or_default()
}

fn engine(name: &str) -> Result<EngineName, String> {
    match name {
        "sled" => Ok(EngineName::Sled),
        "postgres" => Ok(EngineName::Postgres),
        _ => Err("is not an engine; there are sled and postgres".to_owned()),
    }
}

/// A value that is more than a word, written as in the file.
fn in_toml<T: DeserializeOwned>(text: &str, example: &str) -> Result<T, String> {
    #[derive(Deserialize)]
    struct Document<T> {
        value: T,
    }
    let parsed: Result<Document<T>, _> = toml::from_str(&format!("value = {text}"));
    // What the parser says may quote the value, and somebody may have put a key there.
    parsed
        .map(|document| document.value)
        .map_err(|_| format!("is not written as in the file, such as {example}"))
}

fn read<T: FromStr<Err: std::fmt::Display>>(place: &mut T, text: &str) -> Result<(), String> {
    *place = text.parse().map_err(|error| format!("is not valid: {error}"))?;
    Ok(())
}

/// Values with commas between them.
fn read_list<T: FromStr<Err: std::fmt::Display>>(place: &mut Vec<T>, text: &str) -> Result<(), String> {
    let values = text.split(',').map(str::trim).filter(|value| !value.is_empty());
    let values =
        values.map(|value| value.parse().map_err(|error| format!("`{value}` is not valid: {error}")));
    *place = values.collect::<Result<_, String>>()?;
    Ok(())
}

fn read_some<T: FromStr<Err: std::fmt::Display>>(place: &mut Option<T>, text: &str) -> Result<(), String> {
    *place = Some(text.parse().map_err(|error| format!("is not valid: {error}"))?);
    Ok(())
}

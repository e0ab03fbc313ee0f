//! Where the database is, and what the URL may say.

use std::fmt;
use std::num::NonZeroU32;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use crate::error::StoreError;
use crate::secret::Secret;

/// The schema that holds the tables where the settings name none.
const SCHEMA: &str = "innkeeper";
/// As long as a name may be in PostgreSQL, in bytes.
const LONGEST_NAME: usize = 63;
/// What a URL may say after the `?`. Others would be ignored, and logged with their values.
const PARAMETERS: [&str; 12] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
/// What `sslmode` may be. `allow` is left out: it would go without TLS.
const MODES: [&str; 5] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

/// Which database to use, and how.
pub struct PostgresSettings {
    /// `postgres://user:password@host:port/database?sslmode=verify-full`. `sslmode` is `disable`, `prefer` (the default),
    /// `require`, `verify-ca` or `verify-full`, as for `psql`; only the last two know whom they talk to. They trust the
    /// public authorities, and that of the file `sslrootcert`. What the URL leaves out comes from the variables of
    /// `psql` (`PGPASSWORD`, …) and `~/.pgpass`.
    pub url: Secret,
    /// How many connections this host has at most.
    pub pool_size: NonZeroU32,
    /// The schema that holds the tables, made if there is none: small letters, digits and `_`. `innkeeper` if not given.
    pub schema: Option<String>,
}

/// [`PostgresSettings`], read and found good.
pub(super) struct Address {
    pub(super) options: PgConnectOptions,
    pub(super) schema: String,
    pub(super) place: Place,
}

/// A database's name and address, for errors.
#[derive(Clone)]
pub(super) struct Place(String);

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Address {
    pub(super) fn of(settings: &PostgresSettings) -> Result<Self, StoreError> {
        let schema = settings.schema.as_deref().unwrap_or(SCHEMA);
        require_name(schema)?;
        // Statements are the same few: whether one is slow is for the spans of callers to say.
        let options = read(settings.url.expose())?.application_name("innkeeper").disable_statement_logging();
        let place = place(&options);
        warn_if_unverified(&options, &place);
        Ok(Self { options, schema: schema.to_owned(), place })
    }
}

/// Reads the URL. No error quotes it.
fn read(text: &str) -> Result<PgConnectOptions, StoreError> {
    let url = Url::parse(text)
        .map_err(|_| wrong("`vault.url` is not a URL such as postgres://user@host/database"))?;
    if !["postgres", "postgresql"].contains(&url.scheme()) {
        return Err(wrong("`vault.url` has to begin with postgres://"));
    }
    for (name, value) in url.query_pairs() {
        if !PARAMETERS.contains(&&*name) {
            let known = PARAMETERS.join(", ");
            return Err(wrong(format!("`vault.url` has a parameter that is not known: use only {known}")));
        }
        if name == "sslmode" && !MODES.contains(&&*value) {
            return Err(wrong(format!("`sslmode` in `vault.url` is none of {}", MODES.join(", "))));
        }
    }
    let options: PgConnectOptions =
        text.parse().map_err(|_| wrong("`vault.url` has a part that cannot be read"))?;
    if url.query_pairs().any(|(name, _)| name == "sslrootcert") && !is_verified(&options) {
        return Err(wrong("`sslrootcert` in `vault.url` needs `sslmode=verify-full`, or it is not used"));
    }
    Ok(options)
}

fn is_verified(options: &PgConnectOptions) -> bool {
    matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull)
}

fn place(options: &PgConnectOptions) -> Place {
    let name = options.get_database().unwrap_or(options.get_username());
    Place(match options.get_socket() {
        Some(socket) => format!("database \"{name}\" at {}", socket.display()),
        None => format!("database \"{name}\" at {}:{}", options.get_host(), options.get_port()),
    })
}

/// A name that needs no quotes and no second look, in statements as well as in `search_path`.
fn require_name(schema: &str) -> Result<(), StoreError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let begins_well =
        !schema.starts_with("pg_") && schema.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    if begins_well && schema.len() <= LONGEST_NAME && schema.bytes().all(plain) {
        return Ok(());
    }
    Err(wrong(
        "`vault.schema` has to be small letters, digits and `_`, at most 63, and not begin with a digit or `pg_`",
    ))
}

fn warn_if_unverified(options: &PgConnectOptions, place: &Place) {
    let host = options.get_host();
    let near = options.get_socket().is_some() || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host);
    if !near && !is_verified(options) {
        tracing::warn!(%place, "the database's certificate is not checked: add `sslmode=verify-full` to `vault.url`");
    }
}

fn wrong(detail: impl Into<String>) -> StoreError {
    StoreError::Settings { detail: detail.into() }
}

#[cfg(test)]
mod tests;

//! What errors of the database mean to people.
//!
//! The server's own words may quote what is stored, and sqlx's may quote the URL. So neither gets out: a server's error
//! has a code, and the codes that people meet have words here.

use std::fmt::Display;
use std::io;
use std::time::Duration;

use super::settings::Place;
use crate::error::StoreError;

/// An error of sqlx, in our words.
pub(super) fn explain(error: &sqlx::Error, place: &Place) -> StoreError {
    match error {
        sqlx::Error::Database(refusal) => refused(&refusal.code().unwrap_or_default(), place),
        sqlx::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => without_tls(source, place),
        sqlx::Error::Io(source) => unavailable(format!(
            "no connection to {place} ({source}): see whether the server runs, and whether `vault.url` leads to it"
        )),
        sqlx::Error::Tls(source) => without_tls(source, place),
        sqlx::Error::PoolTimedOut => unavailable(format!(
            "{place} had no free connection in time: see whether the server runs, or raise `vault.pool_size`"
        )),
        sqlx::Error::Protocol(_) => unavailable(format!("{place} does not talk as PostgreSQL does")),
        sqlx::Error::ColumnDecode { .. } => {
            wrong(place, "a table holds something else than it should".to_owned())
        }
        sqlx::Error::Configuration(_) => {
            wrong(place, "a certificate or key that `vault.url` names cannot be used".to_owned())
        }
        _ => unavailable(format!("the connection to {place} broke off")),
    }
}

/// rustls reports a certificate that it does not accept as an error of reading.
fn without_tls(reason: &dyn Display, place: &Place) -> StoreError {
    wrong(
        place,
        format!("TLS failed ({reason}): compare `sslmode` and `sslrootcert` in `vault.url` with the server"),
    )
}

/// The database said nothing for so long.
pub(super) fn silent(place: &Place, patience: Duration) -> StoreError {
    unavailable(format!("{place} did not answer within {} seconds", patience.as_secs()))
}

/// An error that the server reports, by its code:
/// [PostgreSQL Error Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html).
fn refused(code: &str, place: &Place) -> StoreError {
    match code {
        "28000" | "28P01" => {
            wrong(place, "it does not know this user and password: correct `vault.url`".to_owned())
        }
        "3D000" => wrong(place, "there is no such database: make it with `createdb`".to_owned()),
        "42501" | "3F000" => wrong(
            place,
            "the user may not do that: make it the owner of the schema or of the database".to_owned(),
        ),
        "25006" => wrong(
            place,
            "it can only be read, as a standby can: let `vault.url` lead to the primary".to_owned(),
        ),
        "42P01" | "42P07" | "42703" => wrong(
            place,
            "its tables are not those of a vault: name another schema as `vault.schema`".to_owned(),
        ),
        "54000" => wrong(place, "a key is too long for an index".to_owned()),
        "53300" => unavailable(format!("{place} has no connection left: lower `vault.pool_size`")),
        "53100" => unavailable(format!("the disk of {place} is full")),
        "57014" => unavailable(format!("{place} took too long and gave up")),
        "57P01" | "57P02" | "57P03" => unavailable(format!("{place} is stopping or starting")),
        code => unavailable(format!("{place} reports error {code}: see the server's log")),
    }
}

fn unavailable(detail: String) -> StoreError {
    StoreError::Unavailable { detail }
}

fn wrong(place: &Place, detail: String) -> StoreError {
    StoreError::Refused { database: place.to_string(), detail }
}

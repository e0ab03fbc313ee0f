//! The tables, and how older ones become the present ones.
//!
//! All that is missing happens in one transaction under one lock of the database: of hosts that start at the same time one
//! works and the others wait, and one that is killed leaves nothing half done.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tokio::time::timeout;

use super::refusal;
use super::settings::Place;
use crate::error::StoreError;

/// What each version adds, from the first on. A migration that was released never changes.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/1_records_and_logs.sql")];

/// The number of the lock: `innkeepe` in ASCII. Locks are per database.
const LOCK: i64 = i64::from_be_bytes(*b"innkeepe");
/// How long it may all take, with the time that other hosts need before.
const PATIENCE: Duration = Duration::from_secs(150);
/// The same for the server, a little less.
const PATIENT: &str = "SET LOCAL statement_timeout = '120s'";

const TABLE: &str = "CREATE TABLE innkeeper_migrations (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)";
/// Whether there is the schema, something in it, and the table of its versions.
const LOOK: &str = "
    SELECT
        to_regnamespace($1) IS NOT NULL,
        EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace($1)),
        to_regclass($1 || '.innkeeper_migrations') IS NOT NULL";
const FOUND: &str = "SELECT coalesce(max(version), 0) FROM innkeeper_migrations";
const APPLIED: &str = "INSERT INTO innkeeper_migrations (version) VALUES ($1)";

/// Brings the tables up to the version that this program knows.
///
/// # Errors
/// [`StoreError::TooNew`] if they are beyond it, [`StoreError::Refused`] if the schema holds something else.
pub(super) async fn run(
    connection: &mut PgConnection,
    schema: &str,
    place: &Place,
) -> Result<(), StoreError> {
    match timeout(PATIENCE, migrate(connection, schema, place)).await {
        Ok(Err(Failure::Database(error))) => Err(refusal::explain(&error, place)),
        Ok(Err(Failure::Other(error))) => Err(error),
        Ok(Ok(())) => Ok(()),
        Err(_) => Err(refusal::silent(place, PATIENCE)),
    }
}

/// An error of the database that waits to be explained, or one of ours.
enum Failure {
    Database(sqlx::Error),
    Other(StoreError),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

async fn migrate(connection: &mut PgConnection, schema: &str, place: &Place) -> Result<(), Failure> {
    let mut transaction = connection.begin().await?;
    sqlx::query(PATIENT).execute(&mut *transaction).await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
    make_room(&mut transaction, schema, place).await?;
    let found: i32 = sqlx::query_scalar(FOUND).fetch_one(&mut *transaction).await?;
    for (version, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        sqlx::raw_sql(migration).execute(&mut *transaction).await?;
        sqlx::query(APPLIED).bind(version).execute(&mut *transaction).await?;
        tracing::info!(%place, schema, version, "the vault's tables were brought up to date");
    }
    transaction.commit().await?;
    let known = MIGRATIONS.len() as i32;
    if found > known {
        return Err(Failure::Other(StoreError::TooNew { database: place.to_string(), found, known }));
    }
    Ok(())
}

/// Makes the schema and the table of its versions where they are missing.
async fn make_room(connection: &mut PgConnection, schema: &str, place: &Place) -> Result<(), Failure> {
    let (exists, is_used, is_ours): (bool, bool, bool) =
        sqlx::query_as(LOOK).bind(schema).fetch_one(&mut *connection).await?;
    if is_ours {
        return Ok(());
    }
    if is_used {
        let detail = format!("schema \"{schema}\" holds something else: name another one as `vault.schema`");
        return Err(Failure::Other(StoreError::Refused { database: place.to_string(), detail }));
    }
    if !exists {
        // The settings let through no name that needs quotes.
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA \"{schema}\""))).execute(&mut *connection).await?;
    }
    sqlx::query(TABLE).execute(connection).await?;
    Ok(())
}

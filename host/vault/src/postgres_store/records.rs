//! Records: a row each. The statement that compares is the one that swaps.

use super::database::Database;
use super::{rows, signed};
use crate::error::StoreError;
use crate::store::{Look, Swap, Version, Versioned};

const GET: &str = "SELECT version, value FROM records WHERE key = $1";
/// The value of a known version stays where it is: the server does not fetch it, and does not send it.
const LOOK: &str =
    "SELECT version, CASE WHEN version IS DISTINCT FROM $2 THEN value END FROM records WHERE key = $1";
const CREATE: &str = "
    INSERT INTO records (key, version, value) VALUES ($1, nextval('versions'), $2)
    ON CONFLICT (key) DO NOTHING RETURNING version";
const UPDATE: &str = "
    UPDATE records SET version = nextval('versions'), value = $3 WHERE key = $1 AND version = $2
    RETURNING version";
const REMOVE: &str = "DELETE FROM records WHERE key = $1 AND version = $2 RETURNING version";
const SCAN: &str = "
    SELECT key, version, value FROM records WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3";

pub(super) async fn get(database: &Database, key: &str) -> Result<Option<Versioned>, StoreError> {
    let found = database.read(|| sqlx::query_as(GET).bind(key.as_bytes())).await?;
    Ok(found.into_iter().next().map(|(version, bytes)| versioned(version, bytes)))
}

pub(super) async fn look(database: &Database, key: &str, known: Option<Version>) -> Result<Look, StoreError> {
    let known = known.map(|version| signed(version.get()));
    let found = database.read(|| sqlx::query_as(LOOK).bind(key.as_bytes()).bind(known)).await?;
    Ok(match found.into_iter().next() {
        None => Look::Absent,
        Some((_, None)) => Look::Unchanged,
        Some((version, Some(bytes))) => Look::Changed(versioned(version, bytes)),
    })
}

pub(super) async fn compare_and_swap(
    database: &Database,
    key: &str,
    expected: Option<Version>,
    new: Option<Vec<u8>>,
) -> Result<Swap, StoreError> {
    let known = expected.map(|version| signed(version.get()));
    let removes = new.is_none();
    let swapped: Vec<(i64,)> = match (known, new) {
        (None, Some(value)) => database.run(sqlx::query_as(CREATE).bind(key.as_bytes()).bind(value)).await?,
        (Some(known), Some(value)) => {
            database.run(sqlx::query_as(UPDATE).bind(key.as_bytes()).bind(known).bind(value)).await?
        }
        (Some(known), None) => database.run(sqlx::query_as(REMOVE).bind(key.as_bytes()).bind(known)).await?,
        (None, None) => Vec::new(),
    };
    match swapped.first() {
        Some(_) if removes => Ok(Swap::Removed),
        Some((version,)) => Ok(Swap::Stored(Version::new(version.unsigned_abs()))),
        None => without_a_swap(database, key, expected, removes).await,
    }
}

/// Nothing was swapped: what is there is another statement's to say, since this one may have seen it before it waited.
async fn without_a_swap(
    database: &Database,
    key: &str,
    expected: Option<Version>,
    removes: bool,
) -> Result<Swap, StoreError> {
    match get(database, key).await? {
        // There is nothing, and there was to be nothing.
        None if removes && expected.is_none() => Ok(Swap::Removed),
        current => Ok(Swap::Conflict { current }),
    }
}

pub(super) async fn scan(
    database: &Database,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<(String, Versioned)>, StoreError> {
    let scan = || sqlx::query_as(SCAN).bind(start(prefix, after)).bind(end(prefix)).bind(rows(limit));
    let found: Vec<(Vec<u8>, i64, Vec<u8>)> = database.read(scan).await?;
    let read = |(key, version, bytes)| {
        let key = String::from_utf8(key).map_err(|_| database.corrupt("a key is not text"))?;
        Ok((key, versioned(version, bytes)))
    };
    found.into_iter().map(read).collect()
}

/// The first key that a scan may give: the one that comes next after `after`, if that is in reach.
fn start(prefix: &str, after: Option<&str>) -> Vec<u8> {
    match after {
        Some(after) if after >= prefix => [after.as_bytes(), &[0]].concat(),
        _ => prefix.as_bytes().to_vec(),
    }
}

/// The first key behind all that begin with `prefix`. Text has no byte 255, so the last byte can go up by one, and 255 is
/// behind everything.
fn end(prefix: &str) -> Vec<u8> {
    match prefix.as_bytes().split_last() {
        Some((last, rest)) => [rest, &[last + 1]].concat(),
        None => vec![u8::MAX],
    }
}

fn versioned(version: i64, bytes: Vec<u8>) -> Versioned {
    Versioned { version: Version::new(version.unsigned_abs()), bytes }
}

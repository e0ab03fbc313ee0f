//! Logs: a row for each entry, and one for each log that counts them.
//!
//! The entry and the count are written by one statement, which holds the count's row until both are safe. So appenders
//! of one log take turns, from whichever host, and whoever reads an entry finds all before it.

use super::database::Database;
use super::{rows, signed};
use crate::error::StoreError;
use crate::store::Sequence;

const APPEND: &str = "
    WITH counted AS (
        INSERT INTO logs (name, last) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET last = logs.last + 1 RETURNING last
    )
    INSERT INTO entries (log, sequence, entry) SELECT $1, last, $2 FROM counted RETURNING sequence";
const READ: &str = "
    SELECT sequence, entry FROM entries WHERE log = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

pub(super) async fn append(database: &Database, log: &str, entry: &[u8]) -> Result<Sequence, StoreError> {
    let append = sqlx::query_as(APPEND).bind(log.as_bytes()).bind(entry);
    let appended: Vec<(i64,)> = database.run(append).await?;
    let (sequence,) = appended.first().ok_or_else(|| database.corrupt("an entry was not kept"))?;
    Ok(Sequence::new(sequence.unsigned_abs()))
}

/// Reads on after `after`.
///
/// # Errors
/// [`StoreError::Refused`] where an entry is missing: somebody has taken it out.
pub(super) async fn read(
    database: &Database,
    log: &str,
    after: Option<Sequence>,
    limit: usize,
) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
    let after = after.map_or(0, |after| signed(after.get()));
    let read = || sqlx::query_as(READ).bind(log.as_bytes()).bind(after).bind(rows(limit));
    let found: Vec<(i64, Vec<u8>)> = database.read(read).await?;
    let mut expected = after;
    let check = |(sequence, entry): (i64, Vec<u8>)| {
        expected = expected.saturating_add(1);
        if sequence != expected {
            return Err(database.corrupt("entries of a log are missing"));
        }
        Ok((Sequence::new(sequence.unsigned_abs()), entry))
    };
    found.into_iter().map(check).collect()
}

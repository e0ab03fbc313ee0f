//! How every connection behaves, whatever the server, the database or the user has set.

use sqlx::postgres::PgConnection;

use super::refusal;
use super::settings::Place;
use crate::error::StoreError;

/// - Names mean the vault's schema.
/// - The server gives up on a statement before the host does, so that it does not go on alone.
/// - A swap that waited for another looks at the record as that one left it.
/// - A commit waits for the disk. What is stricter than `off` does so, too, and says which standbys to wait for besides.
const CONFIGURE: &str = "
    SELECT
        current_setting('fsync') = 'on',
        set_config('search_path', $1, false),
        set_config('statement_timeout', '20s', false),
        set_config('default_transaction_isolation', 'read committed', false),
        set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), false)";

/// Sets a new connection up.
///
/// # Errors
/// [`StoreError::Refused`] if nothing that the server acknowledges is safe.
pub(super) async fn configure(
    connection: &mut PgConnection,
    schema: &str,
    place: &Place,
) -> Result<(), StoreError> {
    let configured = sqlx::query_scalar(CONFIGURE).bind(schema).fetch_one(connection).await;
    if configured.map_err(|error| refusal::explain(&error, place))? {
        return Ok(());
    }
    let detail = "the server runs with `fsync = off`, and a power cut would lose accounts: set it to `on`";
    Err(StoreError::Refused { database: place.to_string(), detail: detail.to_owned() })
}

//! Runs statements within a deadline.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::query::QueryAs;
use sqlx::{FromRow, Postgres};
use tokio::time::timeout;

use super::refusal;
use super::settings::Place;
use crate::error::StoreError;

/// How long a statement may take. The server gives up earlier, if it is there.
const STATEMENT: Duration = Duration::from_secs(25);

/// A statement, and what a row of its answer becomes.
pub(super) type Statement<'q, T> = QueryAs<'q, Postgres, T, PgArguments>;

/// The pool, and where it leads.
#[derive(Clone)]
pub(super) struct Database {
    pool: PgPool,
    place: Place,
}

impl Database {
    pub(super) fn new(pool: PgPool, place: Place) -> Self {
        Self { pool, place }
    }

    /// Runs one statement, as a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Refused`].
    pub(super) async fn run<T>(&self, statement: Statement<'_, T>) -> Result<Vec<T>, StoreError>
    where
        T: for<'row> FromRow<'row, PgRow> + Send + Unpin,
    {
        let explain = |error| refusal::explain(&error, &self.place);
        let mut loan = Loan { connection: self.pool.acquire().await.map_err(explain)?, is_idle: false };
        let answer = timeout(STATEMENT, statement.fetch_all(&mut *loan.connection)).await;
        let answer = answer.map_err(|_| refusal::silent(&self.place, STATEMENT))?;
        loan.is_idle = match &answer {
            Ok(_) => true,
            Err(error) => error.as_database_error().is_some(),
        };
        answer.map_err(explain)
    }

    /// An error for content that is not as it was written.
    pub(super) fn corrupt(&self, detail: &str) -> StoreError {
        let detail = format!("{detail}; restore it from a backup");
        StoreError::Refused { database: self.place.to_string(), detail }
    }
}

/// A connection that goes back to the pool only when the server has answered. Whoever gives up on a statement, or is
/// dropped with one, closes its connection: the next borrower must not wait for the answer.
struct Loan {
    connection: PoolConnection<Postgres>,
    is_idle: bool,
}

impl Drop for Loan {
    fn drop(&mut self) {
        if !self.is_idle {
            self.connection.close_on_drop();
        }
    }
}

//! Runs statements within a deadline.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::query::QueryAs;
use sqlx::{Connection, FromRow, Postgres};
use tokio::time::timeout;

use super::refusal;
use super::settings::Place;
use crate::error::StoreError;

/// How long a statement may take. The server gives up earlier, if it is there.
const STATEMENT: Duration = Duration::from_secs(25);

/// How long a connection may take to show that it works; another is tried then.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// Codes with which a server that stops or starts again closes its connections.
const STOPPING: [&str; 3] = ["57P01", "57P02", "57P03"];

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

    /// Runs one statement, as a transaction of its own, on a connection that has just shown that it works: one that broke
    /// could not tell whether it had written.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Refused`].
    pub(super) async fn run<T>(&self, statement: Statement<'_, T>) -> Result<Vec<T>, StoreError>
    where
        T: for<'row> FromRow<'row, PgRow> + Send + Unpin,
    {
        let mut loan = self.borrow().await?;
        while !loan.works().await {
            loan = self.borrow().await?;
        }
        self.answer(loan, statement).await?.map_err(|error| self.explain(&error))
    }

    /// Runs one statement that writes nothing: in one round trip, and once more on a connection that works if this one
    /// was cut off.
    ///
    /// # Errors
    /// As for [`Database::run`].
    pub(super) async fn read<'q, T>(
        &self,
        statement: impl Fn() -> Statement<'q, T>,
    ) -> Result<Vec<T>, StoreError>
    where
        T: for<'row> FromRow<'row, PgRow> + Send + Unpin,
    {
        let loan = self.borrow().await?;
        match self.answer(loan, statement()).await? {
            Err(error) if is_cut_off(&error) => self.run(statement()).await,
            answer => answer.map_err(|error| self.explain(&error)),
        }
    }

    async fn borrow(&self) -> Result<Loan, StoreError> {
        let connection = self.pool.acquire().await.map_err(|error| self.explain(&error))?;
        Ok(Loan { connection, is_idle: false })
    }

    async fn answer<T>(
        &self,
        mut loan: Loan,
        statement: Statement<'_, T>,
    ) -> Result<Result<Vec<T>, sqlx::Error>, StoreError>
    where
        T: for<'row> FromRow<'row, PgRow> + Send + Unpin,
    {
        let answer = timeout(STATEMENT, statement.fetch_all(&mut *loan.connection)).await;
        let answer = answer.map_err(|_| refusal::silent(&self.place, STATEMENT))?;
        loan.is_idle = match &answer {
            Ok(_) => true,
            Err(error) => error.as_database_error().is_some() && !is_cut_off(error),
        };
        Ok(answer)
    }

    fn explain(&self, error: &sqlx::Error) -> StoreError {
        refusal::explain(error, &self.place)
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

impl Loan {
    /// Asks the server for a sign of life.
    async fn works(&mut self) -> bool {
        matches!(timeout(SIGN_OF_LIFE, self.connection.ping()).await, Ok(Ok(())))
    }
}

/// Whether the connection is gone: broken, or closed by a server that stops and has said so.
fn is_cut_off(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(refusal) => refusal.code().is_some_and(|code| STOPPING.contains(&&*code)),
        _ => false,
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if !self.is_idle {
            self.connection.close_on_drop();
        }
    }
}

//! Opening: one connection that checks everything, then the pool.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use super::database::Database;
use super::settings::{Address, PostgresSettings};
use super::{migrations, refusal, session};
use crate::error::StoreError;

/// How long a server may take to let the host in.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an operation waits for a connection: long enough for a server to be started again.
const ACQUIRE: Duration = Duration::from_secs(15);

pub(super) async fn open(settings: &PostgresSettings) -> Result<Database, StoreError> {
    let address = Address::of(settings)?;
    prepare(&address).await?;
    Ok(Database::new(pool(&address, settings.pool_size.get()), address.place))
}

/// Makes sure that the database can be used. A pool would hide the reasons why not behind a timeout.
async fn prepare(address: &Address) -> Result<(), StoreError> {
    let mut connection = connect(address).await?;
    session::configure(&mut connection, &address.schema, &address.place).await?;
    migrations::run(&mut connection, &address.schema, &address.place).await?;
    // Only good manners: a server notices by itself that a connection is gone.
    let _ = timeout(CONNECT, connection.close()).await;
    Ok(())
}

async fn connect(address: &Address) -> Result<PgConnection, StoreError> {
    match timeout(CONNECT, address.options.connect()).await {
        Ok(connected) => connected.map_err(|error| refusal::explain(&error, &address.place)),
        Err(_) => Err(refusal::silent(&address.place, CONNECT)),
    }
}

fn pool(address: &Address, size: u32) -> PgPool {
    let (schema, place) = (address.schema.clone(), address.place.clone());
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE)
        // Reads find out by themselves, writes ask: see `Database`.
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            let (schema, place) = (schema.clone(), place.clone());
            Box::pin(async move {
                let configured = session::configure(connection, &schema, &place).await;
                configured.map_err(|error| sqlx::Error::Configuration(error.into()))
            })
        })
        .connect_lazy_with(address.options.clone())
}

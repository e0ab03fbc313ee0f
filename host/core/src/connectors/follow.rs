//! Notices what other hosts of one database changed.

use std::sync::Weak;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::host::Parts;

/// How often the shelf's version is looked at: one question to the database, with a number for an answer.
const LOOK: Duration = Duration::from_secs(2);

/// Runs as long as the host does.
pub(crate) async fn follow(host: Weak<Parts>) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failed = false;
    loop {
        ticks.tick().await;
        let Some(parts) = host.upgrade() else { return };
        match parts.stock.catch_up(None).await {
            Ok(()) if failed => {
                tracing::info!("changes of connectors at other hosts are seen again");
                failed = false;
            }
            Ok(()) => {}
            Err(error) if failed => tracing::debug!(%error, "changes of connectors are still not seen"),
            Err(error) => {
                tracing::error!(%error, "changes of connectors at other hosts are not seen; what is loaded stays");
                failed = true;
            }
        }
    }
}

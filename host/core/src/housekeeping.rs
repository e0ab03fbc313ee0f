//! What a host does without being asked: forget what has expired, and keep idle grants alive.

use std::sync::Weak;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::connectors;
use crate::host::Parts;
use crate::idempotency;

/// How often expired links, states and waiting grants are removed.
const SWEEP: Duration = Duration::from_secs(300);
/// How often idle grants are looked for, in sweeps: every six hours.
const RENEW_EVERY: u32 = 72;
/// A refresh token dies after three months without use (Bitbucket facts, "OAuth"); a third of that leaves room for a
/// provider that is down and a host that was off.
const IDLE: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Runs as long as the host does.
pub(crate) async fn keep(host: Weak<Parts>) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in (0..RENEW_EVERY).cycle() {
        ticks.tick().await;
        let Some(parts) = host.upgrade() else { return };
        if let Err(error) = parts.accounts.sweep().await {
            tracing::warn!(%error, "expired links were not removed; the next sweep tries again");
        }
        if let Err(error) = parts.vault.check_keys().await {
            tracing::error!(%error, "the master keys of this host do not go with the vault any more");
        }
        if let Err(error) = idempotency::sweep(&parts.vault).await {
            tracing::warn!(%error, "expired idempotency keys were not removed; the next sweep tries again");
        }
        if let Err(error) = parts.keys.sweep().await {
            tracing::warn!(%error, "expired session tokens were not removed; the next sweep tries again");
        }
        if let Err(error) = parts.budgets.settle().await {
            tracing::warn!(%error, "unspent requests were not given back to the rate budget; they count as used");
        }
        if let Err(error) = connectors::parts::sweep(&parts.vault).await {
            tracing::warn!(%error, "left-over bytes of connectors were not removed; the next sweep tries again");
        }
        if turn == 0 {
            renew(&parts).await;
        }
    }
}

async fn renew(parts: &Parts) {
    match parts.accounts.renew_idle(IDLE).await {
        Ok(0) => {}
        Ok(renewed) => tracing::info!(renewed, "idle grants were refreshed"),
        Err(error) => tracing::warn!(%error, "idle grants were not refreshed; the next round tries again"),
    }
}

//! Waiting for what time brings, without guessing how long.

use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::plan::PATIENCE;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks again and again, until what it waits for is there.
pub async fn eventually(mut is_there: impl AsyncFnMut() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let began = Instant::now();
    while !is_there().await? {
        ensure!(began.elapsed() < PATIENCE, "it did not come within {PATIENCE:?}");
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

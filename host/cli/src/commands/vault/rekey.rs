//! `innkeeper vault rekey`: starts a pass and watches it to its end.

use std::time::Duration;

use anyhow::bail;
use serde_json::Value;

use super::{shown, status};
use crate::api::{Api, Request};
use crate::output::Output;
use crate::progress::Progress;
use crate::table::text;

/// Between two looks at a pass.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs a pass in the host that `api` leads to. With a host in this process, ending the command ends the pass; it loses
/// nothing, and the next one goes on.
pub(super) async fn run(api: &Api, output: Output) -> anyhow::Result<()> {
    api.call(Request::post(&["v1", "vault", "rekey"])).await?;
    let progress = Progress::of_rekey();
    let reply = loop {
        let reply = api.call(status()).await?;
        let vault = reply.value()?;
        let count = |pointer| vault.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
        progress.rewrapped(count("/rekey/rewrapped"), count("/rekey/left"));
        if vault.pointer("/rekey/state").and_then(Value::as_str) != Some("running") {
            break reply;
        }
        tokio::time::sleep(PAUSE).await;
    };
    progress.finish();
    output.reply(&reply, shown)?;
    let vault = reply.value()?;
    match (text(&vault, "/rekey/state").as_str(), text(&vault, "/rekey/refused").as_str()) {
        ("finished", "0") => Ok(()),
        ("finished", refused) => {
            bail!("{refused} records were not rewrapped; the first: {}", text(&vault, "/rekey/problem"))
        }
        (_, _) => bail!("the rekey ended early, run it again to go on: {}", text(&vault, "/rekey/problem")),
    }
}

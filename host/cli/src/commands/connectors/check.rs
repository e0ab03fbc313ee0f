//! A component, looked at without a host.

use std::path::Path;

use anyhow::bail;
use serde_json::json;

use super::{read, show};
use crate::output::Output;

/// Prints what a component asks for and everything that is wrong with it.
///
/// # Errors
/// Where a host would refuse it.
pub(super) async fn run(file: &Path, output: Output) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let checked = innkeeper::check_component(&name, &read(file)?).await?;
    let report = json!({
        "name": checked.name,
        "title": checked.title,
        "version": checked.version,
        "digest": checked.digest,
        "manifest": checked.asks,
        "faults": checked.faults,
    });
    output.value(&report, || show::checked(&report))?;
    match checked.faults.len() {
        0 => Ok(()),
        1 => bail!("{name} would be refused: {}", checked.faults.join("; ")),
        many => bail!("{name} would be refused for {many} reasons"),
    }
}

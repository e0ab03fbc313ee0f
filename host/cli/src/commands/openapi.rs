//! `innkeeper openapi`: the API's description, for those who make clients of it.

use crate::output::print_line;

/// Prints the document that a host serves at `/openapi.json`. It is the same with `--json`: it is JSON.
pub(crate) fn run() -> anyhow::Result<()> {
    Ok(print_line(innkeeper_server::openapi().trim_end())?)
}

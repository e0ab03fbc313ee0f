//! `innkeeper mcp`: the Model Context Protocol on standard input and output.
//!
//! A bridge between the two transports of the protocol, and nothing more: each line of standard input becomes a request to
//! the host's `/mcp`, over the network or to the router inside this process, and what comes back becomes lines of standard
//! output. Versions, tools and consent are the endpoint's business, so both transports offer the same.
//!
//! - [`message`]: what a bridge has to know of a message;
//! - [`endpoint`]: one request to the host, and the messages that come back;
//! - [`bridge`]: lines in, lines out, and what was asked and not yet answered.

mod bridge;
mod endpoint;
mod message;

use clap::Args;

use self::bridge::Bridge;
use self::endpoint::Endpoint;
use crate::arguments::Globals;

/// Which tools, and for whom.
#[derive(Args)]
pub(crate) struct McpArguments {
    /// The user on whose behalf, by your application's name for it; not needed with a key that is bound to one
    #[arg(long, env = "INNKEEPER_IDENTIFIER")]
    identifier: Option<String>,
    /// Offer the tools of this toolset by themselves, in place of the four that lead to all
    #[arg(long)]
    toolset: Option<String>,
    /// Only tools with these effects, such as `read`
    #[arg(long, value_name = "EFFECT", value_delimiter = ',')]
    effects: Vec<String>,
}

/// Bridges until standard input ends.
pub(crate) async fn run(arguments: McpArguments, globals: &Globals) -> anyhow::Result<()> {
    let McpArguments { identifier, toolset, effects } = arguments;
    let api = globals.api().await?;
    let endpoint = Endpoint::new(api, toolset.as_deref(), &effects, identifier.as_deref())?;
    Bridge::new(endpoint).run().await
}

//! What every handler may reach.

use std::sync::Arc;

use innkeeper::Host;

use crate::mcp::Mcp;
use crate::public_url::PublicUrl;
use crate::tool_format::Forms;

/// What every handler may reach. A request clones it at each layer that it passes.
pub(crate) type App = Arc<Reach>;

/// The host, and what it is called from outside.
pub(crate) struct Reach {
    pub(crate) host: Host,
    pub(crate) public_url: PublicUrl,
    pub(crate) mcp: Mcp,
    pub(crate) forms: Forms,
}

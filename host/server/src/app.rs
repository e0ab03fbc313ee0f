//! What every handler may reach.

use std::sync::Arc;

use innkeeper::Host;

use crate::mcp::Mcp;
use crate::public_url::PublicUrl;

/// The host, and what it is called from outside. Cheap to clone, which each request does several times.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) host: Host,
    pub(crate) public_url: PublicUrl,
    pub(crate) mcp: Arc<Mcp>,
}

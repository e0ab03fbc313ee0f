//! The server: what clients ask, and who answers it.

use std::borrow::Cow;
use std::sync::Arc;

use innkeeper::{Filter, Host};
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult,
    PaginatedRequestParams, ProtocolVersion, ServerCapabilities, ServerConfig, SubscriptionFilter, Tool,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};

use tokio_util::sync::CancellationToken;

use super::asker::{self, Asker};
use super::state::States;
use super::written::tool;
use super::{call, guide};
use crate::shelf::{Kept, Shelf};

/// The versions that are spoken, oldest first.
const VERSIONS: [ProtocolVersion; 4] = [
    ProtocolVersion::V_2025_03_26,
    ProtocolVersion::V_2025_06_18,
    ProtocolVersion::V_2025_11_25,
    ProtocolVersion::V_2026_07_28,
];

/// How long a client may keep a listing, in milliseconds. Who wants to know of changes at once listens for them.
const FRESH_MS: u64 = 300_000;

/// What a model is told about the server as a whole.
const INSTRUCTIONS: &str = "Tools that call a provider's API (such as Bitbucket) for one of its users. Access is given by \
the user, once, on a page whose link the tools hand out; you never handle a token. Where the tools `search`, `describe`, \
`call` and `connections` are offered, find a tool with `search`, read its input with `describe`, then run it with `call`. \
An answer that was cut says how to read on. An error says what to do next.";

/// The server. Cheap to clone: there is one for each session or request.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(super) host: Host,
    /// The tools, written; shared by all sessions and requests.
    written: Arc<Shelf<Tool>>,
    pub(super) states: States,
    pub(super) stopping: CancellationToken,
}

impl Desk {
    pub(crate) fn new(host: Host, stopping: CancellationToken) -> Self {
        Self { states: States::new(&host), written: Arc::default(), stopping, host }
    }

    /// All tools, by name.
    fn tools(&self) -> Kept<Tool> {
        self.written.of(&self.host.catalogue(), tool)
    }

    /// The tools of the endpoint that a message came to, as far as its caller may use them, in the order of their names.
    async fn offered(&self, asker: &Asker) -> Result<Vec<Tool>, ErrorData> {
        if asker.scope.toolset.is_none() {
            return Ok(guide::tools(&asker.scope));
        }
        let filter = Filter { toolset: asker.scope.toolset.clone(), ..Filter::default() };
        let usable = self.host.list_tools(&asker.caller, &filter).await;
        let usable = usable.map_err(|problem| ErrorData::invalid_request(problem.detail, None))?;
        let tools = self.tools();
        let offered = usable.iter().map(|listed| &listed.entry).filter(|entry| asker.scope.has(entry));
        Ok(offered.filter_map(|entry| tools.get(entry.tool.name()).cloned()).collect())
    }
}

impl ServerHandler for Desk {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_tool_list_changed().build();
        let implementation =
            Implementation::new("innkeeper", env!("CARGO_PKG_VERSION")).with_title("Innkeeper");
        ServerConfig::new(capabilities).with_server_info(implementation).with_instructions(INSTRUCTIONS)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(&VERSIONS)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        if request.is_some_and(|request| request.cursor.is_some()) {
            return Err(ErrorData::invalid_params("there is no such page: all tools are on the first", None));
        }
        let tools = self.offered(&Asker::of(&context)?).await?;
        let list = ListToolsResult::with_all_items(tools);
        Ok(list.with_ttl_ms(FRESH_MS).with_cache_scope(CacheScope::Private))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let asker = Asker::of(&context)?;
        match asker.scope.toolset {
            None => guide::call(self, &asker, request, context).await,
            Some(_) => call::direct(self, &asker, request, context).await,
        }
    }

    /// The schema that headers which repeat inputs are held against. Whether the caller may use the tool is decided later.
    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools().get(name).cloned()
    }

    fn accepted_subscription_filter(&self, _: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(SubscriptionFilter::builder().tools_list_changed().build())
    }

    /// News for a client of 2026-07-28, until it goes.
    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let stopping = asker::stopping(&context.request_context().extensions);
        let mut changes = self.host.catalogue_changes();
        loop {
            tokio::select! {
                () = context.cancelled() => return Ok(()),
                () = stopping.begun() => return Ok(()),
                changed = changes.changed() => {
                    if changed.is_err() || context.sink().notify_tool_list_changed().await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// News for a session, until it ends. The task holds nothing of the host: a session must not keep a vault open.
    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let mut changes = self.host.catalogue_changes();
        let peer = context.peer;
        tokio::spawn(async move {
            while changes.changed().await.is_ok() && !peer.is_transport_closed() {
                if peer.notify_tool_list_changed().await.is_err() {
                    break;
                }
            }
        });
    }
}

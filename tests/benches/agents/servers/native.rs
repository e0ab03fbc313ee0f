//! A server of the protocol with one tool that forwards a request with a token: no sandbox, no vault, no policy.

use std::sync::Arc;

use axum::Router;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};

use super::{Forwarder, listen};
use crate::server::Ready;
use crate::target::{TOOL, TOOLSET};

#[derive(Clone)]
struct Native {
    forwarder: Forwarder,
    tool: Tool,
}

pub(super) async fn start(origin: &str) -> Ready {
    let native = Native { forwarder: Forwarder::to(origin), tool: tool() };
    let mut config = StreamableHttpServerConfig::default().with_json_response(true);
    config.sse_retry = None;
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(native.clone()), sessions, config);
    listen(Router::new().route_service(&format!("/mcp/{TOOLSET}"), service)).await
}

fn tool() -> Tool {
    let schema = json!({
        "type": "object",
        "properties": { "workspace": { "type": "string" }, "pagelen": { "type": "integer" } },
    });
    Tool::new(TOOL, "Lists repositories.", Arc::new(schema.as_object().unwrap().clone()))
}

impl ServerHandler for Native {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        ServerConfig::new(capabilities).with_server_info(Implementation::new("native", "1"))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(vec![self.tool.clone()]))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        (name == TOOL).then(|| self.tool.clone())
    }

    /// The answer as text, for models, and as structured content, for programs: what the host gives, too.
    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let input = request.arguments.unwrap_or_default();
        let workspace = input.get("workspace").and_then(Value::as_str).unwrap_or_default();
        let pagelen = input.get("pagelen").and_then(Value::as_u64).and_then(|many| many.try_into().ok());
        let response = self.forwarder.repositories(workspace, pagelen.unwrap_or(10)).await;
        let text = response.text().await.unwrap();
        let structured = serde_json::from_str(&text).ok();
        let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
        result.structured_content = structured;
        Ok(result.into())
    }
}

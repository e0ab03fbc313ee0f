//! A client of one version of the protocol.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use http::{HeaderName, HeaderValue};
use innkeeper_tests::House;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, CustomNotification,
    ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationCapability, Implementation,
    ProgressNotificationParam, ProtocolVersion, Tool, UrlElicitationCapability,
};
use rmcp::service::{ClientLifecycleMode, NotificationContext, RequestContext, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ClientHandler, ErrorData, RoleClient, ServiceError};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use url::Url;

/// The versions, oldest first.
pub(crate) const VERSIONS: [ProtocolVersion; 4] = [
    ProtocolVersion::V_2025_03_26,
    ProtocolVersion::V_2025_06_18,
    ProtocolVersion::V_2025_11_25,
    ProtocolVersion::V_2026_07_28,
];

/// What the client's user does with a link.
#[derive(Clone)]
pub(crate) enum User {
    /// The client cannot open links.
    CannotOpen,
    /// Opens it, and gives consent in the house.
    Consents(Arc<House>),
    /// Says no.
    Declines,
}

/// What the client heard besides answers.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    Asked(String),
    Progress(f64, Option<f64>),
    Consented(Value),
    ToolsChanged,
}

/// A client's own half.
pub(crate) struct Handler {
    version: ProtocolVersion,
    user: User,
    news: mpsc::UnboundedSender<News>,
}

/// A client that is connected.
pub(crate) struct Client {
    pub(crate) service: RunningService<RoleClient, Handler>,
    news: Mutex<mpsc::UnboundedReceiver<News>>,
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        let capabilities = match self.user {
            User::CannotOpen => ClientCapabilities::default(),
            User::Consents(_) | User::Declines => ClientCapabilities::builder()
                .enable_elicitation_with(
                    ElicitationCapability::new().with_url(UrlElicitationCapability::new()),
                )
                .build(),
        };
        ClientConfig::new(capabilities, Implementation::new("tests", "1"))
            .with_protocol_version(self.version.clone())
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let ElicitRequestParams::UrlElicitationParams { url, .. } = request else {
            return Err(ErrorData::invalid_params("only URLs are opened", None));
        };
        let _ = self.news.send(News::Asked(url.clone()));
        match &self.user {
            User::CannotOpen => Err(ErrorData::invalid_params("nobody said that this client could", None)),
            User::Declines => Ok(ElicitResult::new(ElicitationAction::Decline)),
            User::Consents(house) => {
                consent(house, &url).await;
                Ok(ElicitResult::new(ElicitationAction::Accept))
            }
        }
    }

    async fn on_progress(&self, told: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        let _ = self.news.send(News::Progress(told.progress, told.total));
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        let _ = self.news.send(News::ToolsChanged);
    }

    async fn on_custom_notification(&self, told: CustomNotification, _: NotificationContext<RoleClient>) {
        if told.method == "notifications/elicitation/complete" {
            let _ = self.news.send(News::Consented(told.params.unwrap_or_default()));
        }
    }
}

/// Walks a link to its end, as the link's person.
pub(crate) async fn consent(house: &House, link: &str) {
    let mut browser = innkeeper_tests::Browser::new().unwrap();
    let page = house.consent(&mut browser, &Url::parse(link).unwrap()).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
}

impl Client {
    /// Connects to a path of a house, with a key and on behalf of an identifier.
    pub(crate) async fn connect(
        house: &House,
        path: &str,
        key: &str,
        identifier: &str,
        version: &ProtocolVersion,
        user: User,
    ) -> Self {
        let (to, news) = mpsc::unbounded_channel();
        let handler = Handler { version: version.clone(), user, news: to };
        let identifier =
            (HeaderName::from_static("innkeeper-identifier"), HeaderValue::from_str(identifier).unwrap());
        let config = StreamableHttpClientTransportConfig::with_uri(house.url.join(path).unwrap().as_str())
            .auth_header(key)
            .custom_headers(HashMap::from([identifier]));
        let transport = StreamableHttpClientTransport::from_config(config);
        let lifecycle = if *version == ProtocolVersion::V_2026_07_28 {
            ClientLifecycleMode::Discover { preferred_versions: vec![version.clone()] }
        } else {
            ClientLifecycleMode::Initialize
        };
        let service =
            rmcp::service::serve_client_with_lifecycle(handler, transport, lifecycle).await.unwrap();
        Self { service, news: Mutex::new(news) }
    }

    pub(crate) async fn tools(&self) -> Vec<Tool> {
        self.service.list_all_tools().await.unwrap()
    }

    pub(crate) async fn call(&self, tool: &str, input: Value) -> Result<CallToolResult, ServiceError> {
        let Value::Object(input) = input else { panic!("an input is an object") };
        self.service.call_tool(CallToolRequestParams::new(tool.to_owned()).with_arguments(input)).await
    }

    /// Calls a tool through `call`.
    pub(crate) async fn call_by_name(
        &self,
        tool: &str,
        input: Value,
    ) -> Result<CallToolResult, ServiceError> {
        self.call("call", json!({ "tool": tool, "input": input })).await
    }

    /// What was heard since the last look.
    pub(crate) fn news(&self) -> Vec<News> {
        let mut news = self.news.lock().unwrap();
        std::iter::from_fn(|| news.try_recv().ok()).collect()
    }
}

/// The text of a result.
pub(crate) fn text(result: &CallToolResult) -> String {
    result
        .content
        .iter()
        .filter_map(|block| block.as_text().map(|text| text.text.as_str()))
        .collect::<Vec<_>>()
        .join("\n")
}

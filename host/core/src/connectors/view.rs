//! Connectors as the API shows them.

use innkeeper_policy::{Asks, More, more_than_approved};
use innkeeper_runtime::Connector;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::shelf::{Place, Release};
use super::stock::Standing;

/// A page of connectors.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectorPage {
    /// In the order of their names.
    pub connectors: Vec<ConnectorView>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A connector: the version that runs, or the one that waits where none does.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Connector)]
pub struct ConnectorView {
    /// Its name, which is its toolset's.
    pub name: String,
    /// For people.
    pub title: String,
    /// Its own version.
    pub version: String,
    /// The SHA-256 of its component, in hexadecimal.
    pub digest: String,
    /// Whose API its tools call.
    pub provider: String,
    /// Where it comes from.
    pub source: SourceName,
    /// Whether its tools can be called.
    pub state: ConnectorState,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many tools it has.
    pub tools: usize,
    /// What its component imports.
    pub imports: Vec<String>,
    /// Whether it has the WASI subset.
    pub wasi: WasiName,
    /// When it was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added_at: Option<Timestamp>,
    /// By which key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added_by: Option<String>,
    /// When somebody approved what it asks for: this version, or an earlier one that asked for no less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// By which key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// What it asks for. Only where one connector is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Asks>,
    /// The version that waits for an approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingView>,
}

/// A version that waits for an approval.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PendingVersion)]
pub struct PendingView {
    /// The SHA-256 of its component: what an approval has to name.
    pub digest: String,
    /// Its own version.
    pub version: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// By which key.
    pub added_by: String,
    /// What it asks for. Only where one connector is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Asks>,
    /// How that differs from what was approved. Only where one connector is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<DiffView>,
}

/// How what is asked for differs from what was approved.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConnectorDiff)]
pub struct DiffView {
    /// What was not approved, item by item.
    pub more: Vec<More>,
    /// Tools that were there before and are no more.
    pub gone: Vec<String>,
}

/// Where a connector comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ConnectorSource)]
pub enum SourceName {
    /// With the host's program.
    BuiltIn,
    /// From an operator.
    Added,
}

/// Whether a connector's tools can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorState {
    /// They can.
    Loaded,
    /// Not before somebody has approved what they ask for.
    AwaitingApproval,
    /// It is approved, and this host does not load it all the same.
    Refused,
}

/// Whether a connector has the WASI subset: clocks, random, standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WasiState)]
pub enum WasiName {
    /// It does not ask for it.
    NotAsked,
    /// It asks for it and does not have it.
    NotGranted,
    /// It has it.
    Granted,
}

/// How much of a connector is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Line,
    Whole,
}

impl DiffView {
    pub(super) fn of(approved: Option<&Asks>, wanted: &Asks) -> Self {
        let before = approved.iter().flat_map(|asks| &asks.tools).map(|tool| &tool.policy.name);
        let gone = before.filter(|name| wanted.tool(name).is_none()).cloned().collect();
        Self { more: more_than_approved(approved, wanted), gone }
    }
}

impl ConnectorView {
    /// A connector that is there from the start.
    pub(super) fn built_in(connector: &Connector, extent: Extent) -> Self {
        let (manifest, asks) = (connector.manifest(), connector.asks());
        Self {
            name: manifest.name.clone(),
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            digest: connector.digest().to_owned(),
            provider: manifest.provider.clone(),
            source: SourceName::BuiltIn,
            state: ConnectorState::Loaded,
            reason: None,
            tools: manifest.tools.len(),
            imports: asks.imports.iter().cloned().collect(),
            wasi: WasiName::NotAsked,
            added_at: None,
            added_by: None,
            approved_at: None,
            approved_by: None,
            manifest: (extent == Extent::Whole).then_some(asks),
            pending: None,
        }
    }

    /// A connector that was added; nothing for an empty place, which there is none of.
    pub(super) fn added(
        name: &str,
        place: &Place,
        standing: Option<&Standing>,
        extent: Extent,
    ) -> Option<Self> {
        let shown = place.shown()?;
        let approved = place.approved.as_ref();
        let (state, reason) = match standing {
            None if approved.is_none() => (ConnectorState::AwaitingApproval, None),
            Some(Standing::Loaded(_)) => (ConnectorState::Loaded, None),
            Some(Standing::Refused { reason, .. }) => (ConnectorState::Refused, Some(reason.clone())),
            None => (ConnectorState::Refused, Some("this host does not load added connectors".to_owned())),
        };
        let wasi = match shown.asks.beside_the_contract().next() {
            None => WasiName::NotAsked,
            Some(_) if state == ConnectorState::Loaded => WasiName::Granted,
            Some(_) => WasiName::NotGranted,
        };
        let pending = place.pending.as_ref();
        Some(Self {
            name: name.to_owned(),
            title: shown.title.clone(),
            version: shown.version.clone(),
            digest: shown.digest.clone(),
            provider: shown.asks.provider.clone(),
            source: SourceName::Added,
            state,
            reason,
            tools: shown.asks.tools.len(),
            imports: shown.asks.imports.iter().cloned().collect(),
            wasi,
            added_at: Some(shown.added_at),
            added_by: Some(shown.added_by.clone()),
            approved_at: approved.map(|approved| approved.approved_at),
            approved_by: approved.map(|approved| approved.approved_by.clone()),
            manifest: approved.map(|it| it.release.asks.clone()).filter(|_| extent == Extent::Whole),
            pending: pending
                .map(|release| PendingView::of(release, approved.map(|it| &it.release.asks), extent)),
        })
    }
}

impl PendingView {
    fn of(release: &Release, approved: Option<&Asks>, extent: Extent) -> Self {
        let whole = extent == Extent::Whole;
        Self {
            digest: release.digest.clone(),
            version: release.version.clone(),
            added_at: release.added_at,
            added_by: release.added_by.clone(),
            manifest: whole.then(|| release.asks.clone()),
            diff: whole.then(|| DiffView::of(approved, &release.asks)),
        }
    }
}

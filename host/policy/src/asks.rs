//! What a connector asks of the host: the part of its manifest that somebody has to approve.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ToolPolicy;

/// What every connector may import, without being asked about.
const CONTRACT: &str = "innkeeper:connector/";

/// Everything that a connector asks for. Titles, descriptions and schemas are no part of it: they give no power.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Manifest)]
pub struct Asks {
    /// The provider whose API its tools call.
    pub provider: String,
    /// What its component imports, by name and version.
    pub imports: BTreeSet<String>,
    /// Its tools, in the order of their names.
    pub tools: Vec<AskedTool>,
}

/// What one tool asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestTool)]
pub struct AskedTool {
    /// What the host decides by.
    #[serde(flatten)]
    pub policy: ToolPolicy,
    /// Whether its requests may be sent again where nobody knows what became of them.
    pub idempotent: bool,
}

impl Asks {
    /// Gathers them, in their order.
    pub fn new(
        provider: impl Into<String>,
        imports: impl IntoIterator<Item = String>,
        tools: impl IntoIterator<Item = AskedTool>,
    ) -> Self {
        let mut tools: Vec<AskedTool> = tools.into_iter().collect();
        tools.sort_by(|left, right| left.policy.name.cmp(&right.policy.name));
        Self { provider: provider.into(), imports: imports.into_iter().collect(), tools }
    }

    /// The tool of a name.
    pub fn tool(&self, name: &str) -> Option<&AskedTool> {
        self.tools.iter().find(|tool| tool.policy.name == name)
    }

    /// What it imports beside the contract.
    pub fn beside_the_contract(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(String::as_str).filter(|import| !import.starts_with(CONTRACT))
    }
}

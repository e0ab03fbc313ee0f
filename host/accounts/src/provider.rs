//! A provider: an API and its OAuth endpoints. Data, not code.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use innkeeper_policy::{
    Comparisons, Implications, Method, PathTemplate, Placement, Scope, ScopeSet, WorkspacePrefix,
};
use serde::Deserialize;
use url::Url;

use crate::{AccountsError, web_url};

/// The descriptions that are built in, by name.
const BUILTIN: [(&str, &str); 1] = [("bitbucket", include_str!("../providers/bitbucket.toml"))];

/// An API and its OAuth endpoints.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The name in the settings: `bitbucket`.
    pub name: String,
    /// The name for people: `Bitbucket Cloud`.
    pub title: String,
    /// Where a browser is sent to ask for consent.
    pub authorize_url: Url,
    /// Where codes and refresh tokens are exchanged.
    pub token_url: Url,
    /// What the API's paths are appended to. It may end in a slash; strip it before appending.
    pub api_base: Url,
    /// The page where a person takes a grant back, at providers without a revocation endpoint.
    pub revoke_hint: Option<Url>,
    /// What the provider counts per hour and consumer. A request belongs to the first group that has a path for it.
    pub budget: Vec<BudgetGroup>,
    /// The endpoints that tell who a token belongs to.
    pub identity: IdentityEndpoints,
    /// What a granted scope covers besides itself.
    pub implications: Implications,
    /// Below which paths the next segment is a workspace: endpoints of connectors must call it `{workspace}` there.
    pub workspace_prefixes: Vec<WorkspacePrefix>,
    /// Where revisions stand that may name another repository.
    pub comparisons: Comparisons,
    /// The operations that choose a workspace where a request names none.
    pub placements: Arc<[Placement]>,
    /// What each scope means, for the person who is asked.
    pub scopes: BTreeMap<Scope, String>,
}

/// Paths below `api_base` that tell who a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityEndpoints {
    /// The user himself.
    pub user: String,
    /// His e-mail addresses.
    pub emails: Option<String>,
    /// The workspaces that he belongs to.
    pub workspaces: String,
}

/// Requests that the provider counts together, over all users of a consumer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetGroup {
    /// The name in settings, replies and metrics: `repository`.
    #[serde(rename = "group")]
    pub name: String,
    /// Requests in any rolling hour.
    pub per_hour: NonZeroU32,
    /// Paths below `api_base` that belong to it, by form.
    pub paths: Vec<PathTemplate>,
}

/// Other endpoints for a provider: a simulator's, or a corporate proxy's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderOverrides {
    /// Instead of [`Provider::authorize_url`].
    pub authorize_url: Option<String>,
    /// Instead of [`Provider::token_url`].
    pub token_url: Option<String>,
    /// Instead of [`Provider::api_base`].
    pub api_base: Option<String>,
}

impl Provider {
    /// The provider of this name whose description is built in.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownProvider`] with the names there are.
    pub fn builtin(name: &str) -> Result<Self, AccountsError> {
        match BUILTIN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::from_toml(name, text),
            None => Err(AccountsError::UnknownProvider {
                name: name.to_owned(),
                known: BUILTIN.iter().map(|(known, _)| (*known).to_owned()).collect(),
            }),
        }
    }

    /// A provider from its description, in the form of `providers/bitbucket.toml`.
    ///
    /// # Errors
    ///
    /// [`AccountsError::BadProvider`] where it does not parse, [`AccountsError::BadUrl`] for an endpoint that is
    /// neither https nor on a loopback host.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, AccountsError> {
        let description: Description = toml::from_str(text).map_err(|error| AccountsError::BadProvider {
            name: name.to_owned(),
            detail: error.to_string(),
        })?;
        description.check()
    }

    /// The same provider at other endpoints.
    ///
    /// # Errors
    ///
    /// [`AccountsError::BadUrl`], naming the setting.
    pub fn with_overrides(mut self, overrides: &ProviderOverrides) -> Result<Self, AccountsError> {
        let chosen = [
            (&mut self.authorize_url, "authorize_url", &overrides.authorize_url),
            (&mut self.token_url, "token_url", &overrides.token_url),
            (&mut self.api_base, "api_base", &overrides.api_base),
        ];
        for (target, setting, text) in chosen {
            if let Some(text) = text {
                *target = web_url::endpoint(&format!("provider.{}.{setting}", self.name), text)?;
            }
        }
        Ok(self)
    }

    /// What a scope means, in words for the person who is asked; its name where nobody described it.
    #[must_use]
    pub fn explain<'a>(&'a self, scope: &'a Scope) -> &'a str {
        self.scopes.get(scope).map_or(scope.as_str(), String::as_str)
    }
}

/// A provider's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    name: String,
    title: String,
    authorize_url: String,
    token_url: String,
    api_base: String,
    revoke_hint: Option<String>,
    #[serde(default)]
    budget: Vec<BudgetGroup>,
    identity: IdentityEndpoints,
    #[serde(default)]
    workspace_prefixes: Vec<String>,
    #[serde(default)]
    comparisons: Vec<String>,
    #[serde(default, rename = "placement")]
    placements: Vec<PlacementEntry>,
    #[serde(default)]
    implied: BTreeMap<Scope, ScopeSet>,
    #[serde(default)]
    scopes: BTreeMap<Scope, String>,
}

/// `[[placement]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacementEntry {
    method: Method,
    path: PathTemplate,
    properties: Vec<String>,
    input: String,
}

impl From<PlacementEntry> for Placement {
    fn from(PlacementEntry { method, path, properties, input }: PlacementEntry) -> Self {
        Self { method, path, properties, input }
    }
}

impl Description {
    fn check(self) -> Result<Provider, AccountsError> {
        let url =
            |setting: &str, text: &str| web_url::endpoint(&format!("provider.{}.{setting}", self.name), text);
        Ok(Provider {
            authorize_url: url("authorize_url", &self.authorize_url)?,
            token_url: url("token_url", &self.token_url)?,
            api_base: url("api_base", &self.api_base)?,
            revoke_hint: self.revoke_hint.as_deref().map(|text| url("revoke_hint", text)).transpose()?,
            title: self.title,
            budget: self.budget,
            identity: self.identity,
            implications: Implications::new(self.implied),
            workspace_prefixes: self
                .workspace_prefixes
                .iter()
                .map(|path| WorkspacePrefix::new(path))
                .collect(),
            comparisons: Comparisons::parse(&self.comparisons).map_err(|error| {
                AccountsError::BadProvider { name: self.name.clone(), detail: error.to_string() }
            })?,
            placements: self.placements.into_iter().map(Placement::from).collect(),
            scopes: self.scopes,
            name: self.name,
        })
    }
}

#[cfg(test)]
mod tests;

//! The gate before a request: what egress asks before anything is sent.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::iter;

use serde_json::Value;

use crate::{Endpoint, Method, Pin, Refusal, ToolPolicy, WorkspacePosition};

/// The parameter that a pin guards wherever a template has it.
const WORKSPACE: &str = "workspace";

/// A request that a connector wants to make, as it described it.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The method.
    pub method: Method,
    /// One of the tool's declared templates, letter for letter.
    pub template: &'a str,
    /// A value for each of its parameters, not encoded.
    pub params: &'a [(String, String)],
    /// The query, not encoded. A name may occur more than once.
    pub query: &'a [(String, String)],
    /// The body, if it is JSON; `{}` stands for an empty one. `None` is no body, or one that cannot be looked into: an
    /// endpoint that declares a workspace in its body refuses it.
    ///
    /// What is sent has to be written from this value, not from the connector's text: of two properties with one name,
    /// this has the last, and the provider might read the first.
    pub json_body: Option<&'a Value>,
}

/// A request that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorized<'t> {
    /// The endpoint that it is for.
    pub endpoint: &'t Endpoint,
    /// The path below the API's base, encoded.
    pub path: String,
}

/// Authorizes one request of a tool. Nothing of it may be sent before.
///
/// Allocates the path, once, and nothing else unless it refuses.
///
/// # Errors
///
/// The first of these that applies:
/// 1. [`Refusal::Endpoint`]: the tool did not declare this method and template.
/// 2. [`Refusal::Parameter`]: the template cannot be expanded with these parameters.
/// 3. [`Refusal::Mismatch`]: the expanded path, read again, has other parameters. Does not happen; it is what the
///    encoding is held against.
/// 4. [`Refusal::Workspace`], [`Refusal::WorkspaceShape`] or [`Refusal::OpaqueBody`]: `{workspace}` of the path, any
///    occurrence of a declared query parameter, or a declared property of the body is outside the pin or cannot be
///    read.
pub fn authorize<'t>(
    tool: &'t ToolPolicy,
    pin: &Pin,
    request: &Outgoing<'_>,
) -> Result<Authorized<'t>, Refusal> {
    let endpoint = tool.endpoint(request.method, request.template).ok_or_else(|| Refusal::Endpoint {
        tool: tool.name.clone(),
        method: request.method,
        template: request.template.to_owned(),
    })?;
    let gate = Gate { tool, pin };
    let path = gate.path(endpoint, request.params)?;
    gate.positions(endpoint, request.query, request.json_body)?;
    Ok(Authorized { endpoint, path })
}

/// Authorizes a hop to `path` at the same origin, below the same API base: encoded, without its query.
///
/// It has to match the endpoint's own template or one of [`Redirects::within`](crate::Redirects::within), and its
/// `{workspace}` has to be inside the pin whichever of them it is read by.
///
/// # Errors
///
/// [`Refusal::Redirect`] or [`Refusal::RedirectWorkspace`].
pub fn authorize_redirect(endpoint: &Endpoint, pin: &Pin, path: &str) -> Result<(), Refusal> {
    let targets = iter::once(&endpoint.template).chain(&endpoint.redirects.within);
    let mut is_declared = false;
    for reading in targets.filter_map(|template| template.matches_location(path)) {
        is_declared = true;
        if let Some(workspace) = reading.get(WORKSPACE).filter(|name| !pin.allows(name)) {
            let (path, workspace) = (path.to_owned(), workspace.into_owned());
            return Err(Refusal::RedirectWorkspace { path, workspace });
        }
    }
    if is_declared { Ok(()) } else { Err(Refusal::Redirect { path: path.to_owned() }) }
}

/// Authorizes reading what an answer of the provider linked to, such as the next page: `path` below the API base,
/// encoded, and the query of the link. Gives the endpoint whose redirect rules hold for it.
///
/// The path has to match one of the tool's GET endpoints, or a template that one of them may be redirected to. However
/// it can be read, its `{workspace}` has to be inside the pin, and so do the query parameters that name one.
///
/// # Errors
///
/// [`Refusal::Link`] or [`Refusal::Workspace`].
pub fn authorize_link<'t>(
    tool: &'t ToolPolicy,
    pin: &Pin,
    path: &str,
    query: &[(String, String)],
) -> Result<&'t Endpoint, Refusal> {
    let gate = Gate { tool, pin };
    let mut found = None;
    for endpoint in tool.endpoints.iter().filter(|endpoint| endpoint.method == Method::Get) {
        for template in iter::once(&endpoint.template).chain(&endpoint.redirects.within) {
            let Some(reading) = template.matches_location(path) else { continue };
            if let Some(workspace) = reading.get(WORKSPACE) {
                gate.allow(&workspace, &workspace, || "path of the link".to_owned())?;
            }
            gate.positions(endpoint, query, None)?;
            found.get_or_insert(endpoint);
        }
    }
    found.ok_or_else(|| Refusal::Link { tool: tool.name.clone(), place: path.to_owned() })
}

struct Gate<'a> {
    tool: &'a ToolPolicy,
    pin: &'a Pin,
}

impl Gate<'_> {
    /// The encoded path. What is checked is what will be sent: the path is read back, and a workspace that it says is
    /// the one that was asked for.
    fn path(&self, endpoint: &Endpoint, params: &[(String, String)]) -> Result<String, Refusal> {
        let template = &endpoint.template;
        let params = &self.spelled(params)[..];
        let path = template
            .expand(params)
            .map_err(|error| Refusal::Parameter { tool: self.tool.name.clone(), error })?;
        if !template.reads_back(&path, params) {
            let (tool, template) = (self.tool.name.clone(), template.to_string());
            return Err(Refusal::Mismatch { tool, template });
        }
        if let Some((_, workspace)) = params.iter().find(|(name, _)| name == WORKSPACE) {
            self.allow(workspace, workspace, || format!("path parameter `{WORKSPACE}`"))?;
        }
        Ok(path)
    }

    /// The parameters, with a workspace of the pin as the provider writes it.
    fn spelled<'p>(&self, params: &'p [(String, String)]) -> Cow<'p, [(String, String)]> {
        let meant = |name: &str, value: &str| (name == WORKSPACE).then(|| self.pin.named(value)).flatten();
        let is_right =
            |(name, value): &(String, String)| meant(name, value).is_none_or(|one| one.is_spelled(value));
        if params.iter().all(is_right) {
            return Cow::Borrowed(params);
        }
        let spell = |name: &str, value: &str| meant(name, value).and_then(|one| one.spelled(value));
        params
            .iter()
            .map(|(name, value)| (name.clone(), spell(name, value).unwrap_or_else(|| value.clone())))
            .collect()
    }

    /// Every place besides the path where the endpoint names a workspace.
    fn positions(
        &self,
        endpoint: &Endpoint,
        query: &[(String, String)],
        body: Option<&Value>,
    ) -> Result<(), Refusal> {
        endpoint.workspaces.iter().try_for_each(|position| match position {
            WorkspacePosition::Query(name) => self.query(position, name, query),
            WorkspacePosition::Body(property) => self.body(position, property, body),
        })
    }

    fn query(
        &self,
        position: &WorkspacePosition,
        name: &str,
        query: &[(String, String)],
    ) -> Result<(), Refusal> {
        query
            .iter()
            .filter(|(given, _)| given == name)
            .try_for_each(|(_, value)| self.allow(workspace_of(value), value, || position.to_string()))
    }

    fn body(
        &self,
        position: &WorkspacePosition,
        property: &str,
        body: Option<&Value>,
    ) -> Result<(), Refusal> {
        let body = body.ok_or_else(|| Refusal::OpaqueBody { tool: self.tool.name.clone() })?;
        match find(body, property) {
            Property::Absent => Ok(()),
            Property::Text(value) => self.allow(workspace_of(value), value, || position.to_string()),
            Property::Unreadable => {
                Err(Refusal::WorkspaceShape { tool: self.tool.name.clone(), position: position.to_string() })
            }
        }
    }

    fn allow(&self, workspace: &str, given: &str, position: impl FnOnce() -> String) -> Result<(), Refusal> {
        if self.pin.allows(workspace) {
            return Ok(());
        }
        Err(Refusal::Workspace {
            tool: self.tool.name.clone(),
            workspace: given.to_owned(),
            position: position(),
        })
    }
}

/// The workspace of `workspace/repository`. A value that goes on as no repository's slug or UUID does is neither, and no
/// pin allows it: a provider that decoded `..` or `%2F` in there could end up elsewhere.
pub(crate) fn workspace_of(value: &str) -> &str {
    match value.split_once('/') {
        Some((workspace, repository)) if is_repository(repository) => workspace,
        _ => value,
    }
}

pub(crate) fn is_repository(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'{' | b'}');
    text.bytes().all(plain) && text.bytes().any(|byte| byte != b'.')
}

pub(crate) enum Property<'v> {
    Absent,
    Text(&'v str),
    /// Not a string, or below something that is not an object. The provider might still see a workspace in it.
    Unreadable,
}

pub(crate) fn find<'v>(body: &'v Value, dotted: &str) -> Property<'v> {
    let mut here = body;
    for name in dotted.split('.') {
        let Some(object) = here.as_object() else {
            return Property::Unreadable;
        };
        match object.get(name) {
            Some(value) => here = value,
            None => return Property::Absent,
        }
    }
    here.as_str().map_or(Property::Unreadable, Property::Text)
}

//! The host's own questions to a provider: who came back from consent, and which workspaces may they touch.
//!
//! Rules: Bitbucket facts, "Who is it". They use a [`Session`] like any tool, so the same walls hold; the tool is
//! [`tool_policy`], which declares these three endpoints and no others.

use innkeeper_accounts::{Identity, ProviderAccount};
use innkeeper_policy::{
    Effect, Endpoint, Lifecycle, Method, PathTemplate, Redirects, ScopeSet, ToolPolicy, Workspace,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::{Request, SendError, Session};

/// A profile, a page of addresses or of workspaces is far below this.
const MOST_BYTES: u64 = 1 << 20;
/// 100 entries each: more workspaces than anybody has.
const MOST_PAGES: u32 = 10;

/// Why the provider could not say who this is.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The request has no response.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The consumer lacks the scope that the question needs.
    #[error(
        "the consumer has no `{scope}` scope, without which the provider does not say who the user is: tick it at the provider and connect again"
    )]
    Scope {
        /// The missing scope.
        scope: &'static str,
    },
    /// The provider answered with an error.
    #[error("the provider answered {path} with status {status}")]
    Status {
        /// The question.
        path: &'static str,
        /// The answer's status.
        status: u16,
    },
    /// The answer is not of the documented shape.
    #[error("the provider's answer to {path} is not of the documented shape")]
    Shape {
        /// The question.
        path: &'static str,
    },
}

/// The policy that the host's own questions run under.
///
/// # Errors
/// Never in practice: the templates are constants. The error type is that of parsing them.
pub fn tool_policy() -> Result<ToolPolicy, innkeeper_policy::TemplateError> {
    let endpoint = |path: &str| {
        Ok(Endpoint {
            method: Method::Get,
            template: PathTemplate::parse(path)?,
            redirects: Redirects::default(),
            workspaces: Vec::new(),
            callbacks: Vec::new(),
        })
    };
    let endpoints = [USER, EMAILS, WORKSPACES].into_iter().map(endpoint).collect::<Result<_, _>>()?;
    Ok(ToolPolicy {
        name: "identity".to_owned(),
        toolset: "host".to_owned(),
        effect: Effect::Read,
        scopes: ScopeSet::default(),
        endpoints,
        lifecycle: Lifecycle::Live,
    })
}

const USER: &str = "/user";
const EMAILS: &str = "/user/emails";
const WORKSPACES: &str = "/user/workspaces";

/// Asks who the session's user is.
///
/// # Errors
/// [`IdentityError::Scope`] without the `account` scope; a missing `email` scope is no error but a reason in the answer.
pub async fn ask(session: &mut Session) -> Result<Identity, IdentityError> {
    let user: User = match get(session, USER, Vec::new()).await? {
        Answer::Ok(user) => user,
        Answer::Forbidden => return Err(IdentityError::Scope { scope: "account" }),
    };
    let email = email(session).await?;
    let workspaces = match all::<Membership>(session, WORKSPACES).await? {
        Answer::Ok(found) => found.into_iter().map(|membership| membership.workspace.into()).collect(),
        Answer::Forbidden => return Err(IdentityError::Scope { scope: "account" }),
    };
    Ok(Identity { provider_account: user.with(email), workspaces })
}

/// An answer, or a scope that is short.
enum Answer<T> {
    Ok(T),
    Forbidden,
}

/// The address that was found, or why there is none.
enum Email {
    Found { address: String, verified: bool },
    None { reason: &'static str },
}

/// The primary address, else the first confirmed, else the first. Whoever the user is does not hang on an address, so
/// a provider that gives none is no failure.
async fn email(session: &mut Session) -> Result<Email, IdentityError> {
    let addresses = match all::<Address>(session, EMAILS).await {
        Ok(Answer::Ok(addresses)) => addresses,
        Ok(Answer::Forbidden) => return Ok(Email::None { reason: "the consumer has no `email` scope" }),
        Err(IdentityError::Status { .. } | IdentityError::Shape { .. }) => {
            return Ok(Email::None { reason: "the provider did not answer the question" });
        }
        Err(error) => return Err(error),
    };
    let best = addresses
        .iter()
        .find(|address| address.is_primary)
        .or_else(|| addresses.iter().find(|address| address.is_confirmed))
        .or_else(|| addresses.first());
    Ok(match best {
        Some(best) => Email::Found { address: best.email.clone(), verified: best.is_confirmed },
        None => Email::None { reason: "the provider knows no address" },
    })
}

/// Every page of a list. Of a `next` only the query is taken: the path is ours, and so is the origin.
async fn all<T: DeserializeOwned>(
    session: &mut Session,
    path: &'static str,
) -> Result<Answer<Vec<T>>, IdentityError> {
    let mut found = Vec::new();
    let mut query = vec![("pagelen".to_owned(), "100".to_owned())];
    for _ in 0..MOST_PAGES {
        let Answer::Ok(Page { values, next }) = get::<Page<T>>(session, path, query).await? else {
            return Ok(Answer::Forbidden);
        };
        found.extend(values);
        let Some(next) = next.as_deref().and_then(|next| Url::parse(next).ok()) else { break };
        query = next.query_pairs().into_owned().collect();
    }
    Ok(Answer::Ok(found))
}

async fn get<T: DeserializeOwned>(
    session: &mut Session,
    path: &'static str,
    query: Vec<(String, String)>,
) -> Result<Answer<T>, IdentityError> {
    let request = Request {
        method: Method::Get,
        template: path.to_owned(),
        params: Vec::new(),
        query,
        headers: Vec::new(),
        body: None,
    };
    let mut response = session.send(request).await?;
    match response.status() {
        200 => {
            let body = response.read(MOST_BYTES).await?;
            serde_json::from_slice(&body).map(Answer::Ok).map_err(|_| IdentityError::Shape { path })
        }
        403 => Ok(Answer::Forbidden),
        status => Err(IdentityError::Status { path, status }),
    }
}

#[derive(Deserialize)]
struct Page<T> {
    values: Vec<T>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    #[serde(default)]
    is_primary: bool,
    #[serde(default)]
    is_confirmed: bool,
}

#[derive(Deserialize)]
struct Membership {
    workspace: WorkspaceEntry,
}

#[derive(Deserialize)]
struct WorkspaceEntry {
    slug: String,
    uuid: Option<String>,
}

#[derive(Deserialize)]
struct User {
    uuid: String,
    username: Option<String>,
    nickname: Option<String>,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    links: UserLinks,
}

#[derive(Deserialize, Default)]
struct UserLinks {
    avatar: Option<Link>,
    html: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

impl From<WorkspaceEntry> for Workspace {
    fn from(entry: WorkspaceEntry) -> Self {
        Self { slug: entry.slug, uuid: entry.uuid }
    }
}

impl User {
    fn with(self, email: Email) -> ProviderAccount {
        let mut names = self.display_name.splitn(2, char::is_whitespace).map(|name| name.trim().to_owned());
        let (email, email_verified, email_missing_reason) = match email {
            Email::Found { address, verified } => (Some(address), Some(verified), None),
            Email::None { reason } => (None, None, Some(reason.to_owned())),
        };
        ProviderAccount {
            uuid: self.uuid.trim_matches(['{', '}']).to_owned(),
            username: self.username.or(self.nickname).unwrap_or_default(),
            first_name: names.next().unwrap_or_default(),
            last_name: names.next().unwrap_or_default(),
            display_name: self.display_name,
            avatar_url: self.links.avatar.map(|link| link.href),
            profile_url: self.links.html.map(|link| link.href),
            email,
            email_verified,
            email_missing_reason,
        }
    }
}

//! The one error that callers see.
//!
//! Every way in (HTTP, MCP, command line, embedding application) gets a [`Problem`]: a [`Kind`] that programs can match
//! on and that never changes its meaning, a sentence for people, and what helps to go on: a link, the missing scopes, the
//! inputs that are wrong, when to try again. Its JSON form is RFC 9457 problem details.
//!
//! The crates below have errors of their own, precise and without an opinion about callers; `explain` turns them into
//! problems, in one place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of problem it is. The names are a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each variant is its own name, and `title` says the rest")]
#[schema(as = ProblemKind)]
pub enum Kind {
    BadInput,
    Unauthenticated,
    PolicyDenied,
    ScopeMissing,
    ApprovalRequired,
    NotFound,
    ToolNotFound,
    AccountNotFound,
    Conflict,
    AuthRequired,
    ReauthRequired,
    AccountAmbiguous,
    ToolRemoved,
    RateLimited,
    UpstreamRateLimit,
    UpstreamUnauthorized,
    UpstreamForbidden,
    UpstreamNotFound,
    UpstreamConflict,
    UpstreamGone,
    UpstreamValidation,
    UpstreamServer,
    UpstreamNetwork,
    UpstreamTimeout,
    GuestTrap,
    GuestTimeout,
    GuestOutOfMemory,
    GuestEgressDenied,
    GuestProtocol,
    ResponseTooLarge,
    Overloaded,
    ConnectionUnhealthy,
    Cancelled,
    Internal,
}

impl Kind {
    /// The HTTP status of the kind.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadInput => 422,
            Self::Unauthenticated => 401,
            Self::PolicyDenied | Self::ScopeMissing | Self::ApprovalRequired => 403,
            Self::NotFound | Self::ToolNotFound | Self::AccountNotFound => 404,
            Self::Conflict | Self::AuthRequired | Self::ReauthRequired | Self::AccountAmbiguous => 409,
            Self::ToolRemoved => 410,
            Self::RateLimited | Self::UpstreamRateLimit => 429,
            Self::UpstreamUnauthorized
            | Self::UpstreamForbidden
            | Self::UpstreamNotFound
            | Self::UpstreamConflict
            | Self::UpstreamGone
            | Self::UpstreamValidation
            | Self::UpstreamServer
            | Self::UpstreamNetwork
            | Self::ResponseTooLarge => 502,
            Self::UpstreamTimeout => 504,
            // What proxies write down for a client that went away; nobody is there to read it.
            Self::Cancelled => 499,
            Self::Overloaded | Self::ConnectionUnhealthy => 503,
            Self::GuestTrap
            | Self::GuestTimeout
            | Self::GuestOutOfMemory
            | Self::GuestEgressDenied
            | Self::GuestProtocol
            | Self::Internal => 500,
        }
    }

    /// A title for people, the same for every problem of the kind.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadInput => "The request is not valid",
            Self::Unauthenticated => "The caller is not known",
            Self::PolicyDenied => "Policy does not allow this",
            Self::ScopeMissing => "The grant is too narrow",
            Self::ApprovalRequired => "The call needs an approval",
            Self::NotFound => "There is no such thing",
            Self::ToolNotFound => "There is no such tool",
            Self::AccountNotFound => "There is no such account",
            Self::Conflict => "The thing is not as it was assumed",
            Self::AuthRequired => "The account's user has to connect first",
            Self::ReauthRequired => "The account's user has to connect again",
            Self::AccountAmbiguous => "More than one account matches",
            Self::ToolRemoved => "The provider removed this operation",
            Self::RateLimited => "The rate budget is used up",
            Self::UpstreamRateLimit => "The provider limits the rate",
            Self::UpstreamUnauthorized => "The provider refused the token",
            Self::UpstreamForbidden => "The provider forbids it",
            Self::UpstreamNotFound => "The provider does not find it",
            Self::UpstreamConflict => "The provider reports a conflict",
            Self::UpstreamGone => "The provider no longer has it",
            Self::UpstreamValidation => "The provider refused the input",
            Self::UpstreamServer => "The provider failed",
            Self::UpstreamNetwork => "The provider cannot be reached",
            Self::UpstreamTimeout => "The provider did not answer in time",
            Self::GuestTrap => "The connector crashed",
            Self::GuestTimeout => "The connector ran too long",
            Self::GuestOutOfMemory => "The connector needed too much memory",
            Self::GuestEgressDenied => "The connector asked for a request that it may not make",
            Self::GuestProtocol => "The connector broke its contract",
            Self::ResponseTooLarge => "The answer is too large",
            Self::Overloaded => "The host is at its limit",
            Self::ConnectionUnhealthy => "The connection does not work",
            Self::Cancelled => "The call was cancelled",
            Self::Internal => "The host failed",
        }
    }
}

/// A problem, as callers see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A URI reference for the kind.
    #[serde(rename = "type")]
    pub uri: String,
    /// A title for people.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, to what, and what to do next.
    pub detail: String,
    /// The kind, for programs.
    pub kind: Kind,
    /// The execution, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_id: Option<String>,
    /// Whether the same call may work later.
    pub can_retry: bool,
    /// How long to wait before that, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Where the account's user can connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_url: Option<String>,
    /// The account whose user has to connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// Scopes that the grant lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_scopes: Vec<String>,
    /// What is wrong with the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// The provider's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_status: Option<u16>,
    /// Which layer refused, for denials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<&'static str>,
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Violation {
    /// JSON Pointer into the input: `/pagelen`.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// What fallible things of this crate return. A problem is large and rare, hence the box.
pub type Result<T> = std::result::Result<T, Box<Problem>>;

impl Problem {
    /// A problem of a kind, with its sentence.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            uri: format!("urn:innkeeper:problem:{}", kind_name(kind)),
            title: kind.title(),
            status: kind.status(),
            detail: detail.into(),
            kind,
            execution_id: None,
            can_retry: false,
            retry_after_ms: None,
            connect_url: None,
            account_id: None,
            missing_scopes: Vec::new(),
            violations: Vec::new(),
            upstream_status: None,
            layer: None,
        })
    }

    /// An input that is not valid, with every violation.
    #[must_use]
    pub fn bad_input(violations: Vec<Violation>) -> Box<Self> {
        let said: Vec<String> = violations.iter().map(Violation::to_string).collect();
        let mut problem = Self::new(Kind::BadInput, said.join("; "));
        problem.violations = violations;
        problem
    }

    /// An input that is not valid in one place.
    #[must_use]
    pub fn bad_field(path: impl Into<String>, message: impl Into<String>) -> Box<Self> {
        Self::bad_input(vec![Violation { path: path.into(), message: message.into() }])
    }

    /// Something that went wrong in the host itself. The details go to the log under `execution_id`, not to the caller.
    #[must_use]
    pub fn internal(what: &str, error: &dyn std::fmt::Display) -> Box<Self> {
        tracing::error!(%error, what, "internal error");
        Self::new(Kind::Internal, format!("{what} failed; the host's log says why"))
    }

    /// The same, and it may work later.
    #[must_use]
    pub fn retryable(mut self: Box<Self>, after_ms: Option<u64>) -> Box<Self> {
        self.can_retry = true;
        self.retry_after_ms = after_ms;
        self
    }

    /// The same, with the provider's status.
    #[must_use]
    pub fn with_upstream(mut self: Box<Self>, status: Option<u16>) -> Box<Self> {
        self.upstream_status = status;
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", kind_name(self.kind), self.detail)
    }
}

impl std::error::Error for Problem {}

impl std::fmt::Display for Violation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str(&self.message),
            path => write!(formatter, "{path}: {}", self.message),
        }
    }
}

/// The kind's name on the wire.
#[must_use]
pub fn kind_name(kind: Kind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

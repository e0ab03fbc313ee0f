//! Makes problems of the errors below.
//!
//! Each error of a crate below says precisely what happened there. Here it gets its kind, its advice on trying again, and,
//! for a provider's own errors, the provider's words where they are safe to repeat.

use innkeeper_accounts::{AccountsError, LeaseError};
use innkeeper_egress::{BudgetError, Response, SendError, millis};
use innkeeper_policy::{Layer, Refusal};
use innkeeper_runtime::CallFailure;
use serde::Deserialize;
use serde_json::Value;

use crate::answer::AnswerError;
use crate::problem::{Kind, Problem, Violation};

/// Bytes of a provider's error that are looked at.
const ERROR_BODY: u64 = 64 << 10;
/// Characters of a provider's message that are repeated.
const MESSAGE: usize = 500;

/// Whether the call may be made again without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeatable {
    /// It only reads, or says that twice is once.
    Yes,
    /// It may act twice.
    No,
}

pub(crate) async fn call_failure(failure: CallFailure, repeatable: Repeatable) -> Box<Problem> {
    let detail = failure.to_string();
    match failure {
        CallFailure::InvalidInput { path, message } => Problem::bad_input(vec![Violation { path, message }]),
        CallFailure::Upstream(mut response) => upstream(&mut response, repeatable).await,
        CallFailure::Request(error) => send_error(&error, repeatable),
        CallFailure::Refused(_) => Problem::new(Kind::Conflict, detail),
        CallFailure::Internal(_) | CallFailure::Protocol { .. } => Problem::new(Kind::GuestProtocol, detail),
        CallFailure::Trap { .. } => Problem::new(Kind::GuestTrap, detail),
        CallFailure::GuestTime { .. } | CallFailure::WallTime { .. } => {
            Problem::new(Kind::GuestTimeout, detail)
        }
        CallFailure::OutOfMemory { .. } => Problem::new(Kind::GuestOutOfMemory, detail),
        CallFailure::Cancelled => Problem::new(Kind::Cancelled, detail),
        CallFailure::Overloaded => Problem::new(Kind::Overloaded, detail).retryable(Some(1_000)),
    }
}

pub(crate) fn answer_error(error: &AnswerError, repeatable: Repeatable) -> Box<Problem> {
    match error {
        AnswerError::Send(error) => send_error(error, repeatable),
        AnswerError::NotJson(error) => Problem::new(
            Kind::UpstreamServer,
            format!("the provider's answer says that it is JSON and is not: {error}"),
        ),
    }
}

pub(crate) fn send_error(error: &SendError, repeatable: Repeatable) -> Box<Problem> {
    let again = |problem: Box<Problem>| {
        let harmless = repeatable == Repeatable::Yes || !error.may_have_been_sent();
        if harmless { problem.retryable(None) } else { problem }
    };
    let detail = error.to_string();
    match error {
        SendError::Refused(refused) => refusal(refused),
        SendError::Header { .. }
        | SendError::Body { .. }
        | SendError::Limit { .. }
        | SendError::Planned
        | SendError::Redirect { .. } => Problem::new(Kind::GuestEgressDenied, detail),
        SendError::OverBudget(over) => {
            Problem::new(Kind::RateLimited, detail).retryable(Some(over.retry_after_ms))
        }
        SendError::Budget(error) if matches!(**error, BudgetError::Contended { .. }) => {
            Problem::new(Kind::Overloaded, detail).retryable(Some(1_000))
        }
        SendError::Budget(error) => {
            let mut problem = Problem::internal("taking from the rate budget", error);
            problem.can_retry = true;
            problem
        }
        SendError::Lease(error) => lease_error(error),
        SendError::Unauthorized => Problem::new(Kind::ReauthRequired, detail).with_upstream(Some(401)),
        SendError::TooLarge { .. } => {
            let advice = "ask for less: a smaller `pagelen`, or `fields`";
            Problem::new(Kind::ResponseTooLarge, format!("{detail}; {advice}"))
        }
        SendError::TimedOut { .. } => again(Problem::new(Kind::UpstreamTimeout, detail)),
        SendError::Unreachable { .. } => again(Problem::new(Kind::UpstreamNetwork, detail)),
    }
}

/// A denial names the layer, the rule, the tool and the one thing that fixes it.
pub(crate) fn refusal(refused: &Refusal) -> Box<Problem> {
    let kind = match refused.layer() {
        // A link is the provider's or the caller's word, not the connector's.
        _ if matches!(refused, Refusal::Link { .. }) => Kind::PolicyDenied,
        Layer::Scope => Kind::ScopeMissing,
        Layer::Lifecycle => Kind::ToolRemoved,
        Layer::Parameter => Kind::BadInput,
        Layer::Endpoint | Layer::Redirect => Kind::GuestEgressDenied,
        Layer::Toolset | Layer::Effect | Layer::WorkspacePin | Layer::CallbackHost => Kind::PolicyDenied,
    };
    let mut problem = Problem::new(kind, refused.to_string());
    problem.layer = Some(refused.layer().as_str());
    match refused {
        Refusal::Scope { missing, .. } => {
            problem.missing_scopes = missing.iter().map(|scope| scope.as_str().to_owned()).collect();
        }
        Refusal::Parameter { error, .. } => {
            let violation = Violation { path: format!("/{}", error.name()), message: error.to_string() };
            problem.violations = vec![violation];
        }
        _ => {}
    }
    problem
}

pub(crate) fn lease_error(error: &LeaseError) -> Box<Problem> {
    let detail = error.to_string();
    match error {
        LeaseError::NotActive { .. } => Problem::new(Kind::AuthRequired, detail),
        LeaseError::Reauthorize { .. } => Problem::new(Kind::ReauthRequired, detail),
        LeaseError::ConnectionUnhealthy { .. } => Problem::new(Kind::ConnectionUnhealthy, detail),
        LeaseError::TokenEndpoint { status, .. } => {
            Problem::new(Kind::UpstreamServer, detail).with_upstream(Some(*status)).retryable(None)
        }
        LeaseError::Pausing { retry_after, cause, .. } => {
            let mut problem = lease_error(cause);
            problem.detail = detail;
            problem.retry_after_ms = problem.can_retry.then(|| millis(*retry_after));
            problem
        }
        LeaseError::TokenReply { .. } => Problem::new(Kind::UpstreamServer, detail).retryable(None),
        LeaseError::Network { timeout: true, .. } => {
            Problem::new(Kind::UpstreamTimeout, detail).retryable(None)
        }
        LeaseError::Network { .. } | LeaseError::Interrupted { .. } => {
            Problem::new(Kind::UpstreamNetwork, detail).retryable(None)
        }
        LeaseError::Accounts(error) => error.clone().into(),
        _ => Problem::internal("leasing a token", error),
    }
}

impl From<AccountsError> for Box<Problem> {
    fn from(error: AccountsError) -> Self {
        let kind = match &error {
            AccountsError::UnknownConnection { .. } => Kind::NotFound,
            AccountsError::UnknownAccount { .. } | AccountsError::NotFound { .. } => Kind::AccountNotFound,
            AccountsError::Ambiguous { .. } => Kind::AccountAmbiguous,
            AccountsError::BadIdentifier => return Problem::bad_field("/identifier", error.to_string()),
            AccountsError::BadAccountId => return Problem::bad_field("/account_id", error.to_string()),
            AccountsError::UnknownWorkspace { .. } => {
                return Problem::bad_field("/workspaces", error.to_string());
            }
            AccountsError::ReturnUrl { input, .. } => {
                return Problem::bad_field(format!("/{input}"), error.to_string());
            }
            AccountsError::OtherProviderUser { .. }
            | AccountsError::ProviderUserChanged { .. }
            | AccountsError::VerificationUnknown { .. }
            | AccountsError::VerificationExpired { .. }
            | AccountsError::WrongIdentifier { .. }
            | AccountsError::IdentityUnknown { .. }
            | AccountsError::Withdrawn { .. } => Kind::Conflict,
            AccountsError::Contended { .. } => {
                return Problem::new(Kind::Overloaded, error.to_string()).retryable(None);
            }
            _ => return Problem::internal("reading or writing an account", &error),
        };
        Problem::new(kind, error.to_string())
    }
}

/// Bitbucket's form of an error.
#[derive(Default, Deserialize)]
struct ProviderError {
    #[serde(default)]
    error: ProviderMessage,
}

#[derive(Default, Deserialize)]
struct ProviderMessage {
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    detail: Option<Value>,
    #[serde(default)]
    fields: Option<serde_json::Map<String, Value>>,
}

/// What a provider's error status means for the caller.
async fn upstream(response: &mut Response, repeatable: Repeatable) -> Box<Problem> {
    let status = response.status();
    let said = match response.read(ERROR_BODY).await {
        Ok(body) => serde_json::from_slice::<ProviderError>(&body).unwrap_or_default().error,
        // Without its body the status still says enough.
        Err(_) => ProviderMessage::default(),
    };
    let missing = said.missing_scopes();
    let mut problem =
        Problem::new(kind_of(status, &missing), sentence(status, &said)).with_upstream(Some(status));
    problem.missing_scopes = missing;
    problem.violations = said.violations();
    match status {
        429 => problem.retryable(response.retry_after().map(millis)),
        500..=599 if repeatable == Repeatable::Yes => problem.retryable(None),
        _ => problem,
    }
}

pub(crate) fn kind_of(status: u16, missing_scopes: &[String]) -> Kind {
    match status {
        401 => Kind::UpstreamUnauthorized,
        403 if !missing_scopes.is_empty() => Kind::ScopeMissing,
        402 | 403 => Kind::UpstreamForbidden,
        404 => Kind::UpstreamNotFound,
        409 => Kind::UpstreamConflict,
        410 => Kind::UpstreamGone,
        429 => Kind::UpstreamRateLimit,
        400..=499 => Kind::UpstreamValidation,
        // Bitbucket's own number for a request that took it too long.
        555 => Kind::UpstreamTimeout,
        _ => Kind::UpstreamServer,
    }
}

fn sentence(status: u16, said: &ProviderMessage) -> String {
    let words = said.words();
    let hint = match status {
        404 => " (it does not exist, or this account may not see it)",
        402 => " (a limit of the workspace's plan)",
        429 => {
            " (the limit counts all users of the consumer together; until it has passed, nothing more is sent)"
        }
        555 => " (the provider gave up: ask for less)",
        _ => "",
    };
    match words {
        Some(words) => format!("the provider answered {status}{hint}: {words}"),
        None => format!("the provider answered {status}{hint}"),
    }
}

impl ProviderMessage {
    fn words(&self) -> Option<String> {
        let message = self.message.as_deref()?;
        let text = match &self.detail {
            Some(Value::String(detail)) if detail != message => format!("{message} {detail}"),
            Some(Value::Object(_)) => format!("{message}{}", self.scopes_in_words()),
            _ => message.to_owned(),
        };
        Some(text.chars().filter(|character| !character.is_control()).take(MESSAGE).collect())
    }

    fn scopes_in_words(&self) -> String {
        let (required, granted) = (self.scopes("required"), self.scopes("granted"));
        if required.is_empty() {
            return String::new();
        }
        format!(" It asks for {}; the grant has {}.", required.join(", "), granted.join(", "))
    }

    fn scopes(&self, which: &str) -> Vec<&str> {
        let found = self.detail.as_ref().and_then(|detail| detail.get(which)).and_then(Value::as_array);
        found.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn missing_scopes(&self) -> Vec<String> {
        let granted = self.scopes("granted");
        let missing = self.scopes("required").into_iter().filter(|scope| !granted.contains(scope));
        missing.map(str::to_owned).collect()
    }

    fn violations(&self) -> Vec<Violation> {
        let fields = self.fields.iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        fields
            .map(|(name, value)| Violation {
                path: format!("/{}", name.replace('.', "/")),
                message: text(value).chars().take(MESSAGE).collect(),
            })
            .collect()
    }
}

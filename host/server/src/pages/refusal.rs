//! Why a consent goes no further, and what to do about it.

use axum::http::StatusCode;
use innkeeper::{ConsentError, IdentityError, Kind, Problem, ReturnProblem};
use innkeeper_accounts::{AccountsError, TokenError};
use maud::html;

use super::Page;

const NEW_LINK: &str = "Ask the application for a new link.";
const AGAIN: &str = "Open the link that you were sent once more.";
const SAME_BROWSER: &str =
    "Go on in the browser that opened the link first, with cookies allowed, or ask for a new link.";
const NOTHING_CHANGED: &str = "Nothing was connected and nothing has changed.";
const IN_A_MOMENT: &str = "Open the link that you were sent once more, in a few minutes.";
const AGAIN_OR_OPERATOR: &str =
    "Open the link that you were sent once more. If the same happens again, tell whoever runs this host.";
const MISCONFIGURED: &str = "This host is not set up right";
const OPERATOR: &str =
    "Tell whoever runs this host, and what this page says; there is nothing that you can do about it here.";

/// A refusal, for people.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    title: &'static str,
    cause: String,
    remedy: &'static str,
    operator: Option<String>,
}

impl Refusal {
    fn new(status: StatusCode, title: &'static str, cause: impl Into<String>, remedy: &'static str) -> Self {
        Self { status, title, cause: cause.into(), remedy, operator: None }
    }

    /// The same, with what the one who runs the host can do.
    fn for_operator(self, operator: impl Into<String>) -> Self {
        Self { operator: Some(operator.into()), ..self }
    }

    /// The callback was opened without an answer in it.
    pub(crate) fn no_answer() -> Self {
        let cause = "The address lacks the answer that the provider adds to it.";
        Self::new(StatusCode::BAD_REQUEST, "There is no answer here", cause, AGAIN)
    }

    /// Somebody else's page sent our form.
    pub(crate) fn foreign_form() -> Self {
        let cause = "The button was not pressed on this host's own page.";
        Self::new(StatusCode::FORBIDDEN, "This came from another site", cause, AGAIN)
    }

    /// The sign-in lacks its fields.
    pub(crate) fn no_form() -> Self {
        let cause = "The form arrived without its fields.";
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The form is not complete",
            cause,
            "Go back and send it again.",
        )
    }

    /// The page that says so.
    pub(crate) fn page(self) -> Page {
        let main = html! {
            p role="alert" { (self.cause) }
            p { strong { "What to do: " } (self.remedy) }
            @if let Some(operator) = &self.operator {
                h2 { "For whoever runs this host" }
                p { (operator) }
            }
        };
        Page::new(self.status, self.title, main)
    }
}

impl From<ConsentError> for Refusal {
    fn from(error: ConsentError) -> Self {
        let cause = error.to_string();
        let of = |status, title, remedy| Self::new(status, title, sentence(&cause), remedy);
        match error {
            ConsentError::TicketUnknown => of(StatusCode::NOT_FOUND, "This link is not known", NEW_LINK),
            ConsentError::TicketExpired => of(StatusCode::GONE, "This link has expired", NEW_LINK),
            ConsentError::TicketUsed => of(StatusCode::GONE, "This link was used", NEW_LINK),
            ConsentError::TicketBrowser => {
                of(StatusCode::FORBIDDEN, "This link is open elsewhere", SAME_BROWSER)
            }
            ConsentError::StateUnknown => of(StatusCode::BAD_REQUEST, "This answer does not count", AGAIN),
            ConsentError::StateExpired => of(StatusCode::GONE, "That took too long", NEW_LINK),
            ConsentError::StateBrowser => of(StatusCode::FORBIDDEN, "This is another browser", SAME_BROWSER),
            ConsentError::StateConnection { .. } => {
                of(StatusCode::BAD_REQUEST, "This answer came to the wrong place", AGAIN)
            }
            ConsentError::Refused { error, description } => Self::refused(&error, description.as_deref()),
            ConsentError::Exchange { connection, error } => Self::exchange(&connection, &error, &cause),
            // Which connections there are is not for everybody.
            ConsentError::Accounts(AccountsError::UnknownConnection { .. }) => {
                let cause = "No connection of this host has such an address.";
                Self::new(StatusCode::NOT_FOUND, "This is not an address of this host", cause, AGAIN)
            }
            ConsentError::Accounts(error) => Box::<Problem>::from(error).into(),
            _ => of(StatusCode::BAD_REQUEST, "The consent was refused", NEW_LINK),
        }
    }
}

impl Refusal {
    /// The provider's own refusal (RFC 6749 §4.1.2.1). Its words are shown as its words, short and escaped.
    fn refused(code: &str, description: Option<&str>) -> Self {
        let words = description.map(|words| format!(", and says: “{words}”")).unwrap_or_default();
        let said = format!("The provider answered with the error {code}{words}. {NOTHING_CHANGED}");
        let of = |status, title, remedy| Self::new(status, title, said.clone(), remedy);
        match code {
            "access_denied" => {
                let cause = format!("You, or the provider, did not agree. {NOTHING_CHANGED}");
                let remedy = "If that was a mistake, open the link that you were sent once more.";
                Self::new(StatusCode::FORBIDDEN, "Access was not given", cause, remedy)
            }
            "temporarily_unavailable" => {
                of(StatusCode::SERVICE_UNAVAILABLE, "The provider is busy", IN_A_MOMENT)
            }
            "server_error" => of(StatusCode::BAD_GATEWAY, "The provider failed", IN_A_MOMENT).for_operator(
                "If it goes on, look at the provider's status page, and whether the consumer still exists there.",
            ),
            "invalid_scope" => of(StatusCode::BAD_GATEWAY, MISCONFIGURED, OPERATOR).for_operator(
                "Look at the scopes that are ticked at the consumer: the provider does not grant them any more.",
            ),
            "unauthorized_client" | "invalid_request" | "unsupported_response_type" => {
                of(StatusCode::BAD_GATEWAY, MISCONFIGURED, OPERATOR).for_operator(
                    "The provider does not let this consumer ask for consent. Look at its settings there: that it is not \
                     disabled, that it is a private consumer, and that its callback URL is the one that `innkeeper \
                     connections show` has for the connection.",
                )
            }
            _ => of(StatusCode::BAD_GATEWAY, "The provider reports an error", AGAIN_OR_OPERATOR).for_operator(
                "This host does not know the code. The provider's documentation of its authorization endpoint does.",
            ),
        }
    }

    fn exchange(connection: &str, error: &TokenError, cause: &str) -> Self {
        let cause = format!("{} {NOTHING_CHANGED}", sentence(cause));
        match error {
            TokenError::InvalidGrant => {
                Self::new(StatusCode::BAD_REQUEST, "The provider's answer is used up", cause, AGAIN)
            }
            TokenError::Consumer { .. } => Self::new(StatusCode::BAD_GATEWAY, MISCONFIGURED, cause, OPERATOR)
                .for_operator(format!(
                    "The key or the secret of the connection {connection} is not the consumer's any more. Copy both from the \
                     consumer's page at the provider into the settings (`client_id`, `client_secret`) and start the host \
                     again; `innkeeper connections show {connection}` then says that it is healthy."
                )),
            TokenError::Refused { .. } => Self::new(StatusCode::BAD_GATEWAY, MISCONFIGURED, cause, OPERATOR)
                .for_operator(format!(
                    "The callback URL that is registered at the provider has to be, letter for letter, the one that \
                     `innkeeper connections show {connection}` shows."
                )),
            _ => Self::new(StatusCode::BAD_GATEWAY, "The provider does not answer", cause, IN_A_MOMENT),
        }
    }

    fn identity(error: &IdentityError, cause: String) -> Self {
        let title = "The provider does not say who you are";
        match error {
            IdentityError::Scope { scope } => {
                Self::new(StatusCode::BAD_GATEWAY, title, cause, "Tell whoever runs this host, then open a new link.")
                    .for_operator(format!(
                        "Tick the scope `{scope}` at the connection's consumer. Without it nobody can tell whose access this is, \
                         so it was dropped."
                    ))
            }
            IdentityError::Send(_) | IdentityError::Status { .. } | IdentityError::Shape { .. } => {
                Self::new(StatusCode::BAD_GATEWAY, title, cause, "Ask for a new link and try again in a few minutes.")
            }
        }
    }
}

impl From<Box<Problem>> for Refusal {
    fn from(problem: Box<Problem>) -> Self {
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (title, remedy) = match problem.kind {
            Kind::Internal => ("This host failed", OPERATOR),
            Kind::Overloaded => ("This host is busy", "Try again in a moment."),
            _ => ("The account cannot be connected this way", NEW_LINK),
        };
        Self::new(status, title, sentence(&problem.detail), remedy)
    }
}

impl From<ReturnProblem> for Refusal {
    fn from(problem: ReturnProblem) -> Self {
        let cause = sentence(&problem.to_string());
        match problem {
            ReturnProblem::Consent(error) => error.into(),
            ReturnProblem::Account(problem) => problem.into(),
            ReturnProblem::OtherUser { .. } => {
                let remedy = "Sign out at the provider, sign in as the user whose account this is, and ask for a new link.";
                Self::new(StatusCode::CONFLICT, "Another user came back", cause, remedy).for_operator(
                    "Is another user to have this account from now on? Make a link with `allow_other_user`, with an \
                     operator's key.",
                )
            }
            ReturnProblem::Identity(error) => Self::identity(&error, cause),
            ReturnProblem::Base(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, MISCONFIGURED, cause, OPERATOR)
            }
        }
    }
}

/// An error's message as a sentence: ours begin small and end without a full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
}

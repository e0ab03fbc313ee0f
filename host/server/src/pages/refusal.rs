//! Why a consent goes no further, and what to do about it.

use axum::http::StatusCode;
use innkeeper::{ConsentError, Kind, Problem, ReturnProblem};
use innkeeper_accounts::TokenError;
use maud::html;

use super::Page;

const NEW_LINK: &str = "Ask the application for a new link.";
const AGAIN: &str = "Open the link that you were sent once more.";
const SAME_BROWSER: &str =
    "Go on in the browser that opened the link first, with cookies allowed, or ask for a new link.";
const OPERATOR: &str = "Tell whoever runs this host; there is nothing that you can do about it here.";

/// A refusal, for people.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    title: &'static str,
    cause: String,
    remedy: &'static str,
}

impl Refusal {
    fn new(status: StatusCode, title: &'static str, cause: impl Into<String>, remedy: &'static str) -> Self {
        Self { status, title, cause: cause.into(), remedy }
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
            ConsentError::Exchange { error, .. } => Self::exchange(&error, &cause),
            ConsentError::Accounts(error) => Box::<Problem>::from(error).into(),
            _ => of(StatusCode::BAD_REQUEST, "The consent was refused", NEW_LINK),
        }
    }
}

impl Refusal {
    /// The provider's own refusal. Its words are shown as its words, short and escaped.
    fn refused(code: &str, description: Option<&str>) -> Self {
        if code == "access_denied" {
            let cause = "You, or the provider, did not agree. Nothing was connected and nothing has changed.";
            let remedy = "If that was a mistake, open the link that you were sent once more.";
            return Self::new(StatusCode::FORBIDDEN, "Access was not given", cause, remedy);
        }
        let words = description.map(|words| format!(", and says: “{words}”")).unwrap_or_default();
        let cause = format!("The provider answered with the error {code}{words}.");
        Self::new(StatusCode::BAD_GATEWAY, "The provider reports an error", cause, OPERATOR)
    }

    fn exchange(error: &TokenError, cause: &str) -> Self {
        let cause = sentence(cause);
        match error {
            TokenError::InvalidGrant => {
                Self::new(StatusCode::BAD_REQUEST, "The provider's answer is used up", cause, AGAIN)
            }
            TokenError::Consumer { .. } | TokenError::Refused { .. } => {
                let remedy = "Tell whoever runs this host: the connection's key and secret, and the callback URL registered at the provider, have to be exactly those that the host shows for the connection.";
                Self::new(StatusCode::BAD_GATEWAY, "This host is not set up right", cause, remedy)
            }
            _ => Self::new(StatusCode::BAD_GATEWAY, "The provider does not answer", cause, AGAIN),
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
            ReturnProblem::Identity(_) => {
                let title = "The provider does not say who you are";
                Self::new(
                    StatusCode::BAD_GATEWAY,
                    title,
                    cause,
                    "Tell whoever runs this host, then open a new link.",
                )
            }
            ReturnProblem::Base(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "This host is not set up right", cause, OPERATOR)
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

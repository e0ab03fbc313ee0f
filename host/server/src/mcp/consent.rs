//! What an agent gets whose user has not connected yet, or has granted too little.
//!
//! The user opens a page of ours; how an agent comes to show its link depends on what its client can:
//!
//! - 2026-07-28, with URL elicitation: `input_required`. The client shows the link and calls again with our sealed state; that
//!   call waits a moment for the user to finish, and runs.
//! - 2025-11-25, with URL elicitation: the error −32042, which carries the link. When the user has finished, the client hears
//!   of it, and calls again.
//! - Any other: an error of the tool, in words that a model can act on, link included.

use std::time::Duration;

use innkeeper::{Entry, Kind, NewLink, Problem};
use rmcp::model::{
    CallToolResponse, CustomNotification, ElicitRequest, ElicitRequestParams, ErrorCode, InputRequest,
    InputRequiredResult, ServerNotification,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};

use super::asker::{Abilities, Asker};
use super::call::Round;
use super::desk::Desk;
use super::outcome;
use super::state::Waiting;

/// The protocol's error for "open this URL first" (2025-11-25).
const URL_ELICITATION_REQUIRED: ErrorCode = ErrorCode(-32042);
/// The name of our one question.
const QUESTION: &str = "consent";
/// How long a repeated call waits for a user who is still at it.
const PATIENCE: Duration = Duration::from_secs(25);
/// How long somebody who was sent a link with the error is told of its end.
const LINK_LIFE: Duration = Duration::from_secs(600);
/// How often a user is asked in one call.
const MOST_ROUNDS: u32 = 5;

/// What a client answered to our question.
enum Reaction {
    /// It opened the page.
    Opened,
    /// The user does not want to.
    Refused,
    /// Nothing that we asked for.
    None,
}

/// Goes on with a call that had asked for consent: waits for it, or ends the call where the user refused.
pub(super) async fn resume(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    round: &Round,
    context: &RequestContext<RoleServer>,
) -> Result<Option<CallToolResponse>, ErrorData> {
    let Some(waiting) = &round.waiting else { return Ok(None) };
    match Reaction::of(round) {
        Reaction::None => Ok(None),
        Reaction::Refused => {
            let said = "the user was asked to connect and declined; do not ask again unless they want to";
            Ok(Some(outcome::failed(&Problem::new(Kind::AuthRequired, said))))
        }
        Reaction::Opened => {
            let name = entry.tool.name();
            let connected = desk.host.wait_for_consent(&asker.caller, &waiting.account, name, PATIENCE);
            tokio::select! {
                connected = connected => {
                    // Whatever came of it, the call says it better.
                    drop(connected);
                    Ok(None)
                }
                () = context.ct.cancelled() => Err(ErrorData::internal_error("the call was cancelled", None)),
            }
        }
    }
}

/// What a call is answered that a user's consent would help; any other problem as it is.
pub(super) async fn ask(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    connection: Option<&str>,
    problem: Problem,
    round: &Round,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let problem = match problem.kind {
        Kind::AccountNotFound => first_link(desk, asker, entry, connection, problem).await,
        _ => problem,
    };
    let (Some(link), Some(account)) = (&problem.connect_url, &problem.account_id) else {
        return Ok(outcome::failed(&problem));
    };
    let rounds = round.waiting.as_ref().map_or(0, |waiting| waiting.round);
    match asker.can() {
        Abilities::AnswersAndOpens if rounds < MOST_ROUNDS => {
            let waiting = Waiting { account: account.clone(), round: rounds + 1 };
            let state = desk.states.seal(&waiting, &round.bound)?;
            let question = InputRequest::Elicitation(ElicitRequest::new(question(&problem, link, account)));
            let questions = [(QUESTION.to_owned(), question)].into_iter().collect();
            Ok(InputRequiredResult::new(Some(questions), Some(state)).into())
        }
        Abilities::Opens => {
            tell_of_the_end(desk, asker, entry, account, context);
            let asked = json!({ "elicitations": [question(&problem, link, account)] });
            let said = format!("{}: open the link to give access, then call again", problem.detail);
            Err(ErrorData::new(URL_ELICITATION_REQUIRED, said, Some(asked)))
        }
        Abilities::AnswersAndOpens | Abilities::Reads => Ok(outcome::failed(&problem)),
    }
}

/// Somebody who has no account yet gets one, and a link to it, where it is clear through which connection.
async fn first_link(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    named: Option<&str>,
    problem: Problem,
) -> Problem {
    let provider = &entry.connector.manifest().provider;
    let all = match desk.host.connections().await {
        Ok(all) => all,
        Err(problem) => return *problem,
    };
    let candidates: Vec<&str> = all
        .iter()
        .filter(|connection| connection.provider == *provider)
        .map(|connection| connection.name.as_str())
        .filter(|name| named.is_none_or(|named| named == *name))
        .collect();
    let (Ok(identifier), [connection]) = (asker.identifier(), &candidates[..]) else {
        let mut problem = problem;
        if candidates.len() > 1 {
            problem.detail = format!(
                "{}; the user can connect through {}: say which as `connection`",
                problem.detail,
                candidates.join(", ")
            );
        }
        return problem;
    };
    let made = async {
        let account = desk.host.ensure_account(&asker.caller, connection, identifier).await?;
        let link = desk.host.link(&asker.caller, connection, identifier, NewLink::default()).await?;
        Ok::<_, Box<Problem>>((account.id, link.link))
    };
    match made.await {
        Ok((account, link)) => {
            let detail = format!("`{identifier}` has not connected an account through `{connection}` yet");
            let mut problem = *Problem::new(Kind::AuthRequired, detail);
            problem.account_id = Some(account);
            problem.connect_url = Some(link);
            problem
        }
        Err(problem) => *problem,
    }
}

/// The question, in the form of a URL to open.
fn question(problem: &Problem, link: &str, account: &str) -> ElicitRequestParams {
    let message = if problem.missing_scopes.is_empty() {
        "The tool needs access to your account. Open the page to see what is asked for, and to agree."
            .to_owned()
    } else {
        format!(
            "The tool needs more access than you gave ({}). Open the page to agree again.",
            problem.missing_scopes.join(", ")
        )
    };
    ElicitRequestParams::UrlElicitationParams {
        meta: None,
        message,
        url: link.to_owned(),
        elicitation_id: account.to_owned(),
    }
}

/// Tells a session when the account serves, as long as the link lives. Holds the host no longer than that.
fn tell_of_the_end(
    desk: &Desk,
    asker: &Asker,
    entry: &Entry,
    account: &str,
    context: &RequestContext<RoleServer>,
) {
    let (host, caller, peer) = (desk.host.clone(), asker.caller.clone(), context.peer.clone());
    let (account, tool) = (account.to_owned(), entry.tool.name().to_owned());
    let stopping = desk.stopping.clone();
    tokio::spawn(async move {
        let connected = host.wait_for_consent(&caller, &account, &tool, LINK_LIFE);
        tokio::select! {
            connected = connected => {
                if let Ok(true) = connected {
                    let told = json!({ "elicitationId": account });
                    let news = CustomNotification::new("notifications/elicitation/complete", Some(told));
                    // A client that has gone is told nothing.
                    let _ = peer.send_notification(ServerNotification::CustomNotification(news)).await;
                }
            }
            () = stopping.cancelled() => {}
        }
    });
}

impl Reaction {
    fn of(round: &Round) -> Self {
        let answered = round.responses.as_ref().and_then(|responses| responses.get(QUESTION));
        match answered.and_then(|answer| answer.get("action")).and_then(Value::as_str) {
            Some("accept") => Self::Opened,
            Some("decline" | "cancel") => Self::Refused,
            _ => Self::None,
        }
    }
}

//! `POST /connect/{ticket}/confirm`: the host's own sign-in, where `verify = "host"`.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use innkeeper::{Confirmed, Kind, Problem, Secret};
use serde::Deserialize;

use crate::app::App;
use crate::callback::with_account;
use crate::cookies::{Cookie, unpack};
use crate::extract::Path;
use crate::pages::{self, Mistake, Page, Refusal, see_other};
use crate::same_origin::Sender;

/// The form. No `Debug`: it holds a key.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    account_id: String,
    key: String,
}

/// Confirms that the person in front of this browser is the one whom the link was made for.
pub(crate) async fn confirm(
    State(app): State<App>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    form: Result<Form<SignIn>, FormRejection>,
) -> Result<Response, Page> {
    if Sender::of(&headers, &app.public_url) == Sender::Foreign {
        return Err(Refusal::foreign_form().page());
    }
    let Form(SignIn { account_id, key }) = form.map_err(|_| Refusal::no_form().page())?;
    let key = Secret::new(key);
    let confirmed = app.host.confirm_by_key(&account_id, &ticket, key.expose().trim()).await;
    match confirmed {
        Ok(confirmed) => Ok(go_on(&app, &headers, &confirmed)),
        Err(problem) => Err(refused(&app, &ticket, &account_id, problem).await),
    }
}

/// A key that is none, or somebody else's, is asked for again: the ticket is still good.
async fn refused(app: &App, ticket: &str, account_id: &str, problem: Box<Problem>) -> Page {
    let mistake = match problem.kind {
        Kind::Unauthenticated => Mistake::NoKey,
        Kind::PolicyDenied => Mistake::SomebodyElses,
        _ => return Refusal::from(problem).page(),
    };
    let came = match app.host.who_waits(account_id, ticket).await {
        Ok(came) => came,
        Err(problem) => return Refusal::from(problem).page(),
    };
    let action = app.public_url.below(&["connect", ticket, "confirm"]);
    pages::sign_in_again(&action, account_id, came.as_ref(), mistake)
}

fn go_on(app: &App, headers: &HeaderMap, Confirmed { account, came }: &Confirmed) -> Response {
    let transport = app.public_url.transport();
    let mut response = match Cookie::Return.read(headers, transport).and_then(unpack) {
        Some(url) => see_other(&with_account(url, account)),
        None => pages::connected(account, came.as_ref()).into_response(),
    };
    Cookie::Return.forget(&mut response, transport);
    response
}

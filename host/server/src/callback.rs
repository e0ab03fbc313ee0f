//! `/oauth/callback/{connection}`: the way back from the provider.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use innkeeper::{AccountView, BrowserSecret, ConsentAnswer, Returned};
use url::{Url, form_urlencoded};

use crate::app::App;
use crate::cookies::{Cookie, pack};
use crate::extract::Path;
use crate::pages::{self, Page, Refusal, see_other};

/// Takes the provider's answer and says where the browser goes.
pub(crate) async fn receive(
    State(app): State<App>,
    Path(connection): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Page> {
    let (state, answer) =
        parse(uri.query().unwrap_or_default()).ok_or_else(|| Refusal::no_answer().page())?;
    let cookie = Cookie::Browser.read(&headers, app.public_url.transport());
    let browser = cookie.and_then(BrowserSecret::from_cookie);
    let returned = app.host.finish_consent(&connection, &state, browser.as_ref(), answer).await;
    Ok(go_on(&app, returned.map_err(|error| Refusal::from(error).page())?))
}

fn go_on(app: &App, returned: Returned) -> Response {
    match returned {
        Returned::Connected { account, return_url: Some(url), .. } => see_other(&with_account(url, &account)),
        Returned::Connected { account, came, return_url: None } => {
            pages::connected(&account, Some(&came)).into_response()
        }
        Returned::GoVerify { to } => see_other(&to),
        Returned::Waiting { account, came } => pages::waiting(&account, &came).into_response(),
        Returned::SignIn { account, came, ticket, return_url } => {
            let action = app.public_url.below(&["connect", ticket.expose(), "confirm"]);
            let mut response = pages::sign_in(&action, &account, &came).into_response();
            let transport = app.public_url.transport();
            match return_url {
                Some(url) => Cookie::Return.set(&mut response, &pack(&url), transport),
                None => Cookie::Return.forget(&mut response, transport),
            }
            response
        }
    }
}

/// The application's URL, told what came of it.
pub(crate) fn with_account(mut url: Url, account: &AccountView) -> Url {
    url.query_pairs_mut()
        .append_pair("account_id", &account.id)
        .append_pair("status", account.status.as_str());
    url
}

/// The state and the answer of a redirect (RFC 6749 §4.1.2). A parameter that comes twice counts as absent (§3.1); the
/// error wins over a code; other parameters are the provider's own business.
fn parse(query: &str) -> Option<(String, ConsentAnswer)> {
    let only = |name: &str| {
        let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        let (_, value) = values.next()?;
        (values.next().is_none() && !value.is_empty()).then(|| value.into_owned())
    };
    let answer = match only("error") {
        Some(error) => ConsentAnswer::Error { error, description: only("error_description") },
        None => ConsentAnswer::Code(only("code")?),
    };
    Some((only("state")?, answer))
}

#[cfg(test)]
mod tests;

//! `/connect/{ticket}`: a link shows what it asks for, and goes on to the provider.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use innkeeper::{BrowserSecret, Problem};
use url::{Url, form_urlencoded};

use crate::app::App;
use crate::cookies::Cookie;
use crate::extract::Path;
use crate::pages::{self, Page, Refusal, see_other};
use crate::same_origin::Sender;

/// `GET`: the page. It changes nothing, for mail scanners open links too. With `?go=1` a host on loopback goes on at
/// once, for scripts; not where a page of somebody else leads, which could otherwise press the button for the person.
pub(crate) async fn show(
    State(app): State<App>,
    Path(ticket): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Page> {
    let own = Sender::of(&headers, &app.public_url) == Sender::Own;
    if app.public_url.is_loopback() && asks_to_go(&uri) && own {
        return go_to_provider(&app, &ticket, &headers).await;
    }
    let view = app.host.show_link(&ticket).await.map_err(|error| Refusal::from(error).page())?;
    Ok(pages::consent(&view).into_response())
}

/// `POST`: the page's one button.
pub(crate) async fn go_on(
    State(app): State<App>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Page> {
    match Sender::of(&headers, &app.public_url) {
        Sender::Own => go_to_provider(&app, &ticket, &headers).await,
        Sender::Foreign => Err(Refusal::foreign_form().page()),
    }
}

/// Binds the link to this browser and sends it on.
async fn go_to_provider(app: &App, ticket: &str, headers: &HeaderMap) -> Result<Response, Page> {
    let transport = app.public_url.transport();
    let browser = match Cookie::Browser.read(headers, transport).and_then(BrowserSecret::from_cookie) {
        Some(known) => known,
        None => BrowserSecret::generate()
            .map_err(|error| Refusal::from(Problem::internal("drawing random bytes", &error)).page())?,
    };
    let provider: Url =
        app.host.begin_consent(ticket, &browser).await.map_err(|error| Refusal::from(error).page())?;
    let mut response = see_other(&provider);
    Cookie::Browser.set(&mut response, browser.expose(), transport);
    Ok(response)
}

/// Other parameters are ignored: mail programs append their own.
fn asks_to_go(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "go" && value == "1")
}

//! What people read: small pages without scripts.
//!
//! Every value is escaped by `maud` where it is written. The one style sheet is in the page and known to the content
//! security policy by its hash. Pages with a form leave `form-action` open, because browsers apply it to the redirects
//! that follow as well, and a provider may send its users through a sign-in on any origin.

mod consent;
mod front;
mod outcome;
mod refusal;
mod sign_in;

use std::sync::LazyLock;

use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use url::Url;

pub(crate) use consent::consent;
pub(crate) use front::front;
pub(crate) use outcome::{connected, waiting};
pub(crate) use refusal::Refusal;
pub(crate) use sign_in::{Mistake, sign_in, sign_in_again};

const STYLE: &str = include_str!("pages/style.css");

/// A page and its status.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    title: String,
    main: Markup,
    form: Form,
}

/// Whether a page has a form, which its content security policy depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Absent,
    Present,
}

impl Page {
    fn new(status: StatusCode, title: impl Into<String>, main: Markup) -> Self {
        Self { status, title: title.into(), main, form: Form::Absent }
    }

    fn with_form(mut self) -> Self {
        self.form = Form::Present;
        self
    }

    fn markup(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) " · Innkeeper" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { p { "Innkeeper" } }
                    main {
                        h1 { (self.title) }
                        (self.main)
                    }
                    footer { p { "Innkeeper keeps the tokens of connected accounts. Applications never see them." } }
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, Html(self.markup().into_string())).into_response();
        let headers = response.headers_mut();
        set(headers, CONTENT_SECURITY_POLICY, policy(self.form));
        set(headers, X_FRAME_OPTIONS, "DENY");
        set(headers, REFERRER_POLICY, "no-referrer");
        response
    }
}

/// Sends a browser on, without telling the next site where it came from: the path may hold a ticket.
pub(crate) fn see_other(to: &Url) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    // A parsed URL is ASCII, so it is a header value.
    if let Ok(mut location) = HeaderValue::from_str(to.as_str()) {
        location.set_sensitive(true);
        headers.insert(LOCATION, location);
    }
    set(headers, REFERRER_POLICY, "no-referrer");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn policy(form: Form) -> &'static str {
    static FORMLESS: LazyLock<String> = LazyLock::new(|| format!("{}; form-action 'none'", *BASE));
    static BASE: LazyLock<String> = LazyLock::new(|| {
        let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'")
    });
    match form {
        Form::Absent => &FORMLESS,
        Form::Present => &BASE,
    }
}

#[cfg(test)]
mod tests;

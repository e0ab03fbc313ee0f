//! The page behind a link: who asks for what, in whose name.

use axum::http::StatusCode;
use innkeeper::{ConsentView, Status};
use maud::{Markup, html};

use super::Page;

/// Stands in where the operator named no application.
const UNNAMED: &str = "an application";

/// What the link asks for, and the one button.
pub(crate) fn consent(view: &ConsentView) -> Page {
    let application = view.application.as_deref().unwrap_or(UNNAMED);
    let main = html! {
        p { strong { (application) } " asks to use " (view.provider_title) " in your name." }
        (facts(view))
        h2 { "What it will be able to do" }
        (powers(view))
        h2 { "What happens next" }
        (steps(view))
        p.caution {
            "Go on only if you asked for this link yourself. Somebody who got you to open their link would otherwise "
            "work with your account."
        }
        form method="post" { button type="submit" { "Continue to " (view.provider_title) } }
    };
    Page::new(StatusCode::OK, format!("Connect {}", view.provider_title), main).with_form()
}

fn facts(view: &ConsentView) -> Markup {
    let moment = view.expires_at.strftime("%H:%M UTC on %-d %B %Y").to_string();
    html! {
        dl {
            dt { "For" }
            dd { (view.account.identifier) }
            dt { "Through" }
            dd { "the connection " strong { (view.connection) } " at " (view.provider_title) }
            dt { "Link works until" }
            dd { time datetime=(view.expires_at) { (moment) } }
        }
        @if view.account.status == Status::Active {
            p { "This account is connected already. Going on renews its permissions; until then nothing changes." }
        }
    }
}

fn powers(view: &ConsentView) -> Markup {
    html! {
        @if view.scopes.is_empty() {
            p {
                "This host was not told which permissions are asked for. " (view.provider_title)
                " lists them on its own page; read them there before you agree."
            }
        } @else {
            ul {
                @for (scope, meaning) in &view.scopes { li { (meaning) " " code { "(" (scope) ")" } } }
            }
        }
    }
}

fn steps(view: &ConsentView) -> Markup {
    html! {
        ol {
            li { (view.provider_title) " asks you to sign in there and to agree." }
            li { "You come back here with its answer. This host keeps the access that you gave; the application gets results, never a token." }
            li { "You can take it back at any time, in your settings at " (view.provider_title) " or from whoever sent you the link." }
        }
    }
}

//! The page behind a link: who asks for what, in whose name.

use axum::http::StatusCode;
use innkeeper::{Asked, ConsentView, OtherUser, Reach, Status};
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
        @if view.other_user == OtherUser::Allowed { (takes_over(view)) }
        h2 { "What happens next" }
        (steps(view))
        p.caution {
            "Go on only if you asked for this link yourself. Somebody who got you to open their link would otherwise "
            "work with your account."
        }
        form method="post" { button type="submit" { "Continue to " (view.provider_title) } }
        (for_operators(view))
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
                @for power in &view.scopes {
                    li {
                        (power.meaning) " " code { "(" (power.scope) ")" }
                        @if power.asked == Asked::Implied { " – comes along with the others" }
                    }
                }
            }
            p {
                "It can do this in the workspaces that you belong to, as far as you may do it yourself"
                @if view.account.reach == Reach::Limited && !view.account.pin.is_empty() { "; this host lets it into " (places(view)) " only" }
                "."
            }
        }
    }
}

/// The workspaces that the account may touch now. A consent does not widen a limit.
fn places(view: &ConsentView) -> String {
    let slugs: Vec<&str> =
        view.account.pin.workspaces().iter().map(|workspace| workspace.slug.as_str()).collect();
    slugs.join(", ")
}

/// Said where another user of the provider may come back than before.
fn takes_over(view: &ConsentView) -> Markup {
    html! {
        p.caution {
            "Whoever you are signed in as at " (view.provider_title) " "
            strong { "takes this account over" }
            @if let Some(before) = &view.account.provider_account {
                ": until now it is " strong { (before.display_name) " (" (before.username) ")" }
            }
            ". Without this, another user would be refused."
        }
    }
}

/// A consumer that is not registered right ends in an error page of the provider, from which nobody comes back here. So
/// the remedy stands here.
fn for_operators(view: &ConsentView) -> Markup {
    html! {
        details {
            summary { (view.provider_title) " shows an error instead?" }
            p {
                "An error such as “Invalid redirect_uri” there means that the consumer of the connection "
                strong { (view.connection) } " is registered with another callback URL. Whoever runs this host sets it, "
                "letter for letter, to:"
            }
            p { code { (view.callback_url) } }
            p { "Until then nothing changes: the account stays as it is, and this link works until it runs out." }
        }
    }
}

fn steps(view: &ConsentView) -> Markup {
    html! {
        ol {
            li { (view.provider_title) " asks you to sign in there and to agree. Look there who you are signed in as: that user is the one who gets connected." }
            li { "You come back here with its answer. This host keeps the access that you gave; the application gets results, never a token." }
            li {
                "You can take it back at any time, "
                @match &view.revoke_hint {
                    Some(page) => { "on " a href=(page) rel="noreferrer" { "the page of authorized applications" } " of " },
                    None => { "in your settings at " },
                }
                (view.provider_title) " or from whoever sent you the link."
            }
        }
    }
}

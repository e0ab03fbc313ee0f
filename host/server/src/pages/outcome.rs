//! What came of a consent.

use axum::http::StatusCode;
use innkeeper::{AccountView, CameBack};
use maud::{Markup, html};

use super::Page;

/// The account is connected.
pub(crate) fn connected(account: &AccountView, came: Option<&CameBack>) -> Page {
    let main = html! {
        @if let Some(came) = came { (who(came)) }
        (whose(account, &account.workspaces.allowed))
        p { "Everything is in place. You can close this page." }
        @if let Some(came) = came { (not_you(came)) }
    };
    Page::new(StatusCode::OK, "Your account is connected", main)
}

/// The application has yet to say that this is the right person.
pub(crate) fn waiting(account: &AccountView, came: &CameBack) -> Page {
    let main = html! {
        (who(came))
        (whose(account, &came.workspaces))
        p { "One step is left, and it is not yours: the application confirms that you are the person it sent the link to. "
            "Go back to the application; until it has confirmed, nothing can be done with your account." }
        (not_you(came))
    };
    Page::new(StatusCode::OK, "Your consent has arrived", main)
}

/// Which user of the provider came back, so that a mix-up is seen at once. The picture stays where it is: pages load
/// nothing.
pub(super) fn who(came: &CameBack) -> Markup {
    let (name, username) = (&came.user.display_name, &came.user.username);
    html! {
        p {
            "You came back from " (came.provider) " as "
            @if name.is_empty() { strong { (username) } } @else { strong { (name) } " (" (username) ")" }
            "."
        }
    }
}

/// What to do where that is the wrong one.
pub(super) fn not_you(came: &CameBack) -> Markup {
    html! {
        p.caution {
            strong { "Is that not you, or not the user that you meant? " }
            "Then you were signed in at " (came.provider) " as somebody else. Go no further: sign out there, take the access "
            "back "
            @match &came.revoke_hint {
                Some(page) => { "on " a href=(page) rel="noreferrer" { "its page of authorized applications" } },
                None => { "in its settings" },
            }
            ", and ask for a new link."
        }
    }
}

/// Which account it is for.
pub(super) fn whose(account: &AccountView, workspaces: &[String]) -> Markup {
    html! {
        dl {
            dt { "For" }
            dd { (account.identifier) }
            dt { "Through" }
            dd { "the connection " strong { (account.connection) } }
            @if !workspaces.is_empty() {
                dt { "Workspaces" }
                dd { (workspaces.join(", ")) }
            }
        }
    }
}

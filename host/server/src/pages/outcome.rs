//! What came of a consent.

use axum::http::StatusCode;
use innkeeper::AccountView;
use maud::{Markup, html};

use super::Page;

/// The account is connected.
pub(crate) fn connected(account: &AccountView) -> Page {
    let main = html! {
        (whose(account))
        p { "Everything is in place. You can close this page." }
    };
    Page::new(StatusCode::OK, "Your account is connected", main)
}

/// The application has yet to say that this is the right person.
pub(crate) fn waiting(account: &AccountView) -> Page {
    let main = html! {
        (whose(account))
        p { "One step is left, and it is not yours: the application confirms that you are the person it sent the link to. "
            "Go back to the application; until it has confirmed, nothing can be done with your account." }
    };
    Page::new(StatusCode::OK, "Your consent has arrived", main)
}

/// Who came back from the provider, so that a mix-up is seen at once.
pub(super) fn whose(account: &AccountView) -> Markup {
    html! {
        dl {
            dt { "For" }
            dd { (account.identifier) }
            @if let Some(person) = &account.provider_account {
                dt { "Signed in as" }
                dd { (person.display_name) " (" (person.username) ")" }
            }
            dt { "Through" }
            dd { "the connection " strong { (account.connection) } }
            @if !account.workspaces.allowed.is_empty() {
                dt { "Workspaces" }
                dd { (account.workspaces.allowed.join(", ")) }
            }
        }
    }
}

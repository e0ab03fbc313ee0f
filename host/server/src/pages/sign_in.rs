//! The host's own sign-in: a key says who somebody is.

use axum::http::StatusCode;
use innkeeper::{AccountView, CameBack};
use maud::{Markup, html};
use url::Url;

use super::Page;
use super::outcome::{not_you, who, whose};

const TITLE: &str = "Confirm that it is you";

/// Asks for a key, after a consent came back.
pub(crate) fn sign_in(action: &Url, account: &AccountView, came: &CameBack) -> Page {
    let main = html! {
        (who(came))
        (whose(account, &came.workspaces))
        p { "This consent counts once you have shown that you are " strong { (account.identifier) } "." }
        (form(action, &account.id))
        (not_you(came))
    };
    Page::new(StatusCode::OK, TITLE, main).with_form()
}

/// Asks again, after a key that was not the right one.
pub(crate) fn sign_in_again(
    action: &Url,
    account_id: &str,
    came: Option<&CameBack>,
    mistake: Mistake,
) -> Page {
    let (status, said) = match mistake {
        Mistake::NoKey => (StatusCode::UNAUTHORIZED, "this is not a key of this host"),
        Mistake::SomebodyElses => {
            (StatusCode::FORBIDDEN, "this key is not for the person whom the link was made for")
        }
    };
    let main = html! {
        p.caution role="alert" { "That did not work: " (said) "." }
        @if let Some(came) = came { (who(came)) }
        (form(action, account_id))
        @if let Some(came) = came { (not_you(came)) }
    };
    Page::new(status, TITLE, main).with_form()
}

/// What was wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// It is none.
    NoKey,
    /// It says that somebody else is here.
    SomebodyElses,
}

fn form(action: &Url, account_id: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="account_id" value=(account_id);
            label for="key" { "Your personal key for this host" }
            input type="password" id="key" name="key" required autocomplete="off" spellcheck="false";
            button type="submit" { "Confirm" }
        }
        p { "No key? Ask whoever runs this host for one that is bound to your name." }
    }
}

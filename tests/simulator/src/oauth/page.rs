//! The pages that people see.

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

use super::authorize::Request;
use crate::{api::Query, world::World};

/// Asks for consent: one button for each user, one to refuse. The request travels on in the form.
pub(super) fn consent(request: &Request, query: &Query, world: &World) -> Markup {
    framed(&html! {
        h1 { "Confirm access to your account" }
        p { b { (request.consumer_name) } " is requesting access to your simulated Bitbucket account." }
        form method="post" action=(super::AUTHORIZE_PATH) {
            @for (name, value) in query.pairs() {
                input type="hidden" name=(name) value=(value);
            }
            @for user in world.users() {
                button name="user" value=(user.nickname) { "Grant access as " (user.display_name) }
            }
            button name="deny" value="1" { "Cancel" }
        }
    })
}

/// One sentence.
pub(super) fn message(text: &str) -> Html<String> {
    Html(framed(&html! { p { (text) } }).into_string())
}

fn framed(content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Bitbucket (simulated)" } }
            body { (content) }
        }
    }
}

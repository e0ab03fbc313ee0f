use innkeeper::{ConsentError, Kind, Problem};

use super::*;

fn text(refusal: Refusal) -> String {
    refusal.page().markup().into_string()
}

#[test]
fn a_providers_words_are_escaped() {
    let error = ConsentError::Refused {
        error: "server_error".to_owned(),
        description: Some("<script>alert(1)</script>".to_owned()),
    };
    let page = text(error.into());
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
}

#[test]
fn a_denied_access_does_not_repeat_the_provider() {
    let error = ConsentError::Refused {
        error: "access_denied".to_owned(),
        description: Some("call 555-0100".to_owned()),
    };
    assert!(!text(error.into()).contains("555-0100"));
}

#[test]
fn every_refusal_says_what_to_do() {
    let errors = [
        ConsentError::TicketUnknown,
        ConsentError::TicketExpired,
        ConsentError::TicketUsed,
        ConsentError::TicketBrowser,
        ConsentError::StateUnknown,
        ConsentError::StateExpired,
        ConsentError::StateBrowser,
    ];
    for error in errors {
        let said = format!("{error:?}");
        let page = Refusal::from(error).page();
        assert!(page.status.is_client_error(), "{said}");
        assert!(page.markup().into_string().contains("What to do"), "{said}");
    }
}

#[test]
fn a_page_without_a_form_lets_no_form_be_sent() {
    let response = Refusal::from(Problem::new(Kind::Conflict, "gone")).page().into_response();
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("form-action 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[test]
fn the_style_sheet_is_the_one_that_the_policy_knows() {
    let page = Page::new(StatusCode::OK, "t", html! {}).markup().into_string();
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    assert!(policy(Form::Present).contains(&hash));
}

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

/// The colours of a scheme by name, as linear light (WCAG 2.2, "relative luminance").
fn luminances(block: &str) -> std::collections::BTreeMap<&str, f64> {
    let of = |value: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    block
        .split(';')
        .filter_map(|part| part.trim().rsplit("--").next()?.split_once(": #"))
        .map(|(name, value)| (name, of(value)))
        .collect()
}

#[test]
fn text_stands_out_in_both_schemes() {
    let roots: Vec<&str> =
        STYLE.split(":root {").skip(1).map(|rest| rest.split_once('}').unwrap().0).collect();
    assert_eq!(roots.len(), 2, "one for light, one for dark");
    assert!(STYLE.contains(".caution a { color: inherit; }"));
    for root in roots {
        let colours = luminances(root);
        for (text, ground) in
            [("text", "paper"), ("soft", "paper"), ("act", "paper"), ("on-act", "act"), ("on-warn", "warn")]
        {
            let (one, other) = (colours[text], colours[ground]);
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
        }
    }
}

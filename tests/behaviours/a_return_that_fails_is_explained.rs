//! What can go wrong at the provider and on the way back: each has a page with the cause, and what to do for the person and
//! for whoever runs the host. The account stays as it was, and the link stays good where trying again can help.

use innkeeper_simulator::{Fault, Scope};
use innkeeper_tests::{Browser, House, Page, Plan};
use serde_json::{Value, json};
use url::Url;

const SECRETS: [&str; 4] = ["client_secret=", "code=", "state=", "/connect/"];

struct Trip {
    house: House,
    browser: Browser,
    link: Url,
}

impl Trip {
    async fn start() -> Self {
        Self::plan(Plan::with_a_page()).await
    }

    async fn plan(plan: Plan) -> Self {
        let house = House::plan(plan).await.unwrap();
        let link = house.link("alice", json!({})).await.unwrap();
        Self { house, browser: Browser::new().unwrap(), link }
    }

    /// The provider sends the browser back with this error.
    async fn comes_back_with(&mut self, error: &str, description: Option<&str>) -> Page {
        let sent = self.browser.submit(&self.link, &[]).await.unwrap();
        let asked = sent.location().unwrap_or_else(|| panic!("{} {}", sent.status, sent.text));
        let state = asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let mut back = self.house.url.join("/oauth/callback/bitbucket").unwrap();
        back.query_pairs_mut().append_pair("state", &state).append_pair("error", error);
        if let Some(description) = description {
            back.query_pairs_mut().append_pair("error_description", description);
        }
        let page = self.browser.step(&back).await.unwrap();
        assert!(!page.text.contains(&state), "the state is on the page");
        page
    }

    async fn consents(&mut self) -> Page {
        let back = self.house.way_back(&mut self.browser, &self.link, "alice").await.unwrap();
        let page = self.browser.step(&back).await.unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        assert!(!page.text.contains(&code), "the code is on the page");
        page
    }

    /// A page with a cause and remedies, none of our secrets, and an account as it was.
    async fn explained(&self, page: &Page, status: u16, title: &str, operator: Option<&str>) {
        assert_eq!(page.status, status, "{}", page.text);
        assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{title}: {}", page.text);
        assert!(page.text.contains("What to do: "), "{}", page.text);
        let for_operators = page.text.contains("For whoever runs this host");
        assert_eq!(for_operators, operator.is_some(), "{title}: {}", page.text);
        assert!(page.text.contains(operator.unwrap_or_default()), "{operator:?}: {}", page.text);
        for secret in SECRETS {
            assert!(!page.text.contains(secret), "{secret}: {}", page.text);
        }
        assert_eq!(self.account().await["status"], "PENDING");
    }

    async fn account(&self) -> Value {
        self.house.account("alice").await.unwrap()
    }

    async fn client_id(&self) -> String {
        let connection = self.house.get("/v1/connections/bitbucket").await.unwrap().json();
        connection["client_id"].as_str().unwrap().to_owned()
    }

    /// The link is good still: the same browser gets through.
    async fn works_now(&mut self) {
        let page = self.consents().await;
        assert_eq!((page.status, &self.account().await["status"]), (200, &json!("ACTIVE")), "{}", page.text);
    }
}

#[tokio::test]
async fn each_error_of_the_provider_has_its_cause_and_its_remedy() {
    let mut trip = Trip::start().await;
    let misconfigured = "This host is not set up right";
    for (error, status, title, operator) in [
        ("access_denied", 403, "Access was not given", None),
        ("temporarily_unavailable", 503, "The provider is busy", None),
        ("server_error", 502, "The provider failed", Some("status page")),
        ("unauthorized_client", 502, misconfigured, Some("callback URL")),
        ("invalid_request", 502, misconfigured, Some("callback URL")),
        ("unsupported_response_type", 502, misconfigured, Some("callback URL")),
        ("invalid_scope", 502, misconfigured, Some("scopes that are ticked")),
        ("something_new", 502, "The provider reports an error", Some("does not know the code")),
    ] {
        let page = trip.comes_back_with(error, None).await;
        trip.explained(&page, status, title, operator).await;
        assert!(page.text.contains("Nothing was connected and nothing has changed"), "{}", page.text);
        assert_eq!(page.text.contains(error), error != "access_denied", "{error}: {}", page.text);
    }
    trip.works_now().await;
}

#[tokio::test]
async fn a_providers_words_are_quoted_and_not_obeyed() {
    let mut trip = Trip::start().await;
    let markup = "</p><script>alert(1)</script><a href=\"https://evil.example\">Sign in again</a>";
    for error in ["server_error", "<b>bold</b>", "Nope!", "x\u{202e}y"] {
        let page = trip.comes_back_with(error, Some(markup)).await;
        assert_eq!(page.status, 502, "{}", page.text);
        for tag in ["<script", "<a ", "<b>", "\u{202e}"] {
            assert!(!page.text.contains(tag), "{tag}: {}", page.text);
        }
        assert!(page.text.contains("&lt;script&gt;alert(1)"), "the words are not told: {}", page.text);
    }
    let long = trip.comes_back_with("server_error", Some(&"word ".repeat(1_000))).await;
    assert!(long.text.matches("word").count() <= 41, "{}", long.text);
    let denied = trip.comes_back_with("access_denied", Some("call 555-0100")).await;
    assert!(!denied.text.contains("555-0100"), "{}", denied.text);
}

#[tokio::test]
async fn a_wrong_secret_is_the_operators_to_mend() {
    let mut trip = Trip::start().await;
    let consumer = trip.house.simulator.control().rotate_secret(&trip.client_id().await).unwrap();
    let page = trip.consents().await;
    let remedy = "The key or the secret of the connection bitbucket";
    trip.explained(&page, 502, "This host is not set up right", Some(remedy)).await;
    assert!(page.text.contains("invalid_client") && !page.text.contains(&consumer.secret), "{}", page.text);
    let connection = trip.house.get("/v1/connections/bitbucket").await.unwrap().json();
    assert!(connection["health"].as_str().unwrap().contains("invalid_client"), "{connection}");
    assert_eq!(trip.browser.step(&trip.link).await.unwrap().status, 200, "the link is used up");
}

#[tokio::test]
async fn a_callback_that_is_not_registered_leaves_everything_as_it_was() {
    let mut trip = Trip::start().await;
    let shown = trip.browser.step(&trip.link).await.unwrap();
    let connection = trip.house.get("/v1/connections/bitbucket").await.unwrap().json();
    let callback = connection["callback_url"].as_str().unwrap();
    assert!(shown.text.contains(&format!("<code>{callback}</code>")), "{}", shown.text);
    assert!(shown.text.contains("Invalid redirect_uri"), "{}", shown.text);
    let key = trip.client_id().await;
    trip.house.simulator.control().move_callback(&key, "https://elsewhere.example/").unwrap();
    let sent = trip.browser.submit(&trip.link, &[]).await.unwrap();
    let dead_end = trip.browser.step(&sent.location().unwrap()).await.unwrap();
    assert_eq!((dead_end.status, dead_end.location()), (400, None), "{}", dead_end.text);
    assert!(dead_end.text.contains("Invalid redirect_uri"), "{}", dead_end.text);
    assert_eq!(trip.account().await["status"], "PENDING");
    trip.house.simulator.control().move_callback(&key, callback).unwrap();
    trip.works_now().await;
    // The same once more, for an account that is in force.
    trip.link = trip.house.link("alice", json!({})).await.unwrap();
    trip.house.simulator.control().move_callback(&key, "https://elsewhere.example/").unwrap();
    trip.browser.submit(&trip.link, &[]).await.unwrap();
    assert_eq!(trip.account().await["status"], "ACTIVE");
    let reply = trip.house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[tokio::test]
async fn a_token_endpoint_that_fails_costs_one_more_click() {
    let mut trip = Trip::start().await;
    trip.house.simulator.control().fail_next(Fault::TokenEndpoint500);
    let page = trip.consents().await;
    trip.explained(&page, 502, "The provider does not answer", None).await;
    trip.works_now().await;
}

#[tokio::test]
async fn a_grant_that_nobody_can_name_is_dropped() {
    let mut trip = Trip::start().await;
    trip.house.simulator.control().fail_next_on("/2.0/user", Fault::Html404);
    let page = trip.consents().await;
    trip.explained(&page, 502, "The provider does not say who you are", None).await;
    assert!(!page.text.contains("simulated-web-token"), "{}", page.text);
}

#[tokio::test]
async fn a_missing_account_scope_is_named_for_the_operator() {
    let scopes = Some(vec![Scope::Repository, Scope::Email]);
    let mut trip = Trip::plan(Plan { scopes, ..Plan::with_a_page() }).await;
    let page = trip.consents().await;
    let remedy = "Tick the scope `account` at the connection's consumer";
    trip.explained(&page, 502, "The provider does not say who you are", Some(remedy)).await;
}

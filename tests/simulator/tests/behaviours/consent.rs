use innkeeper_simulator::{Options, Simulator};
use reqwest::Response;
use url::Url;

use super::lab::{Answer, client, form, token_request};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

async fn start(auto_approve: Option<&str>) -> Simulator {
    let auto_approve = auto_approve.map(str::to_owned);
    Simulator::start(Options { auto_approve, ..Options::default() }).await.unwrap()
}

fn authorize_url(simulator: &Simulator, more: &[(&str, &str)]) -> String {
    let consumer = simulator.default_consumer();
    let pairs = [
        &[("client_id", consumer.key.as_str()), ("response_type", "code"), ("state", "st&te")][..],
        &[("redirect_uri", consumer.callback_url.as_str())][..],
        more,
    ];
    format!("{}?{}", simulator.authorize_url(), form(&pairs.concat()))
}

/// A value of the query that a redirect carries.
fn carried(response: &Response, name: &str) -> Option<String> {
    assert_eq!(response.status(), 302);
    let location = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

async fn exchange(simulator: &Simulator, code: &str, more: &[(&str, &str)]) -> Answer {
    let consumer = simulator.default_consumer();
    let pairs = [&[("grant_type", "authorization_code"), ("code", code)][..], more].concat();
    token_request(simulator, consumer, &pairs).await
}

#[tokio::test]
async fn auto_approval_goes_back_with_code_and_state() {
    let simulator = start(Some("alice")).await;
    let response = client().get(authorize_url(&simulator, &[])).send().await.unwrap();
    assert_eq!(carried(&response, "state").as_deref(), Some("st&te"));
    let callback = simulator.default_consumer().callback_url.clone();
    let answer =
        exchange(&simulator, &carried(&response, "code").unwrap(), &[("redirect_uri", &callback)]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.json["access_token"].as_str().unwrap().len() > 2600);
    assert_eq!(answer.json["expires_in"], 7200);
    assert_eq!(answer.json["token_type"], "bearer");
    assert!(answer.json["scope"].as_str().unwrap().contains("repository:write"));
}

#[tokio::test]
async fn the_page_names_the_consumer_and_offers_every_user() {
    let simulator = start(None).await;
    let page = client().get(authorize_url(&simulator, &[])).send().await.unwrap().text().await.unwrap();
    for part in ["Innkeeper", "value=\"alice\"", "value=\"bob\"", "name=\"deny\"", "st&amp;te"] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[tokio::test]
async fn a_refusal_goes_back_without_a_code() {
    let simulator = start(None).await;
    let response = client().post(authorize_url(&simulator, &[])).body("deny=1").send().await.unwrap();
    assert_eq!(carried(&response, "error").as_deref(), Some("access_denied"));
    assert_eq!(carried(&response, "code"), None);
    assert_eq!(carried(&response, "state").as_deref(), Some("st&te"));
}

#[tokio::test]
async fn a_wrong_address_or_consumer_is_sent_nowhere() {
    let simulator = start(Some("alice")).await;
    let consumer = simulator.default_consumer();
    let elsewhere = [("client_id", consumer.key.as_str()), ("redirect_uri", "http://127.0.0.1:9/other")];
    let nobody = [("client_id", "nobody"), ("redirect_uri", consumer.callback_url.as_str())];
    for pairs in [elsewhere, nobody] {
        let pairs = [&pairs[..], &[("response_type", "code")]].concat();
        let url = format!("{}?{}", simulator.authorize_url(), form(&pairs));
        let response = client().get(url).send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert!(!response.headers().contains_key("location"));
        assert!(
            response
                .text()
                .await
                .unwrap()
                .contains("Invalid redirect_uri. This integration is misconfigured")
        );
    }
}

#[tokio::test]
async fn a_code_is_spent_by_its_first_exchange() {
    let simulator = start(Some("bob")).await;
    let response = client().get(authorize_url(&simulator, &[])).send().await.unwrap();
    let code = carried(&response, "code").unwrap();
    let callback = simulator.default_consumer().callback_url.clone();
    assert_eq!(exchange(&simulator, &code, &[("redirect_uri", &callback)]).await.status, 200);
    let again = exchange(&simulator, &code, &[("redirect_uri", &callback)]).await;
    assert_eq!((again.status, again.json["error"].as_str()), (400, Some("invalid_grant")));
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_uri() {
    let simulator = start(Some("bob")).await;
    let response = client().get(authorize_url(&simulator, &[])).send().await.unwrap();
    let answer = exchange(&simulator, &carried(&response, "code").unwrap(), &[]).await;
    assert_eq!(answer.json["error"], "invalid_grant");
}

#[tokio::test]
async fn a_challenge_needs_its_verifier() {
    let simulator = start(Some("alice")).await;
    let callback = simulator.default_consumer().callback_url.clone();
    let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    for (verifier, status) in [(Some(VERIFIER), 200), (Some("guess"), 400), (None, 400)] {
        let response = client().get(authorize_url(&simulator, &challenge)).send().await.unwrap();
        let code = carried(&response, "code").unwrap();
        let mut pairs = vec![("redirect_uri", callback.as_str())];
        pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        assert_eq!(exchange(&simulator, &code, &pairs).await.status, status);
    }
}

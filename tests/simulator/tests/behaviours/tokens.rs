use std::time::Duration;

use innkeeper_simulator::{Consumer, Options, ScopeMember, Simulator};

use super::lab::{Answer, Lab, client, form, read, token_request};

async fn refresh(simulator: &Simulator, token: &str) -> Answer {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
    token_request(simulator, simulator.default_consumer(), &pairs).await
}

fn first_refresh_token(simulator: &Simulator) -> String {
    let key = &simulator.default_consumer().key;
    simulator.control().issue_tokens("alice", key).unwrap().refresh_token
}

#[tokio::test]
async fn a_refresh_token_rotates_and_the_old_one_dies_after_ten_minutes() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let old = first_refresh_token(&simulator);
    let answer = refresh(&simulator, &old).await;
    let new = answer.json["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(old, new);

    simulator.control().advance_clock(Duration::from_mins(9));
    assert_eq!(refresh(&simulator, &old).await.status, 200);
    simulator.control().advance_clock(Duration::from_mins(2));
    assert_eq!(refresh(&simulator, &old).await.json["error"], "invalid_grant");
    assert_eq!(refresh(&simulator, &new).await.status, 200);
    assert_eq!(simulator.control().token_requests(), 4);
}

#[tokio::test]
async fn a_refresh_token_dies_unused_after_three_months() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let token = first_refresh_token(&simulator);
    simulator.control().advance_clock(Duration::from_hours(91 * 24));
    assert_eq!(refresh(&simulator, &token).await.json["error"], "invalid_grant");
}

#[tokio::test]
async fn an_access_token_expires_by_the_simulated_clock() {
    let lab = Lab::start().await;
    assert_eq!(lab.get("/user").await.status, 200);
    lab.control().advance_clock(Duration::from_hours(2));
    let answer = lab.get("/user").await;
    assert_eq!(answer.status, 401);
    assert!(answer.json["error"]["message"].as_str().unwrap().starts_with("Access token expired"));
}

#[tokio::test]
async fn access_tokens_can_be_expired_at_once() {
    let lab = Lab::start().await;
    lab.control().expire_access_tokens();
    assert_eq!(lab.get("/user").await.status, 401);
}

#[tokio::test]
async fn a_revoked_grant_gives_nothing_any_more() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let token = first_refresh_token(&simulator);
    simulator.control().revoke_grants("alice").unwrap();
    assert_eq!(refresh(&simulator, &token).await.json["error"], "invalid_grant");
}

#[tokio::test]
async fn a_wrong_secret_is_the_consumers_fault() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let token = first_refresh_token(&simulator);
    let rotated = simulator.control().rotate_secret(&simulator.default_consumer().key).unwrap();
    let answer = refresh(&simulator, &token).await;
    assert_eq!((answer.status, answer.json["error"].as_str()), (401, Some("invalid_client")));

    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(token_request(&simulator, &rotated, &pairs).await.status, 200);
}

#[tokio::test]
async fn two_secrets_are_taken_until_the_older_one_is_dropped() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let old = simulator.default_consumer().clone();
    let control = simulator.control();
    let new = control.begin_secret_rotation(&old.key).unwrap();
    let ask = async |consumer: &Consumer| {
        let token = first_refresh_token(&simulator);
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        token_request(&simulator, consumer, &pairs).await.status
    };
    assert_eq!((ask(&old).await, ask(&new).await), (200, 200));
    control.end_secret_rotation(&old.key).unwrap();
    assert_eq!((ask(&old).await, ask(&new).await), (401, 200));
    assert!(
        control.end_secret_rotation("nobody").is_err() && control.begin_secret_rotation("nobody").is_err()
    );
}

#[tokio::test]
async fn another_consumers_refresh_token_is_invalid() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let spec = innkeeper_simulator::ConsumerSpec::new("other", "http://127.0.0.1:1/callback");
    let other: Consumer = simulator.register_consumer(spec).unwrap();
    let token = first_refresh_token(&simulator);
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(token_request(&simulator, &other, &pairs).await.json["error"], "invalid_grant");
}

#[tokio::test]
async fn a_json_body_is_no_grant() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let consumer = simulator.default_consumer();
    let request = client()
        .post(simulator.token_url())
        .basic_auth(&consumer.key, Some(&consumer.secret))
        .header("content-type", "application/json");
    let answer = read(request.body(r#"{"grant_type":"refresh_token"}"#).send().await.unwrap()).await;
    assert_eq!((answer.status, answer.json["error"].as_str()), (400, Some("invalid_grant")));
}

#[tokio::test]
async fn the_secret_in_the_form_does_not_count() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let consumer = simulator.default_consumer();
    let pairs = [("grant_type", "client_credentials"), ("client_id", &consumer.key)];
    let body = form(&[&pairs[..], &[("client_secret", &consumer.secret)]].concat());
    let request =
        client().post(simulator.token_url()).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(read(request.body(body).send().await.unwrap()).await.json["error"], "invalid_client");
}

#[tokio::test]
async fn client_credentials_are_not_for_public_consumers() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let pairs = [("grant_type", "client_credentials")];
    let answer = token_request(&simulator, simulator.default_consumer(), &pairs).await;
    assert_eq!(answer.json["error"], "unauthorized_client");
}

#[tokio::test]
async fn the_reply_can_name_the_scopes_as_it_used_to() {
    let options = Options { scope_member: ScopeMember::Scopes, ..Options::default() };
    let simulator = Simulator::start(options).await.unwrap();
    let answer = refresh(&simulator, &first_refresh_token(&simulator)).await;
    assert!(answer.json["scopes"].is_string() && answer.json.get("scope").is_none());
}

#[tokio::test]
async fn secrets_do_not_show_in_debug_output() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let consumer = simulator.default_consumer();
    let tokens = simulator.control().issue_tokens("alice", &consumer.key).unwrap();
    let shown = format!("{consumer:?} {tokens:?}");
    assert!(!shown.contains(&consumer.secret) && !shown.contains(&tokens.access_token));
}

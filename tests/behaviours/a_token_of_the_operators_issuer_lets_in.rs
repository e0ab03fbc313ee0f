//! OpenID Connect: whose token is taken, for what, and what strangers cannot make the host do.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use innkeeper::IdentityEntry;
use innkeeper_tests::{House, Issuer, Mood, Reply, SigningKey, eventually, now};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};

fn identity(issuer: &Issuer) -> IdentityEntry {
    serde_json::from_value(json!({
        "name": "corp", "issuer": issuer.url, "audience": "innkeeper",
        "roles": { "platform": "operator", "agents": "agent", "security": "auditor" },
        "unbound_groups": ["backends"],
        "effects": { "releases": ["destructive"] },
        "toolsets": { "reviewers": ["pull-requests"] },
    }))
    .unwrap()
}

async fn house(issuer: &Issuer) -> House {
    let entry = identity(issuer);
    House::open().await.unwrap().restart(|settings| settings.identities.push(entry)).await.unwrap()
}

async fn get(house: &House, path: &str, token: &str) -> Reply {
    house.request(Method::GET, path, token, None).await.unwrap()
}

async fn user(house: &House, token: &str, identifier: Option<&str>) -> Reply {
    let body = json!({ "tool": "bitbucket_user_get", "identifier": identifier });
    house.request(Method::POST, "/v1/invoke", token, Some(body)).await.unwrap()
}

/// Refused as RFC 6750 says, with these words, and nothing of the token in the answer.
fn refused(reply: &Reply, token: &str, words: &str) {
    assert_eq!((reply.status, reply.kind().as_str()), (401, "UNAUTHENTICATED"), "{words}: {}", reply.text);
    let header = reply.headers["www-authenticate"].to_str().unwrap();
    assert!(header.starts_with("Bearer resource_metadata=\"http://127.0.0.1:"), "{header}");
    assert!(header.contains("error=\"invalid_token\"") && header.contains(words), "no {words:?} in {header}");
    for part in token.split('.').filter(|part| part.len() > 8) {
        assert!(!reply.text.contains(part) && !header.contains(part), "a part of the token is repeated");
    }
}

#[tokio::test]
async fn groups_say_what_a_caller_may_do() {
    let keys = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA]
        .map(|algorithm| SigningKey::generate(&format!("{algorithm:?}"), algorithm).unwrap());
    let issuer = Issuer::start(&keys.each_ref(), Mood::Well).await.unwrap();
    let house = house(&issuer).await;
    house.connect("alice").await.unwrap();
    for key in &keys {
        let token = key.sign(&issuer.claims("admin", &["platform"]).unwrap()).unwrap();
        assert_eq!(get(&house, "/v1/keys", &token).await.status, 200, "{:?}", key.algorithm);
    }
    let token =
        |subject: &str, groups: &[&str]| keys[2].sign(&issuer.claims(subject, groups).unwrap()).unwrap();
    let alice = token("alice", &["agents", "everybody"]);
    let reply = user(&house, &alice, None).await;
    assert_eq!(reply.json()["account"]["identifier"], "alice", "bound to the subject: {}", reply.text);
    let other = user(&house, &alice, Some("bob")).await;
    assert_eq!((other.status, &other.json()["layer"]), (403, &json!("identifier")), "{}", other.text);
    assert_eq!(get(&house, "/v1/keys", &alice).await.json()["layer"], "role");
    let backend = token("service-7", &["agents", "backends"]);
    assert_eq!(user(&house, &backend, Some("alice")).await.status, 200);
    let auditor = token("eve", &["security"]);
    assert_eq!(get(&house, "/v1/audit", &auditor).await.status, 200);
    assert_eq!(user(&house, &auditor, Some("alice")).await.json()["layer"], "role");

    let nobody = user(&house, &token("mallory", &["everybody"]), None).await;
    assert_eq!((nobody.status, nobody.kind().as_str()), (403, "POLICY_DENIED"), "{}", nobody.text);
    for said in ["`groups`", "`agents`", "`platform`", "`security`", "`everybody`"] {
        assert!(nobody.detail().contains(said), "no {said}: {}", nobody.text);
    }
    assert!(!nobody.text.contains("mallory") && !nobody.headers.contains_key("www-authenticate"));
    let audit = house.get("/v1/audit").await.unwrap().text;
    assert!(audit.contains("oidc:corp:alice") && audit.contains("oidc:corp:service-7"), "{audit}");

    let delete = json!({ "tool": "bitbucket_branch_delete", "dry_run": true,
        "input": { "workspace": "acme", "repo_slug": "website", "name": "x" } });
    let releases = token("alice", &["agents", "releases"]);
    let mild = house.request(Method::POST, "/v1/invoke", &alice, Some(delete.clone())).await.unwrap();
    assert_eq!(mild.json()["layer"], "effect", "{}", mild.text);
    let granted = house.request(Method::POST, "/v1/invoke", &releases, Some(delete)).await.unwrap();
    assert_eq!(granted.status, 200, "{}", granted.text);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_it_lets_nobody_in() {
    let key = SigningKey::generate("one", Algorithm::RS256).unwrap();
    let stranger = SigningKey::generate("one", Algorithm::RS256).unwrap();
    let issuer = Issuer::start(&[&key], Mood::Well).await.unwrap();
    let house = house(&issuer).await;
    let good = issuer.claims("admin", &["platform"]).unwrap();
    let with = |claim: &str, value: Value| {
        let mut claims = good.clone();
        claims[claim] = value;
        key.sign(&claims).unwrap()
    };
    let without = |claim: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(claim);
        key.sign(&claims).unwrap()
    };
    let now = now().unwrap();
    assert_eq!(get(&house, "/v1/keys", &key.sign(&good).unwrap()).await.status, 200);
    assert_eq!(
        get(&house, "/v1/keys", &with("exp", json!(now - 10))).await.status,
        200,
        "clocks differ a bit"
    );
    let public = key.public().unwrap();
    let modulus = public["n"].as_str().unwrap().as_bytes().to_vec();
    let hmac = |secret: &[u8]| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("one".to_owned());
        encode(&header, &good, &EncodingKey::from_secret(secret)).unwrap()
    };
    let header = |change: fn(&mut Header)| {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("one".to_owned());
        change(&mut header);
        key.sign_as(&header, &good).unwrap()
    };
    let signed = key.sign(&good).unwrap();
    let (head, signature) = (signed.rsplit_once('.').unwrap(), signed.rsplit('.').next().unwrap());
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"one"}"#);
    let payload = signed.split('.').nth(1).unwrap();
    let forged = URL_SAFE_NO_PAD
        .encode(json!({ "iss": issuer.url, "sub": "admin", "groups": ["platform"] }).to_string());
    for (token, words) in [
        (with("aud", json!("another-service")), "audience"),
        (with("aud", json!([])), "audience"),
        (without("aud"), "`aud`"),
        (with("iss", json!(format!("{}/", issuer.url))), "issuer"),
        (with("iss", json!("https://id.example")), "issuer"),
        (with("iss", json!([issuer.url])), "`iss`"),
        (without("iss"), "`iss`"),
        (with("exp", json!(now - 120)), "expired"),
        (with("exp", json!("soon")), "`exp`"),
        (without("exp"), "`exp`"),
        (with("nbf", json!(now + 120)), "not good yet"),
        (with("nbf", json!("later")), "`nbf`"),
        (without("sub"), "`sub`"),
        (with("sub", json!("a\nb")), "`sub`"),
        (with("cnf", json!({ "jkt": "x" })), "cnf"),
        (stranger.sign(&good).unwrap(), "signature"),
        (hmac(&modulus), "algorithm"),
        (hmac(serde_json::to_string(&public).unwrap().as_bytes()), "algorithm"),
        (format!("{none}.{payload}."), "algorithm"),
        (format!("{none}.{payload}.{signature}"), "algorithm"),
        (format!("{}.{forged}.{signature}", signed.split('.').next().unwrap()), "signature"),
        (format!("{}.", head.0), "signature"),
        (header(|header| header.typ = Some("logout+jwt".to_owned())), "type"),
        (header(|header| header.crit = Some(vec!["exp".to_owned()])), "critical"),
        (with("padding", json!("x".repeat(17 << 10))), "16 kB"),
        ("a.b.c".to_owned(), "not a signed JWT"),
        ("..".to_owned(), "not a signed JWT"),
    ] {
        refused(&get(&house, "/v1/keys", &token).await, &token, words);
    }
    assert_eq!(issuer.asked(), 1, "none of these made the host ask for keys");
}

#[tokio::test]
async fn keys_are_changed_and_strangers_make_the_host_ask_once_in_half_a_minute() {
    let first = SigningKey::generate("first", Algorithm::ES256).unwrap();
    let second = SigningKey::generate("second", Algorithm::ES256).unwrap();
    let third = SigningKey::generate("third", Algorithm::ES256).unwrap();
    let issuer = Issuer::start(&[&first], Mood::Well).await.unwrap();
    let house = house(&issuer).await;
    let token = |key: &SigningKey| key.sign(&issuer.claims("admin", &["platform"]).unwrap()).unwrap();
    eventually(async || Ok(issuer.asked() == 1)).await.unwrap();
    assert_eq!(get(&house, "/v1/keys", &token(&first)).await.status, 200);

    issuer.publish(&[&first, &second]).unwrap();
    let (new, old) = (token(&second), token(&first));
    let storm = (0..40).map(|number| get(&house, "/v1/keys", if number % 2 == 0 { &new } else { &old }));
    for reply in futures_util::future::join_all(storm).await {
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    assert_eq!(issuer.asked(), 2, "one request for all who came with the new key");

    let unknown: Vec<String> = (0..50)
        .map(|number| token(&SigningKey::generate(&format!("kid-{number}"), Algorithm::EdDSA).unwrap()))
        .collect();
    let storm = unknown.iter().map(|token| get(&house, "/v1/keys", token));
    for (reply, token) in futures_util::future::join_all(storm).await.iter().zip(&unknown) {
        refused(reply, token, "does not publish");
    }
    assert_eq!(issuer.asked(), 2, "half a minute is not over");
    house.advance_clock(Duration::from_secs(31));
    for token in &unknown {
        refused(&get(&house, "/v1/keys", token).await, token, "does not publish");
    }
    assert_eq!(issuer.asked(), 3);

    issuer.publish(&[&third]).unwrap();
    house.advance_clock(Duration::from_secs(3_601));
    eventually(async || Ok(issuer.asked() == 4)).await.unwrap();
    let gone = token(&first);
    eventually(async || Ok(get(&house, "/v1/keys", &gone).await.status == 401)).await.unwrap();
    assert_eq!(get(&house, "/v1/keys", &token(&third)).await.status, 200);
}

#[tokio::test]
async fn a_host_starts_without_its_issuer_and_keeps_the_last_good_keys_for_a_day() {
    let key = SigningKey::generate("one", Algorithm::ES256).unwrap();
    let issuer = Issuer::start(&[&key], Mood::Down).await.unwrap();
    let house = house(&issuer).await;
    let token = key.sign(&issuer.claims("admin", &["platform"]).unwrap()).unwrap();
    let early = get(&house, "/v1/keys", &token).await;
    assert_eq!((early.status, &early.json()["can_retry"]), (503, &json!(true)), "{}", early.text);
    assert_eq!(house.get("/v1/keys").await.unwrap().status, 200, "keys work meanwhile");
    for mood in [Mood::Lying, Mood::Elsewhere, Mood::Huge] {
        issuer.set(mood);
        house.advance_clock(Duration::from_secs(31));
        let reply = get(&house, "/v1/keys", &token).await;
        assert_eq!(reply.status, 503, "{mood:?}: {}", reply.text);
    }
    issuer.set(Mood::Well);
    house.advance_clock(Duration::from_secs(31));
    eventually(async || Ok(get(&house, "/v1/keys", &token).await.status == 200)).await.unwrap();

    for broken in [Mood::Down, Mood::Huge, Mood::Lying] {
        issuer.set(broken);
        house.advance_clock(Duration::from_secs(4 * 3_600));
        assert_eq!(get(&house, "/v1/keys", &token).await.status, 200, "{broken:?}");
    }
    house.advance_clock(Duration::from_secs(13 * 3_600));
    assert_eq!(get(&house, "/v1/keys", &token).await.status, 503, "keys of yesterday are none");
}

#[tokio::test]
async fn the_resources_say_who_issues_their_tokens() {
    let key = SigningKey::generate("one", Algorithm::ES256).unwrap();
    let issuer = Issuer::start(&[&key], Mood::Well).await.unwrap();
    let house = house(&issuer).await;
    let base = house.url.as_str().trim_end_matches('/');
    for path in ["", "/mcp", "/mcp/pull-requests"] {
        let url = format!("{base}/.well-known/oauth-protected-resource{path}");
        let reply = Reply::of(reqwest::get(url).await.unwrap()).await.unwrap();
        let said = reply.json();
        assert_eq!((reply.status, &said["resource"]), (200, &json!(format!("{base}{path}"))), "{said}");
        assert_eq!(said["authorization_servers"], json!([issuer.url]));
        assert_eq!(said["bearer_methods_supported"], json!(["header"]));
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
    }
    let unknown =
        reqwest::get(format!("{base}/.well-known/oauth-protected-resource/mcp/nothing")).await.unwrap();
    assert_eq!(unknown.status(), 404);
    let plain = House::open().await.unwrap();
    let url = plain.url.join("/.well-known/oauth-protected-resource").unwrap();
    let said = Reply::of(reqwest::get(url).await.unwrap()).await.unwrap().json();
    assert!(said.get("authorization_servers").is_none(), "{said}");
}

#[tokio::test]
async fn an_issuer_that_cannot_work_is_named_at_the_start() {
    let key = SigningKey::generate("one", Algorithm::ES256).unwrap();
    let issuer = Issuer::start(&[&key], Mood::Well).await.unwrap();
    type Change = (fn(&mut IdentityEntry), &'static str);
    let changes: [Change; 5] = [
        (|entry| entry.name = "a b".to_owned(), "name"),
        (|entry| entry.issuer = "http://id.example".to_owned(), "issuer"),
        (|entry| entry.audience.clear(), "audience"),
        (|entry| entry.roles.clear(), "roles"),
        (|entry| entry.jwks_url = Some("ftp://id.example".to_owned()), "jwks_url"),
    ];
    for (change, setting) in changes {
        let mut entry = identity(&issuer);
        change(&mut entry);
        let opened = House::open().await.unwrap().restart(|settings| settings.identities.push(entry)).await;
        let error = opened.err().expect(setting).to_string();
        assert!(error.contains(setting), "{error}");
    }
}

use innkeeper_simulator::Scope;

use super::lab::Lab;

#[tokio::test]
async fn the_profile_has_no_address_but_the_addresses_have_a_primary() {
    let lab = Lab::start().await;
    let user = lab.get("/user").await.json;
    assert_eq!((user["nickname"].as_str(), user["type"].as_str()), (Some("alice"), Some("user")));
    assert!(user["uuid"].as_str().unwrap().starts_with('{'));
    assert!(!user.to_string().contains("@acme.example"));
    let emails = lab.get("/user/emails").await.json;
    assert_eq!(emails["size"], 2);
    assert_eq!(emails["values"][0]["is_primary"], true);
    assert_eq!(emails["values"][1]["is_confirmed"], false);
}

#[tokio::test]
async fn addresses_need_their_own_scope() {
    let lab = Lab::start_as("alice", &[Scope::Account]).await;
    assert_eq!(lab.get("/user/emails").await.status, 403);
}

#[tokio::test]
async fn workspaces_are_those_one_belongs_to() {
    let (alice, bob) = (Lab::start().await, Lab::start_as("bob", &Scope::ALL).await);
    assert_eq!(alice.get("/user/workspaces").await.json["size"], 2);
    let page = bob.get("/user/workspaces").await.json;
    assert_eq!(
        (page["size"].as_u64(), page["values"][0]["workspace"]["slug"].as_str()),
        (Some(1), Some("acme"))
    );
    let administered = alice.get("/user/workspaces?administrator=true").await.json;
    assert_eq!(administered["size"], 1);
}

#[tokio::test]
async fn a_workspace_needs_no_scope_but_membership() {
    let lab = Lab::start_as("bob", &[]).await;
    assert_eq!(lab.get("/workspaces/acme").await.json["name"], "Acme Corporation");
    assert_eq!(lab.get("/workspaces/globex").await.status, 404);
}

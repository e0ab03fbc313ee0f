use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, texts};

const CONFIG: &str = "/repositories/acme/infra/permissions-config";

async fn bob() -> Value {
    Lab::start_as("bob", &Scope::ALL).await.get("/user").await.json
}

/// Where somebody's permission is, by account id.
fn place(user: &Value) -> String {
    format!("{CONFIG}/users/{}", user["account_id"].as_str().unwrap())
}

#[tokio::test]
async fn tokens_read_permissions_and_write_none() {
    let lab = Lab::start().await;
    let path = place(&bob().await);
    assert_eq!(lab.get(&path).await.json["permission"], "none");
    for refusal in [
        lab.put(&path, json!({"permission": "admin"})).await,
        lab.delete(&path).await,
        lab.put(&format!("{CONFIG}/groups/developers"), json!({"permission": "admin"})).await,
        lab.delete(&format!("{CONFIG}/groups/developers")).await,
    ] {
        assert_eq!(refusal.status, 403);
        assert_eq!(
            refusal.json["error"]["message"],
            "This endpoint does not support token-based authentication"
        );
    }
}

#[tokio::test]
async fn a_permission_of_ones_own_is_given_and_taken() {
    let lab = Lab::start().await;
    lab.control().accept_permission_writes();
    let path = place(&bob().await);
    let given = lab.put(&path, json!({"permission": "admin"})).await;
    assert_eq!((given.status, &given.json["user"]["nickname"]), (200, &json!("bob")));
    let page = lab.get(&format!("{CONFIG}/users")).await.json;
    assert_eq!(texts(&page, "/permission"), ["admin"]);
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.json["permission"], "none");
}

#[tokio::test]
async fn a_group_has_its_permission_changed_and_taken() {
    let lab = Lab::start().await;
    lab.control().accept_permission_writes();
    let path = format!("{CONFIG}/groups/developers");
    let groups = lab.get(&format!("{CONFIG}/groups")).await.json;
    assert_eq!(texts(&groups, "/group/slug"), ["administrators", "developers"]);
    assert_eq!(lab.get(&path).await.json["permission"], "write");
    assert_eq!(lab.put(&path, json!({"permission": "read"})).await.json["permission"], "read");
    assert_eq!(lab.delete(&path).await.status, 204);
    assert_eq!(lab.get(&path).await.json["permission"], "none");
    assert_eq!(lab.get(&format!("{CONFIG}/groups/strangers")).await.status, 404);
}

#[tokio::test]
async fn what_is_granted_is_what_one_may_do() {
    let mut lab = Lab::start().await;
    lab.control().accept_permission_writes();
    let bob = place(&bob().await);
    let (repository, keys) = ("/repositories/acme/infra", "/repositories/acme/infra/deploy-keys");
    lab.put(&bob, json!({"permission": "admin"})).await;
    lab.become_user("bob");
    assert_eq!(lab.get(keys).await.status, 200);
    assert_eq!(lab.delete(&bob).await.status, 204);
    assert_eq!((lab.get(repository).await.status, lab.get(keys).await.status), (200, 403));
    lab.become_user("alice");
    assert_eq!(lab.delete(&format!("{CONFIG}/groups/developers")).await.status, 204);
    lab.become_user("bob");
    assert_eq!((lab.get(repository).await.status, lab.get(keys).await.status), (404, 404));
    assert_eq!(lab.get("/repositories/acme/website").await.status, 200);
}

#[tokio::test]
async fn only_members_who_are_no_owners_are_given_permissions() {
    let lab = Lab::start().await;
    lab.control().accept_permission_writes();
    let alice = lab.get("/user").await.json;
    assert_eq!(lab.put(&place(&alice), json!({"permission": "read"})).await.status, 400);
    assert_eq!(lab.put(&format!("{CONFIG}/users/nobody"), json!({"permission": "read"})).await.status, 404);
    assert_eq!(lab.put(&place(&bob().await), json!({"permission": "none"})).await.status, 400);
}

#[tokio::test]
async fn permissions_are_for_administrators() {
    let lab = Lab::start_as("bob", &Scope::ALL).await;
    lab.control().accept_permission_writes();
    for path in ["users", "groups", "groups/developers"] {
        assert_eq!(lab.get(&format!("{CONFIG}/{path}")).await.status, 403, "{path}");
    }
    assert_eq!(
        lab.put(&format!("{CONFIG}/groups/developers"), json!({"permission": "admin"})).await.status,
        403
    );
}

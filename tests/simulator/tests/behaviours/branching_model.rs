use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::Lab;

const MODEL: &str = "/repositories/acme/website/branching-model";
const EFFECTIVE: &str = "/repositories/acme/website/effective-branching-model";
const SETTINGS: &str = "/repositories/acme/website/branching-model/settings";

#[tokio::test]
async fn a_model_follows_the_main_branch_at_first() {
    let lab = Lab::start().await;
    for (path, kind) in [(MODEL, "branching_model"), (EFFECTIVE, "effective_repo_branching_model")] {
        let model = lab.get(path).await.json;
        assert_eq!(model["type"], kind);
        assert_eq!(
            (&model["development"]["name"], &model["development"]["use_mainbranch"]),
            (&json!("main"), &json!(true))
        );
        assert!(model.get("production").is_none());
        assert_eq!(model["branch_types"].as_array().unwrap().len(), 4);
    }
}

#[tokio::test]
async fn what_is_set_is_in_use_and_the_rest_stays() {
    let lab = Lab::start().await;
    let development = json!({"development": {"name": "develop", "use_mainbranch": false}});
    let set = lab.put(SETTINGS, development).await;
    assert_eq!((set.status, &set.json["development"]["is_valid"]), (200, &json!(true)));
    let production = json!({"production": {"name": "main", "use_mainbranch": false, "enabled": true}});
    lab.put(SETTINGS, production).await;

    let model = lab.get(MODEL).await.json;
    assert_eq!(
        (&model["development"]["name"], &model["production"]["name"]),
        (&json!("develop"), &json!("main"))
    );
    assert!(model["development"]["branch"]["target"]["hash"].is_string());
    assert_eq!(lab.get(EFFECTIVE).await.json["production"], model["production"]);

    lab.delete("/repositories/acme/website/refs/branches/develop").await;
    let settings = lab.get(SETTINGS).await.json;
    assert_eq!(
        (&settings["development"]["name"], &settings["development"]["is_valid"]),
        (&json!("develop"), &json!(false))
    );
    assert!(lab.get(MODEL).await.json["development"].get("branch").is_none());
}

#[tokio::test]
async fn kinds_can_be_switched_off_and_named_anew() {
    let lab = Lab::start().await;
    let change = json!({
        "branch_types": [{"kind": "bugfix", "enabled": false}, {"kind": "release", "prefix": "rel/"}],
        "default_branch_deletion": "true",
    });
    let set = lab.put(SETTINGS, change).await.json;
    assert_eq!(set["default_branch_deletion"], "true");
    let types = lab.get(MODEL).await.json["branch_types"].clone();
    let prefixes: Vec<&Value> = types.as_array().unwrap().iter().map(|kind| &kind["prefix"]).collect();
    assert_eq!(prefixes, ["rel/", "hotfix/", "feature/"]);
}

#[tokio::test]
async fn a_change_that_would_break_the_model_is_refused_whole() {
    let lab = Lab::start().await;
    let before = lab.get(SETTINGS).await.json;
    for (change, field) in [
        (json!({"development": {"name": "nowhere", "use_mainbranch": false}}), "development.name"),
        (json!({"development": {"use_mainbranch": false}}), "development.name"),
        (json!({"development": {"name": "develop"}}), "development.name"),
        (json!({"development": {"name": "develop", "use_mainbranch": true}}), "development.name"),
        (json!({"production": {"enabled": true}}), "production.name"),
        (json!({"branch_types": [{"kind": "bugfix", "prefix": "feature/"}]}), "branch_types"),
        (json!({"branch_types": [{"kind": "bugfix", "prefix": null}]}), "branch_types"),
        (json!({"branch_types": [{"kind": "chore"}]}), "branch_types.0.kind"),
        (json!({"main": "develop"}), "main"),
    ] {
        let answer = lab.put(SETTINGS, change.clone()).await;
        assert_eq!(answer.status, 400, "{change}");
        assert!(answer.json["error"]["fields"].get(field).is_some(), "{change}: {}", answer.text);
    }
    assert_eq!(lab.get(SETTINGS).await.json, before);
}

#[tokio::test]
async fn settings_are_for_administrators() {
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(bob.get(SETTINGS).await.status, 403);
    assert_eq!(bob.put(SETTINGS, json!({})).await.status, 403);
    assert_eq!(bob.get(MODEL).await.status, 200);
    let short = Lab::start_as("alice", &[Scope::RepositoryWrite]).await;
    assert_eq!(short.get(SETTINGS).await.status, 403);
}

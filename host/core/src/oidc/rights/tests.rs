use serde_json::json;

use super::*;

fn rights() -> RightsByGroup {
    let entry: IdentityEntry = serde_json::from_value(json!({
        "name": "corp", "issuer": "https://id.example", "audience": "innkeeper",
        "roles": { "platform": "operator", "agents": "agent", "viewers": "agent", "security": "auditor" },
        "unbound_groups": ["backends"],
        "effects": { "releases": ["destructive"], "viewers": ["read"] },
        "toolsets": { "viewers": ["pull-requests"], "pipelines-team": ["pipelines"] },
    }))
    .unwrap();
    RightsByGroup::new(&entry)
}

fn caller(groups: &[&str]) -> Result<Caller, Refused> {
    let claims = json!({ "sub": "u1", "groups": groups, "exp": 4_000_000_000_i64 });
    rights().caller("corp", claims.as_object().unwrap())
}

fn effects(groups: &[&str]) -> String {
    caller(groups).unwrap().rights.effects.to_string()
}

#[test]
fn the_strongest_role_counts_and_effects_add_up() {
    assert_eq!(caller(&["security", "agents", "platform"]).unwrap().role, Role::Operator);
    assert_eq!(caller(&["security", "agents"]).unwrap().role, Role::Agent);
    assert_eq!(effects(&["agents"]), "read, write");
    assert_eq!(effects(&["agents", "releases"]), "read, write, destructive");
    assert_eq!(effects(&["viewers"]), "read");
    assert_eq!(effects(&["viewers", "agents"]), "read, write");
    assert_eq!(effects(&["security", "releases"]), "none", "an auditor calls nothing");
    assert!(matches!(caller(&["releases"]), Err(Refused::NoRole { .. })), "effects are no role");
}

#[test]
fn toolsets_add_up_and_a_group_without_any_has_all() {
    let toolsets = |groups: &[&str]| caller(groups).unwrap().rights.toolsets;
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    assert_eq!(toolsets(&["agents"]), None);
    assert_eq!(toolsets(&["viewers"]), set(&["pull-requests"]));
    assert_eq!(toolsets(&["viewers", "pipelines-team"]), set(&["pipelines", "pull-requests"]));
    assert_eq!(toolsets(&["viewers", "agents"]), None);
}

#[test]
fn an_agent_is_bound_unless_its_group_is_not() {
    assert_eq!(caller(&["agents"]).unwrap().bound_to.as_deref(), Some("u1"));
    assert_eq!(caller(&["agents", "backends"]).unwrap().bound_to, None);
    assert_eq!(caller(&["platform"]).unwrap().bound_to, None);
    assert_eq!(caller(&["agents"]).unwrap().id, "oidc:corp:u1");
}

#[test]
fn a_subject_or_identifier_that_cannot_be_one_is_refused() {
    for subject in [json!(null), json!(7), json!(""), json!("a\nb"), json!("x".repeat(257))] {
        let claims = json!({ "sub": subject, "groups": "platform" });
        let refused = rights().caller("corp", claims.as_object().unwrap());
        assert!(matches!(refused, Err(Refused::Claim { .. })), "{claims}");
    }
    let by_mail = RightsByGroup { identifier_claim: "email".to_owned(), ..rights() };
    let claims = |verified: Value| json!({ "sub": "u1", "groups": ["agents"], "email": "a@b.example", "email_verified": verified });
    for unconfirmed in [json!(null), json!(false), json!("true")] {
        let refused = by_mail.caller("corp", claims(unconfirmed).as_object().unwrap());
        assert!(matches!(refused, Err(Refused::NoIdentifier { .. })));
    }
    let taken = by_mail.caller("corp", claims(json!(true)).as_object().unwrap()).unwrap();
    assert_eq!(taken.bound_to.as_deref(), Some("a@b.example"));
}

#[test]
fn a_refusal_names_groups_and_is_short() {
    let many: Vec<String> = (0..1_000).map(|number| format!("g{number}\u{7}`{}", "x".repeat(500))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let said = caller(&many).err().unwrap().to_string();
    assert!(said.contains("`agents`") && said.contains("`platform`") && said.contains("992 more"), "{said}");
    assert!(said.len() < 1_000 && !said.contains('\u{7}'), "{said}");
    assert!(caller(&[]).err().unwrap().to_string().ends_with("it holds none"));
}

#[test]
fn groups_may_lie_deeper() {
    let deep = RightsByGroup { claim: "/realm_access/roles".to_owned(), ..rights() };
    let claims = json!({ "sub": "u1", "realm_access": { "roles": ["security"] } });
    assert_eq!(deep.caller("corp", claims.as_object().unwrap()).unwrap().role, Role::Auditor);
    let absent = json!({ "sub": "u1", "groups": ["security"] });
    assert!(deep.caller("corp", absent.as_object().unwrap()).is_err());
}

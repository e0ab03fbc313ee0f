use super::*;

const UUID: &str = "{9F2C7A0E-51B4-4C7D-8A55-0123456789ab}";

fn pin() -> Pin {
    Pin::new(vec![
        Workspace { slug: "acme".to_owned(), uuid: Some(UUID.to_owned()) },
        Workspace { slug: "acme-labs".to_owned(), uuid: None },
    ])
}

#[test]
fn a_workspace_is_known_by_slug_and_uuid() {
    let bare = "9f2c7a0e-51b4-4c7d-8a55-0123456789AB";
    for name in ["acme", "ACME", "Acme-Labs", UUID, bare, &format!("{{{bare}}}")] {
        assert!(pin().allows(name), "{name}");
    }
}

#[test]
fn nothing_else_is_a_workspace() {
    for name in [
        "",
        "{}",
        "{",
        "}",
        "acm",
        "acme2",
        "acme ",
        " acme",
        "acme/",
        "acme/shop",
        "{acme}",
        "ac*",
        "*",
        "ácme",
        "{9f2c7a0e-51b4-4c7d-8a55-0123456789ab",
        "9f2c7a0e51b44c7d8a550123456789ab",
        "acme\0",
        "%61cme",
    ] {
        assert!(!pin().allows(name), "{name:?}");
    }
}

#[test]
fn an_empty_pin_and_an_unnamed_workspace_allow_nothing() {
    let unnamed = Pin::new(vec![Workspace { slug: String::new(), uuid: Some("{}".to_owned()) }]);
    for name in ["", "{}", "acme"] {
        assert!(!Pin::default().allows(name));
        assert!(!unnamed.allows(name));
    }
}

#[test]
fn the_only_workspace_is_one_of_one() {
    assert_eq!(pin().only(), None);
    assert_eq!(Pin::default().only(), None);
    let narrowed = pin().narrowed_to(&["acme".to_owned()]).expect("narrower");
    assert_eq!(narrowed.only().map(|workspace| workspace.slug.as_str()), Some("acme"));
}

#[test]
fn narrowing_never_widens() {
    let names = ["acme".to_owned(), "evil".to_owned()];
    assert_eq!(pin().narrowed_to(&names), Err(UnknownWorkspace { name: "evil".to_owned() }));

    let once = pin().narrowed_to(&["acme-labs".to_owned()]).expect("narrower");
    assert_eq!(once.narrowed_to(&["acme".to_owned()]), Err(UnknownWorkspace { name: "acme".to_owned() }));
}

#[test]
fn narrowing_keeps_the_workspaces_as_they_were() {
    let again = ["ACME-LABS".to_owned(), UUID.to_lowercase(), "acme".to_owned()];
    assert_eq!(pin().narrowed_to(&again), Ok(pin()));
    assert!(pin().narrowed_to(&[]).expect("narrower").is_empty());
}

#[test]
fn a_name_is_spelled_as_the_provider_writes_it() {
    let braced = UUID.to_owned();
    let bare = UUID.trim_matches(['{', '}']).to_lowercase();
    for (given, spelled) in
        [("ACME", "acme"), ("acme", "acme"), (bare.as_str(), braced.as_str()), (UUID, &braced)]
    {
        assert_eq!(pin().spelled(given).as_deref(), Some(spelled), "{given}");
    }
    for other in ["globex", "{}", "", "{acme}"] {
        assert_eq!(pin().spelled(other), None, "{other}");
    }
}

#[test]
fn what_is_written_as_the_provider_writes_it_is_left_alone() {
    let workspace = Workspace { slug: "acme".to_owned(), uuid: Some("{Ab-1}".to_owned()) };
    for name in ["acme", "{Ab-1}"] {
        assert!(workspace.is_spelled(name), "{name}");
        assert_eq!(workspace.spelled(name).as_deref(), Some(name));
    }
    for (name, right) in [("ACME", "acme"), ("Ab-1", "{Ab-1}"), ("{ab-1}", "{Ab-1}")] {
        assert!(!workspace.is_spelled(name), "{name}");
        assert_eq!(workspace.spelled(name).as_deref(), Some(right));
    }
    for name in ["", "{}", "{acme}", "other"] {
        assert!(!workspace.is_spelled(name), "{name}");
    }
}

use super::*;

#[test]
fn no_effect_brings_another() {
    for one in Effect::ALL {
        let alone = Effects::from_iter([one]);
        assert_eq!(alone.iter().collect::<Vec<_>>(), [one]);
        assert!(Effect::ALL.iter().all(|other| alone.contains(*other) == (*other == one)));
    }
}

#[test]
fn an_agent_may_not_destroy_unless_told() {
    assert!(!Effects::READ_WRITE.contains(Effect::Destructive));
    assert!(!Effects::ALL.is_subset(Effects::READ_WRITE));
    assert_eq!(Effects::ALL.intersection(Effects::READ_WRITE), Effects::READ_WRITE);
    assert_eq!(Effects::default(), Effects::NONE);
}

#[test]
fn effects_are_an_array_in_json() {
    assert_eq!(serde_json::to_string(&Effects::READ_WRITE).expect("json"), r#"["read","write"]"#);
    let read: Effects = serde_json::from_str(r#"["destructive","read","read"]"#).expect("effects");
    assert_eq!(read.to_string(), "read, destructive");
    assert!(serde_json::from_str::<Effects>(r#"["all"]"#).is_err());
}

#[test]
fn names_are_read_as_they_are_written() {
    for effect in Effect::ALL {
        assert_eq!(effect.as_str().parse(), Ok(effect));
        assert_eq!(serde_json::to_value(effect).expect("json"), effect.as_str());
    }
    assert_eq!("Read".parse::<Effect>(), Err(UnknownEffect { name: "Read".to_owned() }));
}

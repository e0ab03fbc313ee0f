use proptest::prelude::*;

use super::AccountId;

#[test]
fn parts_do_not_run_into_each_other() {
    assert_ne!(AccountId::of("ab", "c"), AccountId::of("a", "bc"));
}

#[test]
fn text_of_another_form_is_refused() {
    for text in [
        "",
        "acc_",
        "acc_short",
        "ACC_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "acc_aaaaaaaaaaaaaaaaaaaaaaaaa1",
        "acc_../../../../../../../etc/pa",
    ] {
        assert!(text.parse::<AccountId>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn every_derived_id_parses_back(connection in ".*", identifier in ".*") {
        let id = AccountId::of(&connection, &identifier);
        prop_assert_eq!(id.to_string().parse::<AccountId>().unwrap(), id);
    }

    #[test]
    fn arbitrary_text_never_panics(text in ".*") {
        if let Ok(id) = text.parse::<AccountId>() {
            prop_assert_eq!(id.as_str(), text);
        }
    }
}

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Selection, split};

fn page() -> Value {
    json!({
        "next": "n",
        "values": [
            {"id": 1, "author": {"name": "a", "uuid": "u"}, "reviewers": [{"name": "r"}]},
            {"id": 2, "author": {"name": "b", "uuid": "v"}, "reviewers": []},
        ],
    })
}

fn select(fields: &str) -> Value {
    Selection::parse(fields).apply(&page(), &[split("values.reviewers")])
}

#[test]
fn a_whitelist_without_next_loses_it() {
    assert_eq!(select("values.id"), json!({"values": [{"id": 1}, {"id": 2}]}));
}

#[test]
fn a_minus_takes_away_inside_lists() {
    let selected = select("-values.author,-next");
    assert_eq!(selected, json!({"values": [{"id": 1}, {"id": 2}]}));
}

#[test]
fn a_plus_brings_back_what_is_hidden() {
    assert_eq!(select("")["values"][0].get("reviewers"), None);
    assert_eq!(select("+values.reviewers.name")["values"][0]["reviewers"], json!([{"name": "r"}]));
    assert_eq!(select("+values.reviewers.name")["next"], "n");
}

#[test]
fn a_star_takes_everything_below() {
    assert_eq!(select("values.author.*")["values"][1], json!({"author": {"name": "b", "uuid": "v"}}));
}

proptest! {
    #[test]
    fn any_text_selects_a_part(fields in "[-+*a-z., ]{0,40}") {
        let selected = Selection::parse(&fields).apply(&page(), &[]);
        prop_assert!(selected.is_object());
    }
}

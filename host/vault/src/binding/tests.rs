use proptest::prelude::*;

use super::{Digested, Part, Place};
use crate::record::Environment;
use crate::store::Version;

const KINDS: [&str; 3] = ["a", "ab", "b"];

/// Everything that additional data are made of.
#[derive(Debug, Clone, PartialEq)]
struct Inputs {
    environment: String,
    kind: usize,
    connection: String,
    id: String,
    field: Option<String>,
    plain: String,
    fields: Vec<String>,
    /// Of a data key only.
    saved_as: Option<u64>,
}

impl Inputs {
    fn bound(&self) -> Vec<u8> {
        let environment = Environment::new(self.environment.as_str());
        let place = Place::new(&environment, KINDS[self.kind], &self.connection, &self.id);
        let saved_as = self.saved_as.map(Version::new);
        let part = self.field.as_deref().map_or(Part::DataKey { saved_as }, Part::Field);
        place.bind(part, &Digested::of(&self.plain, self.fields.iter().map(String::as_str)))
    }
}

/// Short texts of few characters, so that parts which only differ in where one ends come up often.
fn inputs() -> impl Strategy<Value = Inputs> {
    let text = || "[ab]{0,2}";
    let field = proptest::option::of(text());
    let fields = proptest::collection::vec(text(), 0..3);
    let saved_as = proptest::option::of(0..3_u64);
    (text(), 0..KINDS.len(), text(), text(), field, text(), fields, saved_as).prop_map(
        |(environment, kind, connection, id, field, plain, fields, saved_as)| Inputs {
            saved_as: saved_as.filter(|_| field.is_none()),
            environment,
            kind,
            connection,
            id,
            field,
            plain,
            fields,
        },
    )
}

proptest! {
    #[test]
    fn two_places_never_have_the_same_additional_data(one in inputs(), two in inputs()) {
        prop_assert_eq!(one == two, one.bound() == two.bound());
    }

    #[test]
    fn text_cannot_move_from_one_part_to_its_neighbour(text in "[ab]{1,6}", first in 0_usize..6, second in 0_usize..6) {
        let split = |at: usize| {
            let (connection, id) = text.split_at(at.min(text.len()));
            Place::new(&Environment::default(), KINDS[0], connection, id).bind(Part::DataKey { saved_as: None }, &Digested::of("", [].into_iter()))
        };
        prop_assert_eq!(first.min(text.len()) == second.min(text.len()), split(first) == split(second));
    }
}

use super::{KeyRing, KeyState};
use crate::error::VaultError;
use crate::key::MasterKey;

fn copy(key: &MasterKey) -> MasterKey {
    MasterKey::from_base64(key.to_base64().expose()).unwrap()
}

#[test]
fn a_ring_finds_each_of_its_keys_by_name_and_knows_where_it_stands() {
    let [primary, staged, retired, stranger] = [(); 4].map(|()| MasterKey::generate().unwrap());
    let ids = [&primary, &staged, &retired].map(|key| key.id().clone());
    let ring = KeyRing::new(primary).with_staged(staged).unwrap().with_retired(retired).unwrap();

    assert_eq!(ring.primary().id(), &ids[0]);
    let states = [KeyState::Primary, KeyState::Staged, KeyState::Retired];
    for (id, state) in ids.iter().zip(states) {
        assert_eq!(ring.by_id(id).unwrap().id(), id);
        assert_eq!(ring.state_of(id), Some(state));
    }
    assert!(ring.states().eq(ids.iter().zip(states)));
    assert!(ring.by_id(stranger.id()).is_none() && ring.state_of(stranger.id()).is_none());
}

#[test]
fn a_key_that_is_given_twice_is_refused_by_name() {
    let [primary, other] = [(); 2].map(|()| MasterKey::generate().unwrap());
    let ring = || KeyRing::new(copy(&primary)).with_staged(copy(&other)).unwrap();
    for key in [&primary, &other] {
        for again in [ring().with_staged(copy(key)), ring().with_retired(copy(key))] {
            let refused = again.err().unwrap();
            assert!(matches!(&refused, VaultError::KeyTwice { key_id } if key_id == key.id()), "{refused}");
            assert!(refused.to_string().contains("once"), "{refused}");
        }
    }
}

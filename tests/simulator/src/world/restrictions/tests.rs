use super::*;
use crate::{Seed, world::Group};

/// The seeded world and its website, with one rule.
fn with(kind: &str, pattern: &str, value: Option<u64>, exceptions: Exceptions) -> (World, RepositoryId) {
    let mut world = Seed::default().world;
    let id = world.repositories_where(|repository| repository.slug == "website")[0];
    let branches = Matcher::Glob(pattern.to_owned());
    let rule = Restriction { id: 1, kind: kind.to_owned(), branches, value, exceptions };
    world.repository_mut(id).access.restrictions.all.push(rule);
    (world, id)
}

fn people(world: &World) -> [UserId; 2] {
    ["alice", "bob"].map(|nickname| world.user_called(nickname).unwrap())
}

fn merge(approved_by: &[UserId]) -> Attempt<'_> {
    Attempt::Merge(Standing { approved_by, ..Standing::default() })
}

#[test]
fn a_star_stands_for_anything_and_nothing_else_does() {
    let table = [
        ("main", "main", true),
        ("main", "main2", false),
        ("*", "feature/x", true),
        ("release/*", "release/1.0", true),
        ("release/*", "prerelease/1.0", false),
        ("*/fix-*", "bob/fix-1", true),
        ("*/fix-*", "bob/fix", false),
        ("?ain", "main", false),
    ];
    for (pattern, name, matches) in table {
        assert_eq!(matches_glob(pattern, name), matches, "{pattern} {name}");
    }
}

#[test]
fn pushing_is_for_those_who_are_named_or_in_a_named_group() {
    let (world, id) = with(PUSH, "main", None, Exceptions::default());
    let [alice, bob] = people(&world);
    assert!(world.forbidding(bob, id, "main", Attempt::Push).is_some());
    assert!(world.forbidding(bob, id, "develop", Attempt::Push).is_none());
    let (world, id) = with(PUSH, "main", None, Exceptions { users: vec![alice], groups: Vec::new() });
    assert!(world.forbidding(alice, id, "main", Attempt::Push).is_none());
    let developers = vec![Group::DEVELOPERS.to_owned()];
    let (world, id) =
        with(RESTRICT_MERGES, "main", None, Exceptions { users: Vec::new(), groups: developers });
    assert!(world.forbidding(bob, id, "main", merge(&[])).is_none());
}

#[test]
fn nobody_deletes_what_is_kept() {
    let (world, id) = with(DELETE, "release/*", None, Exceptions::default());
    let [alice, _] = people(&world);
    assert!(world.forbidding(alice, id, "release/1", Attempt::Delete).is_some());
    assert!(world.forbidding(alice, id, "main", Attempt::Delete).is_none());
    assert!(world.forbidding(alice, id, "release/1", Attempt::Push).is_none());
}

#[test]
fn a_merge_has_to_have_its_approvals() {
    let (world, id) = with(APPROVALS, "main", Some(2), Exceptions::default());
    let [alice, bob] = people(&world);
    assert!(world.forbidding(alice, id, "main", merge(&[bob])).is_some());
    assert!(world.forbidding(alice, id, "main", merge(&[alice, bob])).is_none());
}

#[test]
fn only_default_reviewers_count_where_they_are_asked_for() {
    let (mut world, id) = with(DEFAULT_REVIEWER_APPROVALS, "main", None, Exceptions::default());
    let [alice, bob] = people(&world);
    world.workspace_mut("acme").unwrap().projects.all[0].default_reviewers = Vec::new();
    assert!(world.forbidding(alice, id, "main", merge(&[bob])).is_some());
    world.repository_mut(id).access.default_reviewers.push(bob);
    assert!(world.forbidding(alice, id, "main", merge(&[bob])).is_none());
}

#[test]
fn what_speaks_against_a_merge_is_in_its_way() {
    let table = [
        (NO_CHANGES_REQUESTED, Standing { change_requests: 1, ..Standing::default() }),
        (TASKS, Standing { open_tasks: 1, ..Standing::default() }),
        (COMMENTS, Standing { open_threads: 1, ..Standing::default() }),
    ];
    for (kind, standing) in table {
        let (world, id) = with(kind, "main", None, Exceptions::default());
        let [alice, _] = people(&world);
        assert!(world.forbidding(alice, id, "main", Attempt::Merge(standing)).is_some(), "{kind}");
        assert!(world.forbidding(alice, id, "main", merge(&[])).is_none(), "{kind}");
    }
    let (world, id) = with(PASSING_BUILDS, "main", Some(2), Exceptions::default());
    let [alice, _] = people(&world);
    let built = |passing_builds| Attempt::Merge(Standing { passing_builds, ..Standing::default() });
    assert!(world.forbidding(alice, id, "main", built(1)).is_some());
    assert!(world.forbidding(alice, id, "main", built(2)).is_none());
}

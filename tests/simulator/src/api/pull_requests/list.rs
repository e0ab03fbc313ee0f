//! Lists of pull requests: a repository's, and somebody's.

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional},
    },
    render,
};
use crate::world::{PullRequest, PullRequestState, RepositoryId, World};

/// Names that lists can be filtered and sorted by.
const NAMES: &[&str] = &[
    "id",
    "title",
    "description",
    "state",
    "draft",
    "author.uuid",
    "author.nickname",
    "reviewers.uuid",
    "reviewers.nickname",
    "source.branch.name",
    "destination.branch.name",
    "created_on",
    "updated_on",
];

/// Pull requests come at most fifty to a page.
pub(super) const PULL_REQUESTS: Listing = Listing::Pages { largest: 50, filters: NAMES, sorts: NAMES };

pub(super) const STATE: Property =
    optional("state", Shape::OneOf(&["OPEN", "MERGED", "DECLINED", "SUPERSEDED"]));

pub(super) fn of_repository(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    Ok(collection(world, call, &[id], |_| true))
}

/// What somebody opened anywhere in a workspace.
pub(super) fn of_somebody(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let slug = access::workspace(world, call)?.slug.clone();
    let wanted = call.param("selected_user");
    let author = world.user_identified(wanted);
    let author = author.ok_or_else(|| Refusal::not_found(format!("{wanted} is not a valid user")))?;
    let ids = world.repositories_where(|repository| repository.workspace == slug);
    Ok(collection(world, call, &ids, |pull_request| pull_request.author == author))
}

/// Open ones, unless `state` or `q` say otherwise; with `q`, `state` counts for nothing (facts, trap 14).
fn collection(
    world: &mut World,
    call: &Call<'_>,
    ids: &[RepositoryId],
    belongs: impl Fn(&PullRequest) -> bool,
) -> Reply {
    let states: Vec<&str> = call.query.all("state").collect();
    let wanted = |state: PullRequestState| match (call.query.first("q"), states.as_slice()) {
        (Some(_), _) => true,
        (None, []) => state == PullRequestState::Open,
        (None, states) => states.contains(&state.name()),
    };
    let mut items = Vec::new();
    for &id in ids {
        world.follow_branches(id);
        let repository = world.repository(id);
        let newest_first = repository.pull_requests.iter().rev();
        let shown = newest_first.filter(|pull_request| wanted(pull_request.state) && belongs(pull_request));
        items.extend(shown.map(|pull_request| render::full(world, repository, pull_request, call.links)));
    }
    Reply::Collection(Collection { hidden: &["reviewers", "participants"], ..Collection::of(items) })
}

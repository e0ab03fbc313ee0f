//! `/milestones`, `/versions` and `/components`: they are read only.

use super::{
    super::{
        operation::{Call, Collection, Reply},
        refusal::Refusal,
    },
    render, tracker,
};
use crate::world::{Label, Tracker, World};

pub(super) const MILESTONES: &str = "/repositories/{workspace}/{repo_slug}/milestones";
pub(super) const MILESTONE: &str = "/repositories/{workspace}/{repo_slug}/milestones/{milestone_id}";
pub(super) const VERSIONS: &str = "/repositories/{workspace}/{repo_slug}/versions";
pub(super) const VERSION: &str = "/repositories/{workspace}/{repo_slug}/versions/{version_id}";
pub(super) const COMPONENTS: &str = "/repositories/{workspace}/{repo_slug}/components";
pub(super) const COMPONENT: &str = "/repositories/{workspace}/{repo_slug}/components/{component_id}";

/// One of the kinds of labels that a tracker has, by the name of one of them.
type Kind = (&'static str, fn(&Tracker) -> &[Label]);

const OF_MILESTONES: Kind = ("milestone", |tracker| &tracker.milestones);
const OF_VERSIONS: Kind = ("version", |tracker| &tracker.versions);
const OF_COMPONENTS: Kind = ("component", |tracker| &tracker.components);

pub(super) fn milestones(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    list(world, call, OF_MILESTONES)
}

pub(super) fn milestone(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    get(world, call, OF_MILESTONES)
}

pub(super) fn versions(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    list(world, call, OF_VERSIONS)
}

pub(super) fn version(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    get(world, call, OF_VERSIONS)
}

pub(super) fn components(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    list(world, call, OF_COMPONENTS)
}

pub(super) fn component(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    get(world, call, OF_COMPONENTS)
}

fn list(world: &World, call: &Call<'_>, (kind, labels): Kind) -> Result<Reply, Refusal> {
    let repository = world.repository(tracker(world, call)?);
    let items = labels(&repository.tracker).iter();
    let items = items.map(|label| render::label(repository, kind, label, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &World, call: &Call<'_>, (kind, labels): Kind) -> Result<Reply, Refusal> {
    let repository = world.repository(tracker(world, call)?);
    let wanted = call.param(&format!("{kind}_id"));
    let found = labels(&repository.tracker).iter().find(|label| label.id.to_string() == wanted);
    let found = found.ok_or_else(|| Refusal::not_found(format!("No {kind} {wanted}")))?;
    Ok(Reply::found(render::label(repository, kind, found, call.links)))
}

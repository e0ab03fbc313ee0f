//! The list of runs and its filters. There is no `q`, and the oldest comes first (facts, trap 18).

use jiff::Timestamp;

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
use crate::{
    clock::stamp,
    world::{Cause, Outcome, Phase, Pipeline, World},
};

pub(super) const PAGES: Listing = Listing::Pages {
    largest: 100,
    filters: &[],
    sorts: &["creator.uuid", "created_on", "run_creation_date"],
};

const STATUSES: Shape = Shape::OneOf(&[
    "PARSING", "PENDING", "PAUSED", "HALTED", "BUILDING", "ERROR", "PASSED", "FAILED", "STOPPED", "UNKNOWN",
]);

pub(super) const FILTERS: &[Property] = &[
    optional("creator.uuid", Shape::Text),
    optional("target.ref_type", Shape::OneOf(&["BRANCH", "TAG", "ANNOTATED_TAG"])),
    optional("target.ref_name", Shape::Text),
    optional("target.branch", Shape::Text),
    optional("target.commit.hash", Shape::Text),
    optional("target.selector.pattern", Shape::Text),
    optional("target.selector.type", Shape::OneOf(&["BRANCH", "TAG", "CUSTOM", "PULLREQUESTS", "DEFAULT"])),
    optional("created_on", Shape::Text),
    optional("trigger_type", Shape::OneOf(&["PUSH", "MANUAL", "SCHEDULED", "PARENT_STEP"])),
    optional("status", STATUSES),
];

/// Starts what is due, looks at every run, and shows those that every filter lets through.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository_mut(id);
    repository.catch_up(call.now);
    repository.pipelines.iter_mut().for_each(Pipeline::look);
    let moment = moment(call)?;
    let repository = world.repository(id);
    let shown = repository.pipelines.iter().filter(|run| {
        let creator = call.query.first("creator.uuid");
        creator.is_none_or(|uuid| world.user(run.creator).uuid.is_written(uuid))
            && moment.as_ref().is_none_or(|moment| stamp(run.created_on) == *moment)
            && TEXTS.iter().all(|(name, of)| call.query.first(name).is_none_or(|text| of(run) == Some(text)))
    });
    let items = shown.map(|run| render::pipeline(world, repository, run, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// Reads a text of a run.
type Reading = fn(&Pipeline) -> Option<&str>;

/// The filters that compare texts, and what of a run they compare with.
const TEXTS: &[(&str, Reading)] = &[
    ("target.ref_type", |run| reference(run).map(|(kind, _)| if kind == "tag" { "TAG" } else { "BRANCH" })),
    ("target.ref_name", |run| reference(run).map(|(_, name)| name)),
    ("target.branch", |run| reference(run).filter(|(kind, _)| *kind == "branch").map(|(_, name)| name)),
    ("target.commit.hash", |run| Some(run.target.commit.as_str())),
    ("target.selector.pattern", |run| run.target.selector.as_ref()?.1.as_deref()),
    ("target.selector.type", |run| Some(selector_type(run))),
    ("trigger_type", |run| Some(if run.cause == Cause::Schedule { "SCHEDULED" } else { "MANUAL" })),
    ("status", |run| Some(status(run))),
];

fn reference(run: &Pipeline) -> Option<(&str, &str)> {
    run.target.reference.as_ref().map(|(kind, name)| (kind.as_str(), name.as_str()))
}

fn selector_type(run: &Pipeline) -> &'static str {
    match run.target.selector.as_ref().map(|(kind, _)| kind.as_str()) {
        Some("custom") => "CUSTOM",
        Some("branches") => "BRANCH",
        Some("tags") => "TAG",
        _ => "DEFAULT",
    }
}

fn status(run: &Pipeline) -> &'static str {
    match run.phase() {
        Phase::Pending => "PENDING",
        Phase::InProgress => "BUILDING",
        Phase::Completed(Outcome::Successful) => "PASSED",
        Phase::Completed(Outcome::Failed) => "FAILED",
        Phase::Completed(Outcome::Stopped | Outcome::NotRun) => "STOPPED",
    }
}

/// The moment that is asked for, as runs are stamped.
fn moment(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    let Some(text) = call.query.first("created_on") else { return Ok(None) };
    match text.parse::<Timestamp>() {
        Ok(moment) => Ok(Some(stamp(moment))),
        Err(_) => Err(Refusal::field("created_on", "is not a date and time")),
    }
}

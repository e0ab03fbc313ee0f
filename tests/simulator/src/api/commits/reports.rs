//! Reports on a commit (Code Insights), and their [`annotations`]. They are written under a read scope.

mod annotations;

use serde_json::{Map, Value, json};

use super::{
    super::{
        operation::{Call, Operation, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional, required},
    },
    PLAIN, READ, find, locate,
};
use crate::{
    clock::stamp,
    world::{Report, Uuid, World},
};

const REPORT: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{report_id}";
const ANNOTATIONS: &str =
    "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{report_id}/annotations";

/// Figures that a report shows at most.
const MOST_FIGURES: usize = 10;

const FIGURE: Shape = Shape::Object(&[
    required("title", Shape::Text),
    optional("type", Shape::OneOf(&["BOOLEAN", "DATE", "DURATION", "LINK", "NUMBER", "PERCENTAGE", "TEXT"])),
    required("value", Shape::Anything),
]);

const CONTENT: &[Property] = &[
    required("type", Shape::OneOf(&["report"])),
    optional("external_id", Shape::Text),
    required("title", Shape::Text),
    required("details", Shape::Text),
    optional("reporter", Shape::Text),
    optional("link", Shape::Text),
    optional("remote_link_enabled", Shape::Boolean),
    optional("logo_url", Shape::Text),
    optional("report_type", Shape::OneOf(&["SECURITY", "COVERAGE", "TEST", "BUG"])),
    optional("result", Shape::OneOf(&["PASSED", "FAILED", "PENDING"])),
    optional("data", Shape::ListOf(&FIGURE)),
];

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/commit/{commit}/reports", READ, list).listed(PLAIN),
    Operation::get(REPORT, READ, get),
    Operation::put(REPORT, READ, CONTENT, put),
    Operation::delete(REPORT, READ, delete),
    Operation::get(ANNOTATIONS, READ, annotations::list).listed(PLAIN),
    Operation::post(ANNOTATIONS, READ, &[], annotations::create).with_list(&annotations::CONTENT),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(find(world, call)?.collection(|record| &record.reports, render))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::found(render(of_path(world, call)?)))
}

/// Makes the report, or replaces what it says; its annotations stay.
fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let identifier = call.param("report_id");
    let content = content(call)?;
    let uuid = Uuid::named(&format!("report {} {hash} {identifier}", world.repository(id).uuid));
    let record = world.repository_mut(id).record_mut(&hash);
    match record.report_mut(identifier) {
        Some(report) => {
            report.content = content;
            report.updated_on = call.now;
        }
        None => record.reports.push(Report {
            uuid,
            external_id: identifier.to_owned(),
            content,
            annotations: Vec::new(),
            created_on: call.now,
            updated_on: call.now,
        }),
    }
    Ok(Reply::found(render(of_path(world, call)?)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let identifier = call.param("report_id");
    let reports = &mut world.repository_mut(id).record_mut(&hash).reports;
    let place = reports.iter().position(|report| report.is_called(identifier));
    reports.remove(place.ok_or_else(|| no_report(identifier))?);
    Ok(Reply::nothing())
}

/// The report that the path names.
fn of_path<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Report, Refusal> {
    let identifier = call.param("report_id");
    let mut reports = find(world, call)?.record.into_iter().flat_map(|record| &record.reports);
    reports.find(|report| report.is_called(identifier)).ok_or_else(|| no_report(identifier))
}

fn no_report(identifier: &str) -> Refusal {
    Refusal::not_found(format!("Report {identifier:?} not found"))
}

/// What the maker says, checked as far as shapes cannot say it.
fn content(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let identifier = call.param("report_id");
    if call.text("/external_id").is_some_and(|id| id != identifier) {
        return Err(Refusal::field("external_id", "is not that of the path"));
    }
    if let Some(empty) = ["title", "details"].into_iter().find(|name| call.body[*name] == "") {
        return Err(Refusal::field(empty, "must not be empty"));
    }
    let figures = call.list("/data");
    if figures.len() > MOST_FIGURES {
        return Err(Refusal::field("data", &format!("at most {MOST_FIGURES}")));
    }
    if let Some(place) = figures.iter().position(|figure| !fits(&figure["type"], &figure["value"])) {
        return Err(Refusal::field(&format!("data.{place}.value"), "is not of its type"));
    }
    Ok(said(call.body, &["type", "external_id"]))
}

/// Whether a figure's value is one of its type; without a type, it is a number, a text or a boolean.
fn fits(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("BOOLEAN") => value.is_boolean(),
        Some("TEXT") => value.is_string(),
        Some("LINK") => value["text"].is_string() && value["href"].is_string(),
        Some(_) => value.is_number(),
        None => value.is_boolean() || value.is_string() || value.is_number(),
    }
}

/// The members of an object, but these.
fn said(object: &Value, but: &[&str]) -> Map<String, Value> {
    let members = object.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| !but.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn render(report: &Report) -> Value {
    let mut value = Value::Object(report.content.clone());
    value["type"] = json!("report");
    value["uuid"] = json!(report.uuid.to_string());
    value["external_id"] = json!(report.external_id);
    value["created_on"] = json!(stamp(report.created_on));
    value["updated_on"] = json!(stamp(report.updated_on));
    value
}

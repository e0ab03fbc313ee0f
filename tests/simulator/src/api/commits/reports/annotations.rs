//! Single findings of a report.

use serde_json::{Value, json};

use super::{
    super::super::{
        operation::{Call, Collection, Reply},
        refusal::Refusal,
        strict::{Shape, optional, required},
    },
    locate, no_report, of_path, said,
};
use crate::{
    clock::stamp,
    world::{Annotation, Report, Uuid, World},
};

/// Findings that one request brings at most.
const MOST_AT_ONCE: usize = 100;

/// Findings that a report has at most.
const MOST: usize = 1000;

pub(super) const CONTENT: Shape = Shape::Object(&[
    optional("type", Shape::OneOf(&["report_annotation"])),
    required("external_id", Shape::Text),
    required("annotation_type", Shape::OneOf(&["VULNERABILITY", "CODE_SMELL", "BUG"])),
    required("summary", Shape::Text),
    optional("details", Shape::Text),
    optional("path", Shape::Text),
    optional("line", Shape::Integer),
    optional("result", Shape::OneOf(&["PASSED", "FAILED", "SKIPPED", "IGNORED"])),
    optional("severity", Shape::OneOf(&["CRITICAL", "HIGH", "MEDIUM", "LOW"])),
    optional("link", Shape::Text),
]);

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let items = of_path(world, call)?.annotations.iter().map(render);
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// Adds findings; one whose id the report knows takes the place of the older one.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, hash) = locate(world, call)?;
    let identifier = call.param("report_id");
    let new = call.list("");
    if new.is_empty() || new.len() > MOST_AT_ONCE {
        return Err(Refusal::bad_request(format!("Send 1 to {MOST_AT_ONCE} annotations at once.")));
    }
    if let Some(place) = new.iter().position(|annotation| annotation["summary"] == "") {
        return Err(Refusal::field(&format!("{place}.summary"), "must not be empty"));
    }
    let record = world.repository_mut(id).record_mut(&hash);
    let report = record.report_mut(identifier).ok_or_else(|| no_report(identifier))?;
    let mut annotations = report.annotations.clone();
    let made: Vec<Annotation> = new.iter().map(|content| annotation(report, content, call)).collect();
    for one in &made {
        match annotations.iter_mut().find(|known| known.external_id == one.external_id) {
            Some(known) => *known = Annotation { created_on: known.created_on, ..one.clone() },
            None => annotations.push(one.clone()),
        }
    }
    if annotations.len() > MOST {
        return Err(Refusal::bad_request(format!("A report has at most {MOST} annotations.")));
    }
    report.annotations = annotations;
    Ok(Reply::found(made.iter().map(render).collect()))
}

fn annotation(report: &Report, content: &Value, call: &Call<'_>) -> Annotation {
    let external_id = content["external_id"].as_str().unwrap_or_default().to_owned();
    Annotation {
        uuid: Uuid::named(&format!("annotation {} {external_id}", report.uuid)),
        external_id,
        content: said(content, &["type", "external_id"]),
        created_on: call.now,
        updated_on: call.now,
    }
}

fn render(annotation: &Annotation) -> Value {
    let mut value = Value::Object(annotation.content.clone());
    value["type"] = json!("report_annotation");
    value["uuid"] = json!(annotation.uuid.to_string());
    value["external_id"] = json!(annotation.external_id);
    value["created_on"] = json!(stamp(annotation.created_on));
    value["updated_on"] = json!(stamp(annotation.updated_on));
    value
}

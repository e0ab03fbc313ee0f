//! Connectors and what they ask for, for people.

use serde_json::Value;

use crate::table::{Card, Table, list, moment, text};

/// Characters of a digest that tell it from others.
const SHORT: usize = 12;

/// A page of connectors.
pub(super) fn table(reply: &Value) -> String {
    let head = ["NAME", "VERSION", "STATE", "SOURCE", "PROVIDER", "TOOLS", "WASI", "DIGEST", "NOTE"];
    let mut table = Table::new(head);
    for connector in list(reply, "/connectors") {
        table.row([
            text(connector, "/name"),
            text(connector, "/version"),
            state(connector),
            text(connector, "/source"),
            text(connector, "/provider"),
            text(connector, "/tools"),
            wasi(connector),
            short(connector, "/digest"),
            note(connector),
        ]);
    }
    let shown = table.or("no connector is loaded");
    match reply.pointer("/next_cursor").and_then(Value::as_str) {
        Some(cursor) => format!("{shown}\n\nmore with --cursor {cursor}"),
        None => shown,
    }
}

/// One connector, with what it asks for and what waits.
pub(super) fn whole(connector: &Value) -> String {
    let runs = connector.get("manifest").map(|manifest| format!("\n\n{}", manifest_table(manifest)));
    let waits = connector.get("pending").map(|pending| {
        let (version, digest) = (text(pending, "/version"), text(pending, "/digest"));
        let diff = diff(&pending["diff"]);
        let name = text(connector, "/name");
        format!(
            "\n\nVersion {version} waits for an approval, added {} by {}: {digest}\n\n{diff}\n\napprove it with `innkeeper connectors approve {name}`",
            moment(pending, "/added_at"),
            text(pending, "/added_by"),
        )
    });
    format!("{}{}{}", card(connector), runs.unwrap_or_default(), waits.unwrap_or_default())
}

/// What became of a component that was added or approved.
pub(super) fn added(connector: &Value) -> String {
    match connector.get("pending") {
        Some(_) => whole(connector),
        None => card(connector),
    }
}

/// A component that was looked at without a host.
pub(super) fn checked(report: &Value) -> String {
    let card = Card::new()
        .part("name", report, "/name")
        .part("title", report, "/title")
        .part("version", report, "/version")
        .part("digest", report, "/digest")
        .part("provider", report, "/manifest/provider")
        .part("imports", report, "/manifest/imports")
        .finish();
    let faults: String =
        list(report, "/faults").iter().map(|fault| format!("\nwrong: {}", text(fault, ""))).collect();
    let faults = if faults.is_empty() { faults } else { format!("\n{faults}") };
    format!("{card}\n\n{}{faults}", manifest_table(&report["manifest"]))
}

/// What is asked for beyond what was approved.
pub(super) fn diff(diff: &Value) -> String {
    let mut table = Table::new(["TOOL", "ASKS FOR", "WHICH"]);
    for more in list(diff, "/more") {
        table.row([text(more, "/tool"), text(more, "/what"), text(more, "/item")]);
    }
    let shown = table.or("It asks for no more than was approved.");
    match list(diff, "/gone") {
        [] => shown,
        _ => format!("{shown}\n\nno longer there: {}", text(diff, "/gone")),
    }
}

fn card(connector: &Value) -> String {
    Card::new()
        .part("name", connector, "/name")
        .part("title", connector, "/title")
        .part("version", connector, "/version")
        .line("state", state(connector))
        .part("reason", connector, "/reason")
        .part("source", connector, "/source")
        .part("provider", connector, "/provider")
        .part("tools", connector, "/tools")
        .part("imports", connector, "/imports")
        .line("WASI", wasi(connector))
        .part("digest", connector, "/digest")
        .line("added", when_and_who(connector, "/added_at", "/added_by"))
        .line("approved", when_and_who(connector, "/approved_at", "/approved_by"))
        .finish()
}

fn manifest_table(manifest: &Value) -> String {
    let mut table = Table::new(["TOOL", "EFFECT", "SCOPES", "REQUESTS"]);
    for tool in list(manifest, "/tools") {
        let requests: Vec<String> = list(tool, "/endpoints").iter().map(request).collect();
        table.row([text(tool, "/name"), text(tool, "/effect"), text(tool, "/scopes"), requests.join("\n")]);
    }
    table.or("It has no tools.")
}

/// A request, and what goes beyond its path.
fn request(endpoint: &Value) -> String {
    let mut said = format!("{} {}", text(endpoint, "/method"), text(endpoint, "/template"));
    if endpoint.pointer("/redirects/away") == Some(&Value::Bool(true)) {
        said.push_str(", leads to another host");
    }
    for property in list(endpoint, "/callbacks") {
        said.push_str(&format!(", makes the provider call `{}`", text(property, "")));
    }
    said
}

fn state(connector: &Value) -> String {
    text(connector, "/state").replace('_', " ")
}

fn wasi(connector: &Value) -> String {
    match text(connector, "/wasi").as_str() {
        "not_asked" => "-".to_owned(),
        other => other.replace('_', " "),
    }
}

fn note(connector: &Value) -> String {
    let refused = connector.get("reason").map(|reason| text(reason, ""));
    let waits = || {
        let version = connector.pointer("/pending/version").map(|version| text(version, ""));
        version.filter(|_| text(connector, "/state") == "loaded").map(|it| format!("version {it} waits"))
    };
    refused.or_else(waits).unwrap_or_default()
}

fn short(value: &Value, pointer: &str) -> String {
    text(value, pointer).chars().take(SHORT).collect()
}

fn when_and_who(connector: &Value, when: &str, who: &str) -> String {
    match connector.pointer(when) {
        Some(_) => format!("{} by {}", moment(connector, when), text(connector, who)),
        None => String::new(),
    }
}

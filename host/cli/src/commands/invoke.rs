//! `innkeeper invoke`: one call of one tool.

use std::io::Read;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::api::Request;
use crate::arguments::Globals;
use crate::output::{Output, harmless, pretty, remark};
use crate::table::text;

/// What to call, for whom, with what.
#[derive(Args)]
pub(crate) struct InvokeArguments {
    /// The tool's name; `innkeeper tools list` shows them
    tool: String,
    /// The user on whose behalf, by your application's name for it
    #[arg(long)]
    identifier: Option<String>,
    /// The connection, where the user has accounts in several
    #[arg(long)]
    connection: Option<String>,
    /// The account, in place of the identifier
    #[arg(long, value_name = "ID")]
    account_id: Option<String>,
    /// The tool's input: a JSON object, `@FILE`, or `-` for standard input
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// Cut the answer to this many bytes
    #[arg(long, value_name = "N")]
    max_bytes: Option<u64>,
    /// Why, for the audit
    #[arg(long)]
    reason: Option<String>,
    /// Of several calls with this key, only the first writes; its outcome is told again for a day
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Show the request that would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(arguments: InvokeArguments, globals: &Globals) -> anyhow::Result<()> {
    let request = arguments.request()?;
    let reply = globals.api().await?.call(request).await?;
    let output = globals.output();
    if output == Output::Human {
        remark(&summary(&reply.value()?));
    }
    output.reply(&reply, |reply| data(&reply["data"]))
}

impl InvokeArguments {
    fn request(self) -> anyhow::Result<Request> {
        let optional = [
            ("identifier", self.identifier.map(Value::from)),
            ("connection", self.connection.map(Value::from)),
            ("account_id", self.account_id.map(Value::from)),
            ("max_bytes", self.max_bytes.map(Value::from)),
            ("reason", self.reason.map(Value::from)),
            ("idempotency_key", self.idempotency_key.map(Value::from)),
            ("dry_run", self.dry_run.then_some(Value::Bool(true))),
        ];
        let given = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let mut body: Map<String, Value> = given.collect();
        body.insert("tool".to_owned(), json!(self.tool));
        body.insert("input".to_owned(), read_input(&self.input)?);
        Ok(Request::post(&["v1", "invoke"]).body(Value::Object(body)))
    }
}

fn read_input(argument: &str) -> anyhow::Result<Value> {
    let (place, text) = match argument.strip_prefix('@') {
        Some(path) => {
            (path, std::fs::read_to_string(path).with_context(|| format!("the input {path} cannot be read"))?)
        }
        None if argument == "-" => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .context("the input cannot be read from standard input")?;
            ("standard input", text)
        }
        None => ("--input", argument.to_owned()),
    };
    let input: Value =
        serde_json::from_str(&text).with_context(|| format!("the input of {place} is not JSON"))?;
    if !input.is_object() {
        bail!("the input of {place} is not a JSON object, such as {{\"workspace\": \"acme\"}}");
    }
    Ok(input)
}

/// On whose behalf the call was, and what it took.
fn summary(reply: &Value) -> String {
    let mut lines = vec![format!(
        "{} for {} (provider user {}) in {} ms: {} µs in the connector, {:.1} ms at the provider",
        text(reply, "/tool"),
        text(reply, "/account/identifier"),
        text(reply, "/account/provider_account/username"),
        text(reply, "/meta/duration_ms"),
        text(reply, "/meta/guest_us"),
        reply.pointer("/meta/upstream_ms").and_then(Value::as_f64).unwrap_or_default(),
    )];
    if let Some(warning) = reply.pointer("/meta/warning").and_then(Value::as_str) {
        lines.push(format!("warning: {warning}"));
    }
    if reply["truncated"] == json!(true) {
        lines.push(match reply.get("next") {
            Some(next) => format!("the answer was cut; read on with --input '{next}'"),
            None => "the answer was cut".to_owned(),
        });
    }
    harmless(&lines.join("\n"))
}

/// The answer: text as text, everything else as JSON.
fn data(data: &Value) -> String {
    match (data.get("content"), data.get("content_type"), data.get("encoding")) {
        (Some(Value::String(content)), Some(_), None) => harmless(content.trim_end_matches('\n')),
        _ => pretty(data),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{data, read_input};

    #[test]
    fn an_input_is_an_object() {
        assert_eq!(read_input("{\"a\":1}").unwrap(), json!({ "a": 1 }));
        assert!(read_input("[1]").unwrap_err().to_string().contains("not a JSON object"));
        assert!(read_input("{").unwrap_err().to_string().contains("not JSON"));
        assert!(read_input("@/no/such/file").unwrap_err().to_string().contains("/no/such/file"));
    }

    #[test]
    fn text_is_shown_as_text() {
        assert_eq!(data(&json!({ "content": "a\nb\n", "content_type": "text/plain" })), "a\nb");
        let binary = json!({ "content": "AA==", "content_type": "image/png", "encoding": "base64" });
        assert!(data(&binary).contains("base64"));
    }
}

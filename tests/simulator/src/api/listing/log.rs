//! Logs: newest first, with no numbered pages and no count. `next` holds an opaque `ctx`.

use data_encoding::BASE64URL;
use serde_json::{Map, Value, json};

use super::{super::refusal::Refusal, Query, length};

/// The page that the query asks for. What happens between two pages moves neither: a place is counted from the oldest.
/// A `page` is taken and ignored.
pub(super) fn page(
    items: Vec<Value>,
    query: &Query,
    largest: usize,
    address: &str,
) -> Result<Map<String, Value>, Refusal> {
    let length = length(query, largest)?;
    let older = match query.first("ctx") {
        Some(ctx) => read(ctx).filter(|older| *older <= items.len()),
        None => Some(items.len()),
    };
    let older = older.ok_or_else(|| Refusal::field("ctx", "Invalid ctx"))?;
    let newer = items.len() - older;
    let values: Vec<Value> = items.into_iter().skip(newer).take(length).collect();
    let mut envelope =
        Map::from_iter([("values".to_owned(), Value::Array(values)), ("pagelen".to_owned(), json!(length))]);
    if older > length {
        let next = format!("{address}?{}", query.with("ctx", &write(older - length)));
        envelope.insert("next".to_owned(), Value::String(next));
    }
    Ok(envelope)
}

/// A place, as nobody should read it.
fn write(older: usize) -> String {
    BASE64URL.encode(format!("older {older}").as_bytes())
}

fn read(ctx: &str) -> Option<usize> {
    let text = String::from_utf8(BASE64URL.decode(ctx.as_bytes()).ok()?).ok()?;
    text.strip_prefix("older ")?.parse().ok()
}

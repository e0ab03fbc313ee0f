//! Collections: `q`, `sort`, `page` and `pagelen`, and the envelope around a page.

mod log;

use serde_json::{Map, Value, json};

use super::{filter::Filter, operation::Collection, query::Query, refusal::Refusal, sort::Order};

/// Items on a page when nothing else is asked for.
const DEFAULT_LENGTH: usize = 10;

/// Whether an operation answers with a collection, and how it may be asked for.
#[derive(Clone, Copy)]
pub(crate) enum Listing {
    /// No collection.
    Single,
    /// A collection.
    Pages {
        /// The largest `pagelen`.
        largest: usize,
        /// Names that `q` may use; `q` is unknown without any.
        filters: &'static [&'static str],
        /// Names that `sort` may use; `sort` is unknown without any.
        sorts: &'static [&'static str],
    },
    /// A collection whose `pagelen` is taken and ignored, as that of pipeline steps is.
    FixedPages,
    /// A log: it has no numbered pages, and its `next` says in its own way where to go on.
    Log {
        /// The largest `pagelen`.
        largest: usize,
    },
}

impl Listing {
    /// Whether the query may hold this name.
    pub(crate) fn takes(self, name: &str) -> bool {
        match self {
            Self::Single => false,
            Self::FixedPages => matches!(name, "page" | "pagelen"),
            Self::Log { .. } => matches!(name, "page" | "pagelen" | "ctx"),
            Self::Pages { filters, sorts, .. } => match name {
                "page" | "pagelen" => true,
                "q" => !filters.is_empty(),
                "sort" => !sorts.is_empty(),
                _ => false,
            },
        }
    }

    /// The page that the query asks for, in its envelope. `address` is the collection's URL without a query.
    pub(crate) fn page(
        self,
        collection: Collection,
        query: &Query,
        address: &str,
    ) -> Result<Map<String, Value>, Refusal> {
        if let Self::Log { largest } = self {
            return log::page(collection.items, query, largest, address);
        }
        let Window { page, length } = self.window(query)?;
        let mut items = collection.items;
        if let Self::Pages { filters, sorts, .. } = self {
            select(&mut items, query, filters)?;
            arrange(&mut items, query, sorts)?;
        }
        let size = items.len();
        let start = page.saturating_sub(1).saturating_mul(length);
        let values: Vec<Value> = items.into_iter().skip(start).take(length).collect();
        let mut envelope = Map::from_iter([
            ("values".to_owned(), Value::Array(values)),
            ("pagelen".to_owned(), json!(length)),
            ("size".to_owned(), json!(size)),
            ("page".to_owned(), json!(page)),
        ]);
        if start.saturating_add(length) < size {
            let next = format!("{address}?{}", query.with("page", &(page + 1).to_string()));
            envelope.insert("next".to_owned(), Value::String(next));
        }
        envelope.extend(collection.extra);
        Ok(envelope)
    }

    fn window(self, query: &Query) -> Result<Window, Refusal> {
        let page = whole_number(query, "page")?.unwrap_or(1);
        let length = match self {
            Self::Pages { largest, .. } | Self::Log { largest } => length(query, largest)?,
            Self::Single | Self::FixedPages => DEFAULT_LENGTH,
        };
        Ok(Window { page, length })
    }
}

/// Which part of a collection is asked for; pages count from one.
struct Window {
    page: usize,
    length: usize,
}

fn length(query: &Query, largest: usize) -> Result<usize, Refusal> {
    let length = whole_number(query, "pagelen")?.unwrap_or(DEFAULT_LENGTH);
    if length > largest {
        return Err(Refusal::field("pagelen", &format!("Invalid pagelen: at most {largest}")));
    }
    Ok(length)
}

fn whole_number(query: &Query, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = query.first(name) else { return Ok(None) };
    match text.parse::<usize>() {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(Refusal::field(name, &format!("Invalid {name}"))),
    }
}

fn select(items: &mut Vec<Value>, query: &Query, known: &[&str]) -> Result<(), Refusal> {
    if let Some(text) = query.first("q") {
        let filter =
            Filter::parse(text, known).map_err(|problem| Refusal::field("q", &problem.to_string()))?;
        items.retain(|item| filter.matches(item));
    }
    Ok(())
}

fn arrange(items: &mut [Value], query: &Query, known: &[&str]) -> Result<(), Refusal> {
    if let Some(text) = query.first("sort") {
        let order = Order::parse(text, known).map_err(|name| {
            Refusal::field("sort", &format!("cannot sort by {name:?}; known: {}", known.join(", ")))
        })?;
        order.arrange(items);
    }
    Ok(())
}

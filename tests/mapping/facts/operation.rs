//! One operation of the provider.

use std::collections::BTreeMap;

use super::table::{Row, Table};
use super::{Bodies, Kind, ToolFacts};

/// What every answer can be cut to, and every page be asked for. Bitbucket documents them once for all its operations,
/// and the Swagger document repeats them for few.
const EVERYWHERE: [(&str, &str); 3] = [("fields", "string"), ("page", "integer"), ("pagelen", "integer")];

/// How a list is narrowed and ordered.
const FILTERS: [&str; 2] = ["q", "sort"];

/// The parameter that spans segments, as the path of a file does.
const REST: &str = "{path}";

/// What an operation takes.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    /// What is between the path's slashes.
    segments: Vec<String>,
    pub(crate) query: BTreeMap<String, Kind>,
    pub(crate) body: BodyKind,
    /// Properties of a JSON body by dotted path; of an array's, those of its elements.
    pub(crate) properties: BTreeMap<String, Kind>,
    /// Fields of a form or of a multipart body; `*` is any.
    pub(crate) form: BTreeMap<String, Kind>,
    pub(crate) scopes: Vec<String>,
    pub(crate) is_deprecated: bool,
}

/// How a body is written, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    None,
    Object,
    Array,
}

impl Operation {
    pub(super) fn of(row: &Row<'_>, bodies: &Bodies) -> Self {
        let method = row.get("method").to_owned();
        let own = row.list("query").map(parameter);
        let everywhere = EVERYWHERE.into_iter().filter(|_| method == "GET");
        let query = everywhere.map(|(name, kind)| (name.to_owned(), Kind::parse(kind))).chain(own).collect();
        Self {
            query,
            method,
            path: row.get("path").to_owned(),
            segments: row.get("path").split('/').map(str::to_owned).collect(),
            body: match row.get("body").split(' ').next() {
                Some("json") => BodyKind::Object,
                Some("json-array") => BodyKind::Array,
                _ => BodyKind::None,
            },
            properties: bodies.get(row.get("schema")).cloned().unwrap_or_default(),
            form: BTreeMap::new(),
            scopes: row
                .get("scopes")
                .split(' ')
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
            is_deprecated: row.get("deprecated") == "deprecated",
        }
    }

    /// Adds what the Swagger document leaves out.
    pub(super) fn supplement(&mut self, table: &Table<'_>, bodies: &Bodies) {
        for row in table.rows().filter(|row| row.get("method") == self.method && row.get("path") == self.path)
        {
            let (name, kind) = (row.get("name").to_owned(), Kind::parse(row.get("type")));
            match (row.get("place"), row.get("type")) {
                ("query", _) => drop(self.query.insert(name, kind)),
                ("form", _) => drop(self.form.insert(name, kind)),
                (_, "schema") => self.properties.extend(bodies[&name].clone()),
                (_, _) => drop(self.properties.insert(name, kind)),
            }
            if row.get("place") == "body" {
                self.body = BodyKind::Object;
            }
        }
    }

    /// Adds `q` and `sort` where the tables of tools know of them: the Swagger document has them at few of the lists that
    /// Bitbucket's prose says take them.
    pub(super) fn learn_filters(&mut self, tools: &[ToolFacts]) {
        let own = tools.iter().filter(|tool| tool.method == self.method && tool.path == self.path);
        for name in own.flat_map(|tool| &tool.query).filter(|name| FILTERS.contains(&name.as_str())) {
            self.query.entry(name.clone()).or_insert_with(|| Kind::parse("string"));
        }
    }

    /// Whether an encoded path, cut at its slashes, is one of this operation's.
    pub(super) fn matches(&self, segments: &[&str]) -> bool {
        let fits = |(wanted, given): (&String, &&str)| {
            wanted == given || (wanted.starts_with('{') && !given.is_empty())
        };
        match self.segments.split_last() {
            Some((last, before)) if last == REST => {
                segments.len() >= self.segments.len() && before.iter().zip(segments).all(fits)
            }
            _ => segments.len() == self.segments.len() && self.segments.iter().zip(segments).all(fits),
        }
    }

    /// The encoded values of its parameters in a path that it matches.
    pub(crate) fn parameters<'a>(&'a self, encoded: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut found = Vec::new();
        let mut rest = encoded;
        for wanted in &self.segments {
            let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
            if let Some(name) = wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                found.push((name, if wanted == REST { rest } else { segment }));
            }
            rest = after;
        }
        found
    }

    pub(crate) fn literals(&self) -> usize {
        self.segments.iter().filter(|segment| !segment.starts_with('{')).count()
    }

    /// What is known of a place: `query.sort`, `body.source.branch.name`. Of an array's place, its elements.
    pub(crate) fn kind_at(&self, place: &str) -> Option<&Kind> {
        let (part, name) = place.split_once('.')?;
        match part {
            "query" => self.query.get(name),
            "form" => self.form.get(name).or_else(|| self.form.get("*")),
            "body" => self.properties.get(name),
            "body[]" if self.body == BodyKind::Array => self.properties.get(name),
            _ => None,
        }
    }
}

/// `name:type:required`. The name of none has a colon.
fn parameter(entry: &str) -> (String, Kind) {
    let (name, rest) = entry.split_once(':').expect("a type");
    let (kind, _) = rest.rsplit_once(':').expect("whether it is required");
    (name.to_owned(), Kind::parse(kind))
}

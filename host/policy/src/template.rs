//! Path templates: what a connector writes down instead of a path.

mod expand;
mod matching;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

pub use expand::{ParameterError, percent_encoded};
pub use matching::Matched;

/// The name of a last parameter that spans segments, as the path of a file does (Bitbucket facts, trap 8).
const REST: &str = "path";

/// A path below the API's base with named holes: `/repositories/{workspace}/{repo_slug}`.
///
/// Each segment is either literal or one parameter. A parameter stands for one segment, but for a last one called
/// `{path}`: that stands for all that follows, and may be empty, which leaves a trailing slash.
///
/// ```
/// use innkeeper_policy::PathTemplate;
///
/// let template = PathTemplate::parse("/repositories/{workspace}/{repo_slug}/refs/branches/{name}")?;
/// let path = template.expand(&[("workspace", "acme"), ("repo_slug", "shop"), ("name", "feature/cart")])?;
/// assert_eq!(path, "/repositories/acme/shop/refs/branches/feature%2Fcart");
///
/// let matched = template.matches(&path).expect("its own expansion");
/// assert_eq!(matched.get("name").as_deref(), Some("feature/cart"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
    /// `{path}` at the end.
    Rest,
}

impl PathTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] where it does not start with a slash, has an empty segment, a literal with other characters
    /// than the unreserved ones of RFC 3986 §2.3, a literal `.` or `..`, a segment that is only partly a parameter,
    /// a parameter that is not called `[a-z][a-zA-Z0-9_]*`, or two parameters of one name.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let below = text
            .strip_prefix('/')
            .ok_or_else(|| TemplateError::LeadingSlash { template: text.to_owned() })?;
        let mut segments =
            below.split('/').map(|segment| Segment::parse(text, segment)).collect::<Result<Vec<_>, _>>()?;
        refuse_repeated_names(text, &segments)?;
        if let Some(last) = segments.last_mut().filter(|last| last.parameter() == Some(REST)) {
            *last = Segment::Rest;
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is made of.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The names of its parameters, in the order of the path.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::parameter)
    }

    /// Whether it has a parameter of this name.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters().any(|parameter| parameter == name)
    }
}

impl Segment {
    fn parse(template: &str, segment: &str) -> Result<Self, TemplateError> {
        let owned = str::to_owned;
        if segment.is_empty() {
            return Err(TemplateError::EmptySegment { template: owned(template) });
        }
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if is_name(name) => Ok(Self::Parameter(owned(name))),
            Some(name) => Err(TemplateError::Name { template: owned(template), name: owned(name) }),
            None if is_literal(segment) => Ok(Self::Literal(owned(segment))),
            None => Err(TemplateError::Literal { template: owned(template), segment: owned(segment) }),
        }
    }

    fn parameter(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) => Some(name),
            Self::Rest => Some(REST),
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_literal(text: &str) -> bool {
    text.bytes().all(is_unreserved) && !climbs(text)
}

fn refuse_repeated_names(template: &str, segments: &[Segment]) -> Result<(), TemplateError> {
    let mut seen = BTreeSet::new();
    match segments.iter().filter_map(Segment::parameter).find(|name| !seen.insert(*name)) {
        None => Ok(()),
        Some(name) => {
            Err(TemplateError::RepeatedName { template: template.to_owned(), name: name.to_owned() })
        }
    }
}

/// The characters that mean the same encoded and not (RFC 3986 §2.3).
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Whether a decoded segment is `.` or `..`, or would hold one if a server took its encoded slashes for real ones.
/// Some proxies do, before they route.
fn climbs(decoded: &str) -> bool {
    decoded.split(['/', '\\']).any(|piece| matches!(piece, "." | ".."))
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for PathTemplate {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PathTemplate {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

impl Serialize for PathTemplate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A text is not a path template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is not a path.
    #[error("template {template:?} does not start with a slash; write it from the API's base on: /user")]
    LeadingSlash {
        /// The text.
        template: String,
    },
    /// Two slashes in a row, or one at the end.
    #[error("template {template:?} has an empty segment; remove the slash that is too many")]
    EmptySegment {
        /// The text.
        template: String,
    },
    /// A segment that is neither one parameter nor plain text.
    #[error(
        "segment {segment:?} of template {template:?} is neither literal nor a parameter; use letters, digits and -._~, or a {{name}} that fills the segment"
    )]
    Literal {
        /// The text.
        template: String,
        /// The segment.
        segment: String,
    },
    /// A parameter's name.
    #[error(
        "parameter name {name:?} of template {template:?} is not usable; start with a small letter, go on with letters, digits and _"
    )]
    Name {
        /// The text.
        template: String,
        /// The name.
        name: String,
    },
    /// Two parameters of one name.
    #[error("parameter {name:?} occurs twice in template {template:?}; give each its own name")]
    RepeatedName {
        /// The text.
        template: String,
        /// The name.
        name: String,
    },
}

//! From a path back to a template's parameters.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{PathTemplate, REST, Segment, climbs, is_unreserved};

/// Which characters a path may have outside of escapes.
#[derive(Clone, Copy)]
enum Spelling {
    /// What [`PathTemplate::expand`] writes.
    Ours,
    /// What a provider may write into a `Location`: also `:`, `@` and sub-delimiters (RFC 3986 §3.3). Not `;`, with
    /// which some servers start a parameter that they cut off, so that `..;` climbs.
    Providers,
}

impl Spelling {
    const fn allows(self, byte: u8) -> bool {
        match self {
            Self::Ours => is_unreserved(byte),
            Self::Providers => {
                is_unreserved(byte)
                    || matches!(
                        byte,
                        b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'='
                    )
            }
        }
    }

    fn accepts(self, raw: &str) -> bool {
        let mut bytes = raw.bytes();
        while let Some(byte) = bytes.next() {
            let fine = match byte {
                b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
                other => self.allows(other),
            };
            if !fine {
                return false;
            }
        }
        true
    }
}

fn is_hex(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_hexdigit())
}

/// The parameters of a path that matched a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched<'a> {
    values: Vec<(&'a str, Cow<'a, str>)>,
}

impl Matched<'_> {
    /// A parameter's value, decoded.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.values.iter().find(|(given, _)| *given == name)?;
        Some(Cow::Borrowed(value))
    }
}

impl PathTemplate {
    /// The parameters of `path`, if the template could have expanded to it. The path is encoded, below the API's base,
    /// and without a query.
    ///
    /// No match: an empty segment, one that decodes to `.` or `..` or holds NUL, an escape that is broken or not
    /// UTF-8, or a reserved character that is not encoded.
    pub fn matches<'a>(&'a self, path: &'a str) -> Option<Matched<'a>> {
        self.walk(path, Spelling::Ours)
    }

    /// As [`PathTemplate::matches`], for a path that the provider wrote. Bitbucket's redirects have a bare `:`.
    pub(crate) fn matches_location<'a>(&'a self, path: &'a str) -> Option<Matched<'a>> {
        self.walk(path, Spelling::Providers)
    }

    /// Whether `path` reads back as this template with exactly these parameters, no matter in which order they are
    /// given. The same reading as [`PathTemplate::matches`], held against values instead of giving them: it allocates
    /// nothing.
    pub(crate) fn reads_back<K: AsRef<str>, V: AsRef<str>>(&self, path: &str, params: &[(K, V)]) -> bool {
        let value_of = |name: &str| {
            params.iter().find(|(given, _)| given.as_ref() == name).map(|(_, value)| value.as_ref())
        };
        let Some(mut remaining) = path.strip_prefix('/').map(Some) else { return false };
        for segment in &self.segments {
            let Some(here) = remaining else { return false };
            let (head, tail) = here.split_once('/').map_or((here, None), |(head, tail)| (head, Some(tail)));
            remaining = tail;
            let reads = match segment {
                Segment::Literal(text) => text == head,
                Segment::Parameter(name) => value_of(name).is_some_and(|value| is_encoding_of(head, value)),
                Segment::Rest => {
                    remaining = None;
                    value_of(REST).is_some_and(|value| is_rest_of(here, value))
                }
            };
            if !reads {
                return false;
            }
        }
        remaining.is_none() && self.parameters().count() == params.len()
    }

    /// Whether a path is of this form, whatever its parameters are: for sorting requests that were authorized already.
    /// The path is encoded, below the API's base, and without a query. Nothing is decoded and nothing checked.
    pub fn covers(&self, path: &str) -> bool {
        let Some(mut remaining) = path.strip_prefix('/').map(Some) else { return false };
        for segment in &self.segments {
            let Some(here) = remaining else { return false };
            let (head, tail) = here.split_once('/').map_or((here, None), |(head, tail)| (head, Some(tail)));
            match segment {
                Segment::Literal(text) if text == head => {}
                Segment::Parameter(_) if !head.is_empty() => {}
                Segment::Rest => return true,
                Segment::Literal(_) | Segment::Parameter(_) => return false,
            }
            remaining = tail;
        }
        remaining.is_none()
    }

    fn walk<'a>(&'a self, path: &'a str, spelling: Spelling) -> Option<Matched<'a>> {
        // Most paths are of another form, which is told without decoding anything.
        if !self.covers(path) {
            return None;
        }
        let mut values = Vec::with_capacity(self.segments.len());
        let mut remaining = Some(path.strip_prefix('/')?);
        for segment in &self.segments {
            let here = remaining?;
            let (head, tail) = here.split_once('/').map_or((here, None), |(head, tail)| (head, Some(tail)));
            remaining = tail;
            match segment {
                Segment::Literal(text) if text == head => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(name) => values.push((name.as_str(), decode(head, spelling)?)),
                Segment::Rest => {
                    values.push((REST, decode_rest(here, spelling)?));
                    remaining = None;
                }
            }
        }
        remaining.is_none().then_some(Matched { values })
    }
}

/// Whether one segment, as we write it, says this value and nothing that climbs.
fn is_encoding_of(raw: &str, value: &str) -> bool {
    !raw.is_empty()
        && Spelling::Ours.accepts(raw)
        && percent_decode_str(raw).eq(value.bytes())
        && !value.contains('\0')
        && !climbs(value)
}

/// The same for a last parameter `{path}`: segment by segment, so that no slash of the value is an encoded one.
fn is_rest_of(raw: &str, value: &str) -> bool {
    if raw.is_empty() {
        return value.is_empty();
    }
    let inner = |text| str::strip_suffix(text, '/').unwrap_or(text);
    let (segments, values) = (inner(raw).split('/'), inner(value).split('/'));
    raw.ends_with('/') == value.ends_with('/')
        && segments.clone().count() == values.clone().count()
        && segments.zip(values).all(|(raw, value)| is_encoding_of(raw, value))
}

fn decode(raw: &str, spelling: Spelling) -> Option<Cow<'_, str>> {
    if raw.is_empty() || !spelling.accepts(raw) {
        return None;
    }
    let decoded = percent_decode_str(raw).decode_utf8().ok()?;
    (!decoded.contains('\0') && !climbs(&decoded)).then_some(decoded)
}

/// An encoded slash in here would read like a separator once decoded, so it is no match.
fn decode_rest(raw: &str, spelling: Spelling) -> Option<Cow<'_, str>> {
    let segments = raw.strip_suffix('/').unwrap_or(raw);
    let sound = |segment| decode(segment, spelling).is_some_and(|decoded| !decoded.contains('/'));
    (raw.is_empty() || segments.split('/').all(sound)).then(|| percent_decode_str(raw).decode_utf8().ok())?
}

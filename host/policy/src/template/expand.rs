//! From a template and parameters to a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::{PathTemplate, REST, Segment, climbs, is_unreserved};

/// Everything but the unreserved characters, so that a value can hold anything and still be one segment.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as a value of a URL: every character outside the unreserved set (RFC 3986 §2.3) is percent-encoded.
#[must_use]
pub fn percent_encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ENCODED)
}

impl PathTemplate {
    /// The path with these parameters, percent-encoded: every character outside the unreserved set, `%` and `/` too.
    /// In a last parameter `{path}`, slashes separate segments instead; it may be empty, and may end in one slash.
    ///
    /// # Errors
    ///
    /// [`ParameterError`] unless every parameter is given once and no other is, and every segment can stand in a path.
    pub fn expand<K: AsRef<str>, V: AsRef<str>>(&self, params: &[(K, V)]) -> Result<String, ParameterError> {
        self.check_names(params)?;
        let mut path = String::with_capacity(self.length(params));
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Literal(text) => path.push_str(text),
                Segment::Parameter(name) => push_segment(&mut path, name, value_of(params, name)?)?,
                Segment::Rest => push_rest(&mut path, value_of(params, REST)?)?,
            }
        }
        Ok(path)
    }

    /// At least as many bytes as the path will have, so that it is allocated once: a parameter's name and braces stand
    /// for nothing, and a slash of a last `{path}` is counted as if it were encoded.
    fn length<K, V: AsRef<str>>(&self, params: &[(K, V)]) -> usize {
        let encoded = |byte: u8| if is_unreserved(byte) { 1 } else { 3 };
        let values = params.iter().flat_map(|(_, value)| value.as_ref().bytes());
        self.text.len() + values.map(encoded).sum::<usize>()
    }

    /// Templates have a handful of parameters: looking through them is faster than a set.
    fn check_names<K: AsRef<str>, V>(&self, params: &[(K, V)]) -> Result<(), ParameterError> {
        for (index, (name, _)) in params.iter().enumerate() {
            let name = name.as_ref();
            if !self.has_parameter(name) {
                return Err(ParameterError::Unknown { name: name.to_owned() });
            }
            if params[..index].iter().any(|(earlier, _)| earlier.as_ref() == name) {
                return Err(ParameterError::Repeated { name: name.to_owned() });
            }
        }
        Ok(())
    }
}

fn value_of<'p, K: AsRef<str>, V: AsRef<str>>(
    params: &'p [(K, V)],
    name: &str,
) -> Result<&'p str, ParameterError> {
    params
        .iter()
        .find(|(given, _)| given.as_ref() == name)
        .map(|(_, value)| value.as_ref())
        .ok_or_else(|| ParameterError::Missing { name: name.to_owned() })
}

fn push_rest(path: &mut String, value: &str) -> Result<(), ParameterError> {
    if value.is_empty() {
        return Ok(());
    }
    let (segments, trailing) = value.strip_suffix('/').map_or((value, ""), |segments| (segments, "/"));
    for (index, segment) in segments.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        push_segment(path, REST, segment)?;
    }
    path.push_str(trailing);
    Ok(())
}

fn push_segment(path: &mut String, name: &str, value: &str) -> Result<(), ParameterError> {
    let name = || name.to_owned();
    if value.is_empty() {
        return Err(ParameterError::Empty { name: name() });
    }
    if value.contains('\0') {
        return Err(ParameterError::Nul { name: name() });
    }
    if climbs(value) {
        return Err(ParameterError::DotSegment { name: name() });
    }
    path.extend(percent_encoded(value));
    Ok(())
}

/// A parameter that cannot be put into a path. Names the parameter, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The template has it, the request does not.
    #[error("parameter {name:?} is missing")]
    Missing {
        /// Its name.
        name: String,
    },
    /// The request has it, the template does not.
    #[error("the template has no parameter {name:?}")]
    Unknown {
        /// Its name.
        name: String,
    },
    /// The request has it twice.
    #[error("parameter {name:?} is given twice")]
    Repeated {
        /// Its name.
        name: String,
    },
    /// Its value, or a segment of it, is empty: the path would be another operation's.
    #[error("parameter {name:?} is empty, or has an empty segment")]
    Empty {
        /// Its name.
        name: String,
    },
    /// Its value is `.` or `..`, or has one between slashes.
    #[error("parameter {name:?} has a segment . or ..")]
    DotSegment {
        /// Its name.
        name: String,
    },
    /// Its value has a NUL character.
    #[error("parameter {name:?} has a NUL character")]
    Nul {
        /// Its name.
        name: String,
    },
}

impl ParameterError {
    /// The parameter that is wrong.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Missing { name }
            | Self::Unknown { name }
            | Self::Repeated { name }
            | Self::Empty { name }
            | Self::DotSegment { name }
            | Self::Nul { name } => name,
        }
    }

    /// The one thing that fixes it.
    pub fn fix(&self) -> String {
        match self {
            Self::Missing { name } => format!("give {name:?} a value"),
            Self::Unknown { name } => format!("leave {name:?} out"),
            Self::Repeated { name } => format!("give {name:?} once"),
            Self::Empty { name } => format!("give {name:?} a value without empty parts"),
            Self::DotSegment { name } => format!("write {name:?} without . and .. between slashes"),
            Self::Nul { name } => format!("remove the NUL character from {name:?}"),
        }
    }
}

//! Path templates: `/repositories/{workspace}/{repo_slug}`.

use syn::{LitStr, Result};

use crate::options::error;

/// The names of a template's parameters, in order.
pub(crate) fn parameters(template: &LitStr) -> Result<Vec<String>> {
    let text = template.value();
    let Some(segments) = text.strip_prefix('/') else {
        return Err(error(template, "a path template starts with `/`"));
    };
    let mut names: Vec<String> = Vec::new();
    for segment in segments.split('/') {
        let Some(name) = parameter(segment, template)? else { continue };
        if names.contains(&name) {
            return Err(error(template, format!("the parameter `{{{name}}}` occurs twice")));
        }
        names.push(name);
    }
    Ok(names)
}

/// The name in a segment `{name}`; nothing for a literal one.
fn parameter(segment: &str, template: &LitStr) -> Result<Option<String>> {
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    match name {
        Some(name) if is_name(name) => Ok(Some(name.to_owned())),
        None if !segment.contains(['{', '}', '?', '#']) => Ok(None),
        _ => {
            Err(error(template, format!("`{segment}` is neither a literal segment nor one `{{parameter}}`")))
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

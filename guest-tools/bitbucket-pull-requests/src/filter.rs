//! Filters in the provider's query language.

/// `field = "text"`, whatever the text holds.
pub(crate) fn equals(field: &str, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{field} = \"{text}\"")
}

//! Texts in Bitbucket's query language.

/// `field = "text"`, whatever the text holds.
pub fn equals(field: &str, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{field} = \"{text}\"")
}

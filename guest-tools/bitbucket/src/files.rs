//! Files as an input, for uploads as `multipart/form-data`.

use innkeeper_sdk::{Failure, Part};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Encoding, Upload};

#[cfg(test)]
mod tests;

/// A file to send along.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedFile {
    /// Name of the file, without folders: `screen.png`.
    #[schemars(regex(pattern = r#"^[^/\\"\u0000-\u001f\u007f]+$"#))]
    filename: String,
    /// What is in it.
    content: String,
    /// How `content` is written; as text, unless this says otherwise.
    encoding: Option<Encoding>,
}

/// One part called `field` for each of the files in the input `files`.
///
/// # Errors
/// [`Failure::InvalidInput`] for content that cannot be read, and for two files of one name: the provider
/// would keep one.
pub fn parts(field: &str, files: &[NamedFile]) -> Result<Vec<Part>, Failure> {
    let mut parts: Vec<Part> = Vec::new();
    for (place, file) in files.iter().enumerate() {
        if files[..place].iter().any(|earlier| earlier.filename == file.filename) {
            return Err(Failure::invalid(&format!("files/{place}/filename"), "another file has this name"));
        }
        parts.push(Part {
            name: field.to_owned(),
            filename: Some(file.filename.clone()),
            content_type: None,
            content: file.bytes(&format!("files/{place}/content"))?,
        });
    }
    Ok(parts)
}

impl NamedFile {
    fn bytes(&self, input: &str) -> Result<Vec<u8>, Failure> {
        let encoding = self.encoding.unwrap_or_default();
        Upload { input, content: &self.content, encoding }.bytes()
    }
}

//! A file as an input.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use innkeeper_sdk::Failure;
use schemars::JsonSchema;
use serde::Deserialize;

/// How a file's content is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As it is.
    #[default]
    Text,
    /// In base64 (RFC 4648 §4), for anything that is not text.
    Base64,
}

/// A file as an input: a name or path, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// The input that holds the content, for errors: `files/0/content`.
    pub input: &'a str,
    /// The content as it was given.
    pub content: &'a str,
    /// How it was written.
    pub encoding: Encoding,
}

impl Upload<'_> {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`Failure::InvalidInput`] for what is not base64, though it says so.
    pub fn bytes(self) -> Result<Vec<u8>, Failure> {
        match self.encoding {
            Encoding::Text => Ok(self.content.as_bytes().to_vec()),
            Encoding::Base64 => STANDARD
                .decode(self.content)
                .map_err(|error| Failure::invalid(self.input, format!("is not base64: {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(content: &str, encoding: Encoding) -> Result<Vec<u8>, Failure> {
        Upload { input: "content", content, encoding }.bytes()
    }

    #[test]
    fn content_is_text_or_base64() {
        assert_eq!(bytes("aGk=", Encoding::Text).unwrap(), b"aGk=");
        assert_eq!(bytes("aGk=", Encoding::Base64).unwrap(), b"hi");
    }

    #[test]
    fn what_is_not_base64_names_its_input() {
        let failure = bytes("hi!", Encoding::Base64).unwrap_err();
        assert!(matches!(failure, Failure::InvalidInput { path, .. } if path == "/content"));
    }
}

//! The form that a commit is sent in.
//!
//! `multipart/form-data` (RFC 7578), written here and not by the host: a file that can be run needs a parameter of its own
//! in `content-disposition`, and a path with slashes has to stand in `name="…"` as it is.

use innkeeper_sdk::Body;

/// A form in the making.
#[derive(Default)]
pub(super) struct Form {
    parts: Vec<Part>,
}

struct Part {
    /// What follows `content-disposition: form-data; `, and any other header.
    head: String,
    content: Vec<u8>,
}

impl Form {
    /// Adds a field that is no file.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        self.parts.push(Part { head: format!("name=\"{name}\""), content: value.as_bytes().to_vec() });
    }

    /// Adds a file at a path below the root, which holds no quotation mark, backslash or control character.
    pub(super) fn file(&mut self, path: &str, content: Vec<u8>, executable: bool) {
        let filename = path.rsplit('/').next().unwrap_or(path);
        let attributes = if executable { "; x-attributes=\"executable\"" } else { "" };
        let head = format!(
            "name=\"/{path}\"; filename=\"{filename}\"{attributes}\r\ncontent-type: application/octet-stream"
        );
        self.parts.push(Part { head, content });
    }

    /// The request's body.
    pub(super) fn into_body(self) -> Body {
        let boundary = self.boundary();
        let mut content = Vec::new();
        for Part { head, content: part } in self.parts {
            content.extend_from_slice(
                format!("--{boundary}\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            content.extend_from_slice(&part);
            content.extend_from_slice(b"\r\n");
        }
        content.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Body::Bytes { content_type: format!("multipart/form-data; boundary={boundary}"), content }
    }

    /// A text that occurs in no part.
    fn boundary(&self) -> String {
        let mut number = 0_u64;
        loop {
            let candidate = format!("part-of-a-commit-{number}");
            if !self.parts.iter().any(|part| contains(&part.content, candidate.as_bytes())) {
                return candidate;
            }
            number += 1;
        }
    }
}

fn contains(content: &[u8], text: &[u8]) -> bool {
    content.windows(text.len()).any(|window| window == text)
}

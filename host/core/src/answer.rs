//! A tool's output as the `data` of a reply.
//!
//! JSON passes through byte for byte; what is text by its type or its bytes comes as text, anything else as base64; what
//! is longer than the caller's `max_bytes` is cut, and the answer says how to read on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use innkeeper_egress::{Cut, Response, SendError, essence, is_json_type};
use innkeeper_runtime::{Content, Output, Tool};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::input::Input;

/// The `data` of a reply.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) data: Box<RawValue>,
    /// Where the data was cut: the input that reads on.
    pub(crate) next: Option<Value>,
    pub(crate) truncated: bool,
}

/// Why an output is no answer.
#[derive(Debug)]
pub(crate) enum AnswerError {
    Send(SendError),
    /// A body that says it is JSON and is not.
    NotJson(serde_json::Error),
}

/// What an answer is made for.
pub(crate) struct Asked<'a> {
    pub(crate) tool: &'a Tool,
    pub(crate) input: &'a Input,
    pub(crate) max_bytes: u64,
}

impl Asked<'_> {
    pub(crate) async fn answer(&self, output: Output) -> Result<Answer, AnswerError> {
        match output {
            Output::Json(data) => self.json(data.get().as_bytes().to_vec().into()),
            Output::Contents(made) => self.contents(&made),
            Output::None => empty().map(Answer::whole),
            Output::Text { content, content_type } => {
                let cut = cut_to(content.into_bytes().into(), self.max_bytes);
                self.text(&cut, &essence(&content_type))
            }
            Output::Upstream { response, content_type } => self.upstream(*response, content_type).await,
        }
    }

    /// What the connector made, each by its type. Contents that are too long are left out: half a picture is none.
    fn contents(&self, made: &[Content]) -> Result<Answer, AnswerError> {
        let mut room = self.max_bytes;
        let mut fitting = Vec::new();
        for content in made {
            let Some(left) = room.checked_sub(content.bytes.len() as u64) else { break };
            room = left;
            fitting.push(shown(content));
        }
        let complete = fitting.len() == made.len();
        self.cut_data(&json!({ "contents": fitting }), complete, 0)
    }

    async fn upstream(&self, mut response: Response, as_type: Option<String>) -> Result<Answer, AnswerError> {
        let is_document = as_type.is_none();
        let content_type =
            as_type.or_else(|| response.header("content-type").map(str::to_owned)).unwrap_or_default();
        let content_type = essence(&content_type);
        let is_json = is_json_type(&content_type);
        let cut = if is_json {
            let whole = response.read(u64::MAX).await.map_err(AnswerError::Send)?;
            Cut { bytes: whole, complete: true }
        } else {
            response.take(self.max_bytes).await.map_err(AnswerError::Send)?
        };
        // A file that is empty is a text of no characters; where no file was asked for, it is no answer.
        if cut.bytes.is_empty() && is_document {
            return empty().map(Answer::whole);
        }
        if is_json {
            self.json(cut.bytes)
        } else if content_type.starts_with("text/") || is_text(&cut) {
            self.text(&cut, &content_type)
        } else {
            self.binary(&cut, &content_type)
        }
    }

    /// JSON that fits passes through. JSON that does not is cut as text: half a document is no document.
    fn json(&self, bytes: Bytes) -> Result<Answer, AnswerError> {
        if bytes.len() as u64 > self.max_bytes {
            let mut answer = self.text(&cut_to(bytes, self.max_bytes), "application/json")?;
            answer.next = self.smaller_page();
            return Ok(answer);
        }
        let text = String::from_utf8(bytes.into()).map_err(|error| {
            AnswerError::NotJson(<serde_json::Error as serde::de::Error>::custom(error.utf8_error()))
        })?;
        RawValue::from_string(text).map(Answer::whole).map_err(AnswerError::NotJson)
    }

    fn text(&self, cut: &Cut, content_type: &str) -> Result<Answer, AnswerError> {
        let bytes = if cut.complete { &cut.bytes[..] } else { whole_characters(&cut.bytes) };
        let content = String::from_utf8_lossy(bytes);
        let data = json!({ "content": content, "content_type": content_type });
        self.cut_data(&data, cut.complete, bytes.len())
    }

    fn binary(&self, cut: &Cut, content_type: &str) -> Result<Answer, AnswerError> {
        let content = STANDARD.encode(&cut.bytes);
        let data = json!({ "content": content, "content_type": content_type, "encoding": "base64" });
        self.cut_data(&data, cut.complete, cut.bytes.len())
    }

    fn cut_data(&self, data: &Value, complete: bool, length: usize) -> Result<Answer, AnswerError> {
        let data = to_raw_value(data).map_err(AnswerError::NotJson)?;
        let next = if complete { None } else { self.read_on(length as u64) };
        Ok(Answer { data, next, truncated: !complete })
    }

    /// The input that goes on after `length` bytes, where the tool takes an offset.
    fn read_on(&self, length: u64) -> Option<Value> {
        let name = self.tool.offset_input.as_ref()?;
        let from = self.input.get(name).and_then(Value::as_u64).unwrap_or(0);
        let mut next = self.input.clone();
        next.insert(name.clone(), Value::from(from + length));
        Some(Value::Object(next))
    }

    /// The same page with fewer entries, where the tool pages.
    fn smaller_page(&self) -> Option<Value> {
        let schema = self.tool.input("pagelen")?;
        let most = schema.get("maximum").and_then(Value::as_u64).unwrap_or(100);
        let now = self.input.get("pagelen").and_then(Value::as_u64).unwrap_or(most);
        if now < 2 {
            return None;
        }
        let mut next = self.input.clone();
        next.insert("pagelen".to_owned(), Value::from(now / 2));
        Some(Value::Object(next))
    }
}

impl Answer {
    fn whole(data: Box<RawValue>) -> Self {
        Self { data, next: None, truncated: false }
    }
}

/// One of several contents, in the form of an answer that is one.
fn shown(content: &Content) -> Value {
    let content_type = essence(&content.content_type);
    match std::str::from_utf8(&content.bytes) {
        Ok(text) if content_type.starts_with("text/") || is_json_type(&content_type) => {
            json!({ "content": text, "content_type": content_type })
        }
        _ => {
            let content = STANDARD.encode(&content.bytes);
            json!({ "content": content, "content_type": content_type, "encoding": "base64" })
        }
    }
}

/// What an answer without a body says: an empty object.
fn empty() -> Result<Box<RawValue>, AnswerError> {
    RawValue::from_string("{}".to_owned()).map_err(AnswerError::NotJson)
}

fn cut_to(mut bytes: Bytes, limit: u64) -> Cut {
    let complete = bytes.len() as u64 <= limit;
    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Cut { bytes, complete }
}

/// Whether bytes are text: UTF-8 without NUL. A media type alone does not say: repositories serve source code as
/// `application/octet-stream`, `application/javascript` and more.
fn is_text(cut: &Cut) -> bool {
    let bytes = if cut.complete { &cut.bytes[..] } else { whole_characters(&cut.bytes) };
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

/// The bytes up to the last whole UTF-8 character, so that reading on starts with one.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    let is_continuation = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    let tail = bytes.iter().rev().take(3).take_while(|byte| is_continuation(**byte)).count();
    let Some(lead) = bytes.len().checked_sub(tail + 1) else { return bytes };
    let needed = match bytes[lead] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 1,
    };
    if needed > tail + 1 { &bytes[..lead] } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_splits_a_character() {
        for text in ["a", "é", "€uro", "x😀", "😀😀"] {
            for end in 0..=text.len() {
                let kept = whole_characters(&text.as_bytes()[..end]);
                assert!(std::str::from_utf8(kept).is_ok(), "{text} cut at {end}");
                assert!(end - kept.len() < 4);
            }
        }
    }

    #[test]
    fn text_is_known_by_its_bytes() {
        let cut = |bytes: &[u8], complete| Cut { bytes: Bytes::copy_from_slice(bytes), complete };
        for text in ["", "fn main() {}\n", "Grüße €", "a\tb\r\n"] {
            assert!(is_text(&cut(text.as_bytes(), true)), "{text:?}");
        }
        let half_a_character = &"€".as_bytes()[..2];
        assert!(is_text(&cut(half_a_character, false)) && !is_text(&cut(half_a_character, true)));
        for binary in
            [&b"\x89PNG\r\n\x1a\n"[..], b"\x7fELF\x02\x01\x01\0", b"PK\x03\x04\x14\0", b"caf\xe9 au lait"]
        {
            assert!(!is_text(&cut(binary, true)), "{binary:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_kept() {
        assert_eq!(whole_characters(b"\x80\x80\x80\x80\x80").len(), 5);
        assert_eq!(whole_characters(b"").len(), 0);
    }
}

//! How a path may be written.

use percent_encoding::percent_decode_str;

/// Checks that a path can be read in one way only: whatever is not unreserved is escaped, in capitals, and no segment
/// leads somewhere else.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(path: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("sends the path {path}, {what}"));
    let Some(below) = path.strip_prefix('/') else { return wrong("which does not start with a slash") };
    let segments: Vec<&str> = below.split('/').collect();
    for (at, segment) in segments.iter().enumerate() {
        // The root of a repository's files is an empty last segment.
        if segment.is_empty() && at + 1 < segments.len() {
            return wrong("which has an empty segment");
        }
        if !is_written_well(segment) {
            return wrong("which has a character that is not encoded");
        }
        let decoded = percent_decode_str(segment).decode_utf8_lossy();
        if decoded.contains('\0') || decoded.split(['/', '\\']).any(|piece| matches!(piece, "." | "..")) {
            return wrong("which leads somewhere else");
        }
    }
    Ok(())
}

fn is_written_well(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = bytes.get(at + 1..at + 3).unwrap_or_default();
        let is_escape =
            escape.len() == 2 && escape.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F'));
        match byte {
            b'%' if is_escape => at += 3,
            b'-' | b'.' | b'_' | b'~' => at += 1,
            other if other.is_ascii_alphanumeric() => at += 1,
            _ => return false,
        }
    }
    true
}

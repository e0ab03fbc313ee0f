//! Paths of files: which may be, and how git writes them.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::Files;

/// A path as git writes it in a diff: as it is, or quoted, when a byte of it is not printable ASCII.
pub(crate) fn escaped(path: &str) -> String {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if path.bytes().all(plain) {
        return path.to_owned();
    }
    let mut quoted = String::from("\"");
    for byte in path.bytes() {
        match (plain(byte), letter(byte)) {
            (true, _) => quoted.push(char::from(byte)),
            (false, Some(letter)) => quoted.extend(['\\', letter]),
            (false, None) => write!(quoted, "\\{byte:03o}").unwrap_or_default(),
        }
    }
    quoted.push('"');
    quoted
}

/// What follows the backslash of a byte that has a short escape.
const fn letter(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' => '"',
        b'\\' => '\\',
        0x07 => 'a',
        0x08 => 'b',
        b'\t' => 't',
        b'\n' => 'n',
        0x0b => 'v',
        0x0c => 'f',
        b'\r' => 'r',
        _ => return None,
    })
}

/// Whether a commit can hold a file there: relative, below the root, and not git's own.
pub(super) fn is_path(path: &str) -> bool {
    let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.eq_ignore_ascii_case(".git");
    !path.contains('\0') && path.split('/').all(is_name)
}

/// The paths of files below which there are other files: no tree can hold both.
pub(super) fn collisions(files: &Files) -> Vec<String> {
    let is_folder = |path: &&String| {
        let below = format!("{path}/");
        files.range(below.clone()..).next().is_some_and(|(other, _)| other.starts_with(&below))
    };
    files.keys().filter(is_folder).cloned().collect()
}

//! A reader of unified diffs that knows nothing of how they are written here.

use super::{File, Files};

/// What `from` becomes.
pub(super) fn apply(diff: &str, from: &Files) -> Files {
    let patches: Vec<Patch> = diff.split("diff --git ").skip(1).map(|text| Patch::read(text, from)).collect();
    let mut files = from.clone();
    for old in patches.iter().filter_map(|patch| patch.old.as_ref()) {
        files.remove(old).expect("a file to change");
    }
    files.extend(patches.into_iter().filter_map(|patch| patch.new));
    files
}

struct Patch {
    old: Option<String>,
    new: Option<(String, File)>,
}

impl Patch {
    fn read(text: &str, from: &Files) -> Self {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let head = lines.iter().position(|line| line.starts_with("@@ ")).unwrap_or(lines.len());
        let said = |prefix: &str| {
            let value = lines[..head].iter().find_map(|line| line.strip_prefix(prefix));
            value.map(|value| value.trim_end_matches('\n').to_owned())
        };
        // Without a rename both names are the same, but for the letter before.
        let same = unquoted(&lines[0][..(lines[0].trim_end_matches('\n').len() - 1) / 2]);
        let name = |said: Option<String>| said.map_or_else(|| same[2..].to_owned(), |name| unquoted(&name));
        let (old, new) = (name(said("rename from ")), name(said("rename to ")));
        let old = said("new file mode ").is_none().then_some(old);
        let before = old.as_ref().map(|old| &from[old]);
        let text = hunks(before.and_then(|file| file.as_text()).unwrap_or_default(), &lines[head..]);
        let mode = said("new file mode ").or(said("new mode "));
        let mode = mode.unwrap_or_else(|| before.expect("a file to change").mode().to_owned());
        let file = File::text(&text);
        let file = if mode == "100755" { file.executable() } else { file };
        Self { old, new: said("deleted file mode ").is_none().then_some((new, file)) }
    }
}

/// Applies hunks to a text, and sees to it that they are where they say and as long as they say.
fn hunks(before: &str, lines: &[&str]) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let (mut done, mut made) = (0, String::new());
    let mut lines = lines.iter().copied().peekable();
    while let Some(header) = lines.next() {
        let spans: Vec<&str> = header.split(' ').collect();
        let (start, length) = span(spans[1]);
        let start = if length == 0 { start } else { start - 1 };
        made.extend(old[done..start].iter().copied());
        done = start;
        let written = made.split_inclusive('\n').count();
        while let Some(line) = lines.next_if(|line| !line.starts_with("@@ ")) {
            let mut content = line[1..].to_owned();
            if lines.next_if(|next| next.starts_with('\\')).is_some() {
                content.pop();
            }
            if !line.starts_with('+') {
                assert_eq!(old[done], content);
                done += 1;
            }
            if !line.starts_with('-') {
                made.push_str(&content);
            }
        }
        assert_eq!(done - start, length, "{header}");
        assert_eq!(made.split_inclusive('\n').count() - written, span(spans[2]).1, "{header}");
    }
    made.extend(old[done..].iter().copied());
    made
}

/// `-4,2`: where lines begin and how many they are.
fn span(text: &str) -> (usize, usize) {
    let (start, length) = text[1..].split_once(',').unwrap_or((&text[1..], "1"));
    (start.parse().unwrap(), length.parse().unwrap())
}

/// A path without the quotes and octal escapes that git puts around it.
fn unquoted(text: &str) -> String {
    let Some(quoted) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let digits: Vec<u8> = rest.by_ref().take(3).collect();
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 8).unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

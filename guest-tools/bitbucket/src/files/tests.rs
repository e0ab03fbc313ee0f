use serde_json::json;

use super::*;

fn files(document: serde_json::Value) -> Vec<NamedFile> {
    serde_json::from_value(document).unwrap()
}

fn refused_at(document: serde_json::Value) -> String {
    match parts("files", &files(document)) {
        Err(Failure::InvalidInput { path, .. }) => path,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn each_file_is_a_part_under_its_own_name() {
    let given = json!([
        { "filename": "a.txt", "content": "aGk=" },
        { "filename": "b.bin", "content": "aGk=", "encoding": "base64" },
    ]);
    let made = parts("file", &files(given)).unwrap();
    let seen: Vec<_> =
        made.iter().map(|part| (part.name.as_str(), part.filename.as_deref(), &part.content[..])).collect();
    assert_eq!(seen, [("file", Some("a.txt"), &b"aGk="[..]), ("file", Some("b.bin"), &b"hi"[..])]);
}

#[test]
fn two_files_of_one_name_are_refused() {
    let given = json!([{ "filename": "a", "content": "1" }, { "filename": "a", "content": "2" }]);
    assert_eq!(refused_at(given), "/files/1/filename");
}

#[test]
fn content_that_is_not_base64_is_refused_by_its_place() {
    let broken = json!({ "filename": "b", "content": "hi!", "encoding": "base64" });
    assert_eq!(refused_at(json!([{ "filename": "a", "content": "hi!" }, broken])), "/files/1/content");
}

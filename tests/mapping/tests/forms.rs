//! Forms, and the files in them.

use serde_json::{Value, json};

use super::{called, faults, seen};
use crate::decoded::Decoded;
use crate::facts::Facts;
use crate::recorder::Seen;
use innkeeper_tests::sample::BASE64;

#[test]
fn fields_of_a_form_are_known_as_well() {
    let downloads = "/repositories/acme/shop/downloads";
    let part = |name: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.txt\"\r\n\r\na\r\nb\r\n--b--\r\n"
        )
    };
    let sent = |name: &str| seen("POST", downloads, None, "multipart/form-data; boundary=b", &part(name));
    assert_eq!(faults(&sent("files")), [""; 0]);
    assert_eq!(faults(&sent("file")).len(), 2, "the field and its file name");
    let facts = Facts::read();
    let request = sent("files");
    let request = Decoded::of(&request, &facts).unwrap();
    assert_eq!(request.at("form.files"), ["a\r\nb"]);
    assert_eq!(request.at("form.files.filename"), ["a.txt"]);
}

const FORM: &str = "multipart/form-data; boundary=b";

/// A body of parts: what follows `form-data; ` in their heads, and their contents.
fn form(parts: &[(&str, &str)]) -> String {
    let part = |(head, content): &(&str, &str)| {
        format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--b--\r\n"
}

#[test]
fn files_of_a_commit_are_at_their_paths_unaltered() {
    let input = json!({
        "branch": "main", "delete": ["old/a"],
        "files": [{ "path": "bin/run me", "content": "a\r\nb", "executable": true }],
    });
    let faulty = |parts: &[(&str, &str)]| {
        let sent = seen("POST", "/repositories/acme/shop/src", None, FORM, &form(parts));
        let endpoint = ("POST", "/repositories/{workspace}/{repo_slug}/src");
        called("bitbucket_files_commit", endpoint, &input, &[sent])
    };
    const FILE: &str = "name=\"/bin/run me\"; filename=\"run me\"; x-attributes=\"executable\"";
    let (branch, old) = (("name=\"branch\"", "main"), ("name=\"files\"", "/old/a"));
    assert_eq!(faulty(&[branch, (FILE, "a\r\nb"), old]), [""; 0]);
    for wrong in [
        [branch, (FILE, "a\nb"), old],
        [branch, (FILE, "a\r\nb"), ("name=\"files\"", "old/a")],
        [("name=\"branch\"", "trunk"), (FILE, "a\r\nb"), old],
        [branch, ("name=\"/bin/run me\"; filename=\"run me\"", "a\r\nb"), old],
        [branch, ("name=\"bin/run me\"; filename=\"run me\"; x-attributes=\"executable\"", "a\r\nb"), old],
    ] {
        assert!(!faulty(&wrong).is_empty(), "{wrong:?}");
    }
    assert_eq!(faulty(&[branch, (FILE, "a\r\nb"), old, ("name=\"/more\"", "")]).len(), 1);
}

#[test]
fn what_was_given_in_base64_is_sent_decoded() {
    let input = json!({ "filename": "a.bin", "content": BASE64.0, "encoding": "base64" });
    let faulty = |input: &Value, content: &str| {
        let parts = form(&[("name=\"files\"; filename=\"a.bin\"", content)]);
        let sent: Seen = seen("POST", "/repositories/acme/shop/downloads", None, FORM, &parts);
        let endpoint = ("POST", "/repositories/{workspace}/{repo_slug}/downloads");
        called("bitbucket_download_upload", endpoint, input, &[sent])
    };
    let text = json!({ "filename": "a.bin", "content": BASE64.0, "encoding": "text" });
    assert_eq!(faulty(&input, BASE64.1), [""; 0]);
    assert_eq!(faulty(&text, BASE64.0), [""; 0]);
    assert_eq!(faulty(&input, BASE64.0).len(), 1);
    assert_eq!(faulty(&text, BASE64.1).len(), 1);
}

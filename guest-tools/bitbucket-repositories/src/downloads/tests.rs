use innkeeper_sdk::{
    Body, Failure, Part,
    testing::{Provider, Reply},
};
use serde_json::{Value, json};

use crate::CONNECTOR;

fn upload(content: &str, encoding: Option<&str>) -> Result<Vec<Part>, Failure> {
    let provider = Provider::playing([Reply::new(201, "")]);
    let mut input =
        json!({"workspace": "acme", "repo_slug": "site", "filename": "a b.bin", "content": content});
    if let Some(encoding) = encoding {
        input["encoding"] = json!(encoding);
    }
    CONNECTOR.invoke("bitbucket_download_upload", &input.to_string())?;
    match provider.requests().pop().and_then(|request| request.body) {
        Some(Body::Multipart(parts)) => Ok(parts),
        other => panic!("no form: {other:?}"),
    }
}

#[test]
fn a_file_is_uploaded_under_its_name() {
    for (content, encoding) in [("hi", None), ("hi", Some("text")), ("aGk=", Some("base64"))] {
        let [part] = upload(content, encoding).unwrap().try_into().unwrap();
        assert_eq!((part.name.as_str(), part.filename.as_deref()), ("files", Some("a b.bin")));
        assert_eq!(part.content, b"hi");
    }
}

#[test]
fn what_is_not_base64_is_not_uploaded() {
    let refusal = upload("hi!", Some("base64"));
    assert!(matches!(refusal, Err(Failure::InvalidInput { path, .. }) if path == "/content"));
}

#[test]
fn the_schema_takes_names_without_folders_only() {
    let upload =
        CONNECTOR.tools.iter().find(|entry| entry.declaration.name == "bitbucket_download_upload").unwrap();
    let schema: Value = serde_json::from_str(&upload.input_schema()).unwrap();
    assert_eq!(schema["properties"]["filename"]["pattern"], r#"^[^/\\"\u0000-\u001f\u007f]+$"#);
}

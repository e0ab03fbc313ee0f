//! The JavaScript client, with Node's own test runner, TypeScript and the real LangChain.

use std::fs;
use std::path::Path;

use innkeeper_tests::{Node, repository};

use crate::suite::Stage;

const SUITE: &str = "tests/clients/js";
const PACKAGE: &str = "host/clients/js";

/// The suite beside what npm installed and the client, as an application has them.
async fn application(node: &Node) -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(node.folder()).unwrap();
    copy(&repository().join(SUITE), folder.path());
    copy(&repository().join(PACKAGE), &folder.path().join("node_modules/innkeeper"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        if name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_javascript_client_keeps_its_promises() {
    let node = Node::with(SUITE).await.unwrap();
    let application = application(&node).await;
    let stage = Stage::set().await;
    let mut suite = node.command();
    suite.args(["--test", "--test-reporter=tap"]).current_dir(application.path());
    let mut tests: Vec<_> =
        fs::read_dir(application.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    tests.retain(|path| path.to_string_lossy().ends_with(".test.js"));
    tests.sort();
    stage
        .run({
            suite.args(tests);
            suite
        })
        .await;
}

#[tokio::test]
async fn the_javascript_client_is_typed_and_its_types_are_those_of_its_code() {
    let node = Node::with(SUITE).await.unwrap();
    let application = application(&node).await;
    let tsc = node.folder().join("node_modules/typescript/bin/tsc");
    let package = application.path().join("node_modules/innkeeper");
    let check = async |arguments: &[&str], at: &Path| {
        let output = node.command().arg(&tsc).args(arguments).current_dir(at).output().await.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    };
    check(&["-p", ".", "--outDir", "made"], &package).await;
    let names = |folder: &str| {
        let mut names: Vec<_> =
            fs::read_dir(package.join(folder)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("made"), names("types"));
    for name in names("made") {
        let read = |folder: &str| fs::read_to_string(package.join(folder).join(&name)).unwrap();
        assert_eq!(read("made"), read("types"), "{name:?}: run `tsc -p {PACKAGE}` and commit what it wrote");
    }
    check(&["-p", "."], application.path()).await;
}

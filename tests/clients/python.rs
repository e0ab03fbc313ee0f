//! The Python client, with pytest, mypy and the real LangChain.

use innkeeper_tests::{Python, repository};

use crate::suite::Stage;

const REQUIREMENTS: &str = "tests/clients/python/requirements.txt";
const PACKAGE: &str = "host/clients/python/src";

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_keeps_its_promises() {
    let python = Python::with(REQUIREMENTS).await.unwrap();
    let stage = Stage::set().await;
    let mut pytest = python.command();
    pytest
        .args([
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--strict-markers",
            "-W",
            "error::DeprecationWarning:innkeeper",
        ])
        .arg(repository().join("tests/clients/python"))
        .env("PYTHONPATH", repository().join(PACKAGE));
    stage.run(pytest).await;
}

#[tokio::test]
async fn the_python_client_is_typed() {
    let python = Python::with(REQUIREMENTS).await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    for of in [PACKAGE, "tests/clients/python/typed_consumer.py"] {
        let mut mypy = python.command();
        mypy.args(["-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir"])
            .arg(cache.path())
            .arg(repository().join(of))
            .env("MYPYPATH", repository().join(PACKAGE));
        let output = mypy.output().await.unwrap();
        assert!(output.status.success(), "{of}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

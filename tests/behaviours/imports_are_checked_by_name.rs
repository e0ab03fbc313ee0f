//! Architecture invariant 6: what a component may import is decided by name, when it is loaded.

use innkeeper_runtime::{Approval, LoadError, Runtime, Settings};
use innkeeper_test_guests::{DESCRIBE_SENDS, NOT_A_COMPONENT, UNDECLARED_IMPORT};

fn runtime() -> Runtime {
    Runtime::new(Settings { concurrency: 4, ..Settings::default() }).unwrap()
}

#[tokio::test]
async fn an_undeclared_import_is_refused_by_name() {
    for approval in [Approval::ContractOnly, Approval::WithWasi] {
        let Err(error) = runtime().load(UNDECLARED_IMPORT, approval).await else { panic!("it was loaded") };
        assert!(matches!(error, LoadError::UndeclaredImports { .. }), "{error}");
        assert!(error.to_string().contains("evil:host/door"), "{error}");
    }
}

#[tokio::test]
async fn a_core_module_and_garbage_are_no_components() {
    for bytes in [NOT_A_COMPONENT, b"\0asm\x0d\0\x01\0", b"", b"hello"] {
        let Err(error) = runtime().load(bytes, Approval::ContractOnly).await else { panic!("it was loaded") };
        assert!(matches!(error, LoadError::NotAComponent { .. } | LoadError::Contract { .. }), "{error}");
    }
}

#[tokio::test]
async fn built_in_connectors_load_with_the_contract_alone() {
    for built_in in innkeeper_bundle::CONNECTORS {
        let connector = runtime().load(built_in.component, Approval::ContractOnly).await;
        let connector = connector.unwrap_or_else(|error| panic!("{}: {error}", built_in.name));
        assert!(!connector.manifest().tools.is_empty());
        assert!(
            built_in.component.len() < 600_000,
            "{} has {} bytes",
            built_in.name,
            built_in.component.len()
        );
    }
}

#[tokio::test]
async fn a_connector_that_describes_itself_sends_nothing() {
    let connector = runtime().load(DESCRIBE_SENDS, Approval::ContractOnly).await.unwrap();
    let said = &connector.manifest().description;
    assert!(said.contains("describe"), "its attempt was denied by the layer `describe`: {said}");
}

//! Architecture invariants 1 and 2: the arrows between crates, and who may know which library.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// From left to right: a crate may use any crate to its left.
const HOST: [&str; 8] = [
    "innkeeper-policy",
    "innkeeper-vault",
    "innkeeper-accounts",
    "innkeeper-egress",
    "innkeeper-runtime",
    "innkeeper",
    "innkeeper-server",
    "innkeeper-cli",
];

/// What each member of the workspace builds with, tests and build scripts left out.
fn direct_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: Metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata runs");
    let normal = |package: &cargo_metadata::Package| {
        let dependencies = package.dependencies.iter();
        dependencies.filter(|one| one.kind == DependencyKind::Normal).map(|one| one.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), normal(package))).collect()
}

fn users_of(library: &str) -> Vec<String> {
    let uses = |(name, dependencies): (String, BTreeSet<String>)| {
        (HOST.contains(&name.as_str()) && dependencies.iter().any(|one| one == library)).then_some(name)
    };
    direct_dependencies().into_iter().filter_map(uses).collect()
}

#[test]
fn arrows_point_left() {
    let dependencies = direct_dependencies();
    for (place, name) in HOST.iter().enumerate() {
        let right: Vec<&&str> =
            HOST[place..].iter().filter(|other| dependencies[*name].contains(**other)).collect();
        assert!(right.is_empty(), "{name} depends on {right:?}, to its right");
    }
}

#[test]
fn only_the_runtime_knows_wasmtime() {
    assert_eq!(users_of("wasmtime"), ["innkeeper-runtime"]);
    assert_eq!(users_of("wasmtime-wasi"), ["innkeeper-runtime"]);
}

#[test]
fn only_the_vault_knows_its_stores() {
    for store in ["sled", "sqlx"] {
        assert_eq!(users_of(store), ["innkeeper-vault"], "{store}");
    }
}

#[test]
fn policy_knows_neither_a_runtime_nor_an_http_client() {
    let policy = &direct_dependencies()["innkeeper-policy"];
    for library in ["tokio", "reqwest", "http", "axum", "wasmtime", "sled"] {
        assert!(!policy.contains(library), "policy depends on {library}");
    }
}

#[test]
fn requests_leave_from_egress_and_to_token_endpoints_from_accounts() {
    // The command line talks to a running host with it, and the core to the service that keeps its master keys and to
    // issuers of callers' tokens; neither to a provider.
    assert_eq!(users_of("reqwest"), ["innkeeper", "innkeeper-accounts", "innkeeper-cli", "innkeeper-egress"]);
    assert_eq!(users_of("oauth2"), ["innkeeper-accounts"]);
    assert_eq!(users_of("jsonwebtoken"), ["innkeeper"], "callers' tokens are verified in one place");
}

#[test]
fn only_one_line_of_the_host_makes_a_token_a_header() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../host");
    let mut found = Vec::new();
    for crate_name in ["policy", "vault", "accounts", "egress", "runtime", "core", "server", "cli"] {
        visit(format!("{root}/{crate_name}/src").as_ref(), &mut |path, text| {
            let production = text.split("#[cfg(test)]").next().unwrap_or_default();
            if production.contains("\"Bearer {}\", lease") || production.contains("bearer_auth(") {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        });
    }
    let place = "a token becomes a header in egress/src/session/transmit.rs and nowhere else";
    assert_eq!(found, ["transmit.rs"], "{place}");
}

fn visit(folder: &std::path::Path, see: &mut impl FnMut(&std::path::Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, see);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            see(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

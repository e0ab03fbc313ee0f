//! Compiles the built-in connectors and writes the table that embeds them.

use std::{fmt::Write as _, fs};

use innkeeper_connector_builder::{Built, Workspace, build};

/// In the order of the catalogue.
const CONNECTORS: [&str; 10] = [
    "bitbucket-workspaces",
    "bitbucket-repositories",
    "bitbucket-branches-tags",
    "bitbucket-commits",
    "bitbucket-pull-requests",
    "bitbucket-pipelines",
    "bitbucket-deployments",
    "bitbucket-access",
    "bitbucket-issues",
    "bitbucket-snippets",
];

/// What all of them are made of besides.
const SHARED: &str = "guest-tools/bitbucket";

fn main() -> anyhow::Result<()> {
    let workspace = Workspace::of_build_script()?;
    let sources = CONNECTORS.map(|package| format!("guest-tools/{package}"));
    workspace.watch(&[SHARED]);
    workspace.watch(&sources.each_ref().map(String::as_str));
    let built = build(&workspace, &CONNECTORS)?;
    fs::write(workspace.output().join("connectors.rs"), table(&built)?)?;
    Ok(())
}

fn table(built: &[Built]) -> anyhow::Result<String> {
    let mut table = String::from(
        "/// All of them, in the order of the catalogue.\npub const CONNECTORS: &[BuiltIn] = &[\n",
    );
    for Built { package, component, .. } in built {
        writeln!(table, "    BuiltIn {{ name: {package:?}, component: include_bytes!({component:?}) }},")?;
    }
    table.push_str("];\n");
    Ok(table)
}

//! Compiles the guests and writes the constants that embed them.

use std::{fs, path::Path};

use innkeeper_connector_builder::{Workspace, build};

const HOSTILE: &str = "guest-hostile";
const DESCRIBE_SENDS: &str = "guest-describe-sends";
const UNDECLARED_IMPORT: &str = "guest-undeclared-import";
const AROUND_THE_PIN: &str = "guest-around-the-pin";
const CONFORMANCE: &str = "guest-conformance";

fn main() -> anyhow::Result<()> {
    let workspace = Workspace::of_build_script()?;
    workspace.watch(&[
        "tests/guests/hostile",
        "tests/guests/describe-sends",
        "tests/guests/undeclared-import",
        "tests/guests/around-the-pin",
        "tests/guests/conformance",
    ]);
    let built =
        build(&workspace, &[HOSTILE, DESCRIBE_SENDS, UNDECLARED_IMPORT, AROUND_THE_PIN, CONFORMANCE])?;
    let [hostile, describe_sends, undeclared_import, around_the_pin, conformance] = built.as_slice() else {
        anyhow::bail!("five guests were asked for, {} were built", built.len());
    };
    let constants = [
        constant("Its tools misbehave, each in its own way.", "HOSTILE", &hostile.component),
        constant("Sends a request while it is described.", "DESCRIBE_SENDS", &describe_sends.component),
        constant("Imports what no host gives.", "UNDECLARED_IMPORT", &undeclared_import.component),
        constant("Names a workspace by another name.", "AROUND_THE_PIN", &around_the_pin.component),
        constant("Answers in every form.", "CONFORMANCE", &conformance.component),
        constant("A core module.", "NOT_A_COMPONENT", &hostile.module),
    ];
    fs::write(workspace.output().join("guests.rs"), constants.concat())?;
    Ok(())
}

fn constant(meaning: &str, name: &str, file: &Path) -> String {
    format!("/// {meaning}\npub const {name}: &[u8] = include_bytes!({file:?});\n")
}

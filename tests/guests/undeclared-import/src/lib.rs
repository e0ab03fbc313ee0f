//! A connector that imports `evil:host/door`, which no host gives. It must not be loaded.

use innkeeper_sdk::prelude::*;

#[cfg(target_family = "wasm")]
#[allow(unsafe_code, missing_docs, unreachable_pub)]
mod world {
    wit_bindgen::generate!({
        inline: "
            package evil:host;
            interface door { open: func() -> u32; }
            world intruder { import door; }
        ",
    });
}

/// Opens a door out of the sandbox.
#[tool(name = "open_door", title = "Open the door", effect = read, get = "/user", run = open)]
pub struct OpenDoor;

fn open(_input: OpenDoor) -> Result<Output, Failure> {
    Output::json(&door())
}

#[cfg(target_family = "wasm")]
fn door() -> u32 {
    world::evil::host::door::open()
}

#[cfg(not(target_family = "wasm"))]
fn door() -> u32 {
    0
}

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "undeclared-import",
    title = "Undeclared import",
    description = "Imports what no host gives.",
    tools = [OpenDoor],
}

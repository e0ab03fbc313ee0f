//! Bitbucket Cloud: snippets, small sets of files beside the repositories of a workspace.
//!
//! - [`snippets`]: all of it.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod snippets;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "snippets",
    title = "Snippets",
    description = "Keep, find and delete snippets of a workspace.",
    tools = [
        snippets::SnippetCreate,
        snippets::SnippetGet,
        snippets::SnippetDelete,
        snippets::SnippetsList,
    ],
}

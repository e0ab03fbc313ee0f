use std::path::Path;

use super::Workspace;

#[test]
fn connectors_have_a_target_folder_beside_the_profiles() {
    let workspace = Workspace { root: "/w".into(), output: "/w/target/debug/build/bundle-1f/out".into() };
    assert_eq!(workspace.target(), Path::new("/w/target/connectors"));
}

#[test]
fn an_unusual_output_folder_keeps_it_inside() {
    let workspace = Workspace { root: "/w".into(), output: "/out".into() };
    assert_eq!(workspace.target(), Path::new("/out/connectors"));
}

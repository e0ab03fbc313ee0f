use std::ffi::OsStr;

use super::is_of_the_outer_build;

#[test]
fn the_outer_builds_settings_stay_outside() {
    let names = [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET",
        "CARGO_MANIFEST_DIR",
        "CLIPPY_ARGS",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
    ];
    for name in names {
        assert!(is_of_the_outer_build(OsStr::new(name)), "{name}");
    }
}

#[test]
fn where_files_are_and_how_to_reach_the_network_is_kept() {
    for name in ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "CARGO_NET_OFFLINE", "CARGO_HTTP_PROXY"] {
        assert!(!is_of_the_outer_build(OsStr::new(name)), "{name}");
    }
}

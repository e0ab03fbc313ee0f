use std::fs::write;

use super::{Toolchain, newest_linker};

#[test]
fn the_newest_linker_wins_by_number() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["wasm-ld-9", "wasm-ld-22", "wasm-ld-19", "wasm-ld", "wasm-ld-next", "ld.lld-30"] {
        write(folder.path().join(name), "").unwrap();
    }
    assert_eq!(newest_linker(folder.path()), Some(folder.path().join("wasm-ld-22")));
}

#[test]
fn without_a_linker_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(newest_linker(folder.path()), None);
    assert_eq!(newest_linker(&folder.path().join("missing")), None);
}

#[test]
fn only_debians_packages_build_the_library_from_source() {
    let running = Toolchain::Running { cargo: "cargo".into(), rustc: "rustc".into() };
    let debian = Toolchain::Debian { linker: "wasm-ld-22".into() };
    assert!(running.arguments().is_empty());
    assert_eq!(debian.arguments(), ["-Zbuild-std=std,panic_abort"]);
}

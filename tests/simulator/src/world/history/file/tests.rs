use super::File;

#[test]
fn bytes_that_are_no_text_are_binary() {
    assert_eq!(File::text("né\n").as_text(), Some("né\n"));
    assert_eq!(File::new(*b"PNG\0").as_text(), None);
    assert_eq!(File::new(*b"\xff\xfe").as_text(), None);
}

#[test]
fn a_stored_file_leaves_a_pointer_in_the_commit() {
    let file = File::stored(*b"a film");
    let lfs = file.lfs().unwrap();
    let pointer = file.as_text().unwrap();
    assert_eq!(lfs.content(), b"a film");
    assert!(pointer.contains(&format!("oid sha256:{}\nsize 6\n", lfs.oid())));
    assert!(File::text(pointer).lfs().is_none());
}

#[test]
fn the_mode_is_part_of_a_file() {
    let (plain, executable) = (File::text("x"), File::text("x").executable());
    assert_ne!(plain, executable);
    assert_eq!((plain.mode(), executable.mode()), ("100644", "100755"));
    assert_eq!(plain.blob(), executable.blob());
    assert!(executable.is_executable() && !plain.is_executable());
}

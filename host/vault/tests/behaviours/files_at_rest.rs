//! Who reads the files learns no secret.

use std::fs;
use std::path::Path;

use innkeeper_vault::{RecordKey, Secret, Secrets};

use crate::support::{ACCESS, ACCOUNT, Fixture, active};

/// Long enough not to occur by chance.
const TOKEN: &str = "a-token-that-nobody-may-find-on-the-disk";

#[tokio::test]
async fn no_file_holds_a_secret_or_the_master_key() {
    let fixture = Fixture::new().await;
    let mut expected = None;
    for size in [1, 100, 20_000] {
        let secrets = Secrets::new().with(ACCESS, Secret::new(TOKEN.repeat(size)));
        let key = RecordKey::new(ACCOUNT, "bitbucket", "alice");
        expected = Some(fixture.vault.save(&key, expected, &active(), &secrets).await.unwrap());
    }
    let Fixture { vault, store, key, directory } = fixture;
    drop((vault, store));

    let master = key.expose().as_bytes();
    let files = contents(directory.path());
    assert!(files.iter().any(|file| contains(file, b"ACTIVE")), "the plain part is there to be found");
    for file in files {
        assert!(!contains(&file, TOKEN.as_bytes()));
        assert!(!contains(&file, data_encoding::BASE64.encode(TOKEN.as_bytes()).as_bytes()));
        assert!(!contains(&file, master));
        assert!(!contains(&file, &data_encoding::BASE64.decode(master).unwrap()));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_directory_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::TempDir::new().unwrap();
    let path = parent.path().join("new/vault");
    crate::support::open_store(&path);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
}

/// Every file below a directory.
fn contents(directory: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true => contents(&path),
        false => vec![fs::read(path).unwrap()],
    };
    entries.flat_map(read).collect()
}

fn contains(file: &[u8], wanted: &[u8]) -> bool {
    file.windows(wanted.len()).any(|window| window == wanted)
}

//! A process that is killed while it rekeys loses nothing, and the next one goes on where it was.

use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use innkeeper_vault::{Environment, KeyRing, MasterKey, Secret, Store, Vault};
use tempfile::TempDir;

use crate::support::{ACCESS, ACCOUNT, Account, REFRESH, account, active, open, open_store, tokens};

/// Tell the process that is to be killed where the vault is and which keys it has.
const DIRECTORY: &str = "INNKEEPER_TEST_REKEY_DIRECTORY";
const OLD: &str = "INNKEEPER_TEST_REKEY_OLD";
const NEW: &str = "INNKEEPER_TEST_REKEY_NEW";
const RECORDS: u64 = 600;
/// Rewraps to see before a kill: the kills fall at different places of a pass.
const SEEN: [u64; 4] = [1, 40, 90, 150];

fn key(text: &str) -> MasterKey {
    MasterKey::from_base64(text).unwrap()
}

async fn rotated(store: Arc<dyn Store>, old: &str, new: &str) -> Vault {
    let ring = KeyRing::new(key(new)).with_retired(key(old)).unwrap();
    Vault::open(store, ring, Environment::default()).await.unwrap()
}

#[tokio::test]
async fn a_killed_rekey_loses_nothing_and_is_continued() {
    let directory = TempDir::new().unwrap();
    let [old, new] = [(); 2].map(|()| MasterKey::generate().unwrap().to_base64());
    {
        let vault = open(&open_store(directory.path()), &old, "default").await.unwrap();
        for number in 0..RECORDS {
            vault.save(&account(&format!("acc_{number}")), None, &active(), &tokens()).await.unwrap();
        }
    }
    let mut under_the_new_key = 0;
    for least in SEEN {
        let rewrapped = rekey_until_killed(directory.path(), &old, &new, least);
        assert!(rewrapped >= least, "the pass stopped before it was killed");
        let vault = rotated(open_store(directory.path()), old.expose(), new.expose()).await;
        let census = vault.census().await.unwrap();
        assert_eq!(census.records(), RECORDS + 1, "{census:?}");
        let now = census.sealed_by(vault.key_id());
        assert!(now >= under_the_new_key + least, "acknowledged rewraps are gone: {now} {census:?}");
        assert!(now <= RECORDS, "the pass was through before it was killed: {census:?}");
        under_the_new_key = now;
    }
    let store = open_store(directory.path());
    let progress = rotated(Arc::clone(&store), old.expose(), new.expose()).await.rekey(|_| {}).await.unwrap();
    assert_eq!((progress.left, progress.refused), (0, 0), "{progress:?}");
    assert_eq!(progress.rewrapped, RECORDS + 1 - under_the_new_key, "done work was done again");

    let vault = open(&store, &Secret::new(new.expose().to_owned()), "default").await.unwrap();
    let opened = vault.scan::<Account>(ACCOUNT, None, usize::MAX).await.unwrap();
    assert_eq!(opened.len() as u64, RECORDS);
    for (id, loaded) in opened {
        assert_eq!(loaded.plain, active(), "{id}");
        assert!(loaded.open(ACCESS).unwrap().is_some() && loaded.open(REFRESH).unwrap().is_some(), "{id}");
    }
}

/// Runs `rekeyer` in a process of its own and kills it after so many rewraps. Gives how many it told of.
fn rekey_until_killed(directory: &Path, old: &Secret, new: &Secret, least: u64) -> u64 {
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "rekey_killed::rekeyer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .env(OLD, old.expose())
        .env(NEW, new.expose())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.filter_map(|line| line.strip_prefix("rewrapped ")?.parse().ok());
    let rewrapped = told.into_iter().find(|rewrapped: &u64| *rewrapped >= least).unwrap_or(0);
    process.kill().unwrap();
    process.wait().unwrap();
    rewrapped
}

#[test]
#[ignore = "rekeys until it is killed; the test above starts it"]
fn rekeyer() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let (old, new) = (env::var(OLD).unwrap(), env::var(NEW).unwrap());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let vault = rotated(open_store(directory.as_ref()), &old, &new).await;
        let tell = |rewrapped| stdout().write_all(format!("rewrapped {rewrapped}\n").as_bytes()).unwrap();
        vault.rekey(|progress| tell(progress.rewrapped)).await.unwrap();
    });
}

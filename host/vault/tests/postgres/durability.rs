//! What was acknowledged is on the server's disk, whatever the server is told.

use innkeeper_test_postgres::{Server, Stop};
use innkeeper_vault::{Sequence, Store, StoreError};

use crate::support::{open, put, refusal, settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_commits_in_the_background_loses_nothing_when_it_crashes() {
    let server = Server::start(&["synchronous_commit=off"]);
    let database = server.database();
    let store = open(&database).await;
    for round in 1..=3 {
        for number in 0..20 {
            put(&store, &format!("k/{round}/{number}"), None, b"value").await;
        }
        let last = store.append("audit", b"entry").await.unwrap();
        server.restart(Stop::Immediate);

        assert_eq!(last, Sequence::new(round));
        assert_eq!(store.read_log("audit", None, 100).await.unwrap().len() as u64, round);
        assert_eq!(store.scan(&format!("k/{round}/"), None, 100).await.unwrap().len(), 20);
    }
}

/// Writes down how the session is set whenever an entry is appended.
const WITNESS: &str = "
    CREATE TABLE public.seen (setting text);
    CREATE FUNCTION public.witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.seen SELECT format('%s %s %s', current_setting('synchronous_commit'),
            current_setting('transaction_isolation'), current_setting('statement_timeout'));
        RETURN NEW;
    END $$;
    CREATE TRIGGER witness AFTER INSERT ON innkeeper.entries FOR EACH ROW EXECUTE FUNCTION public.witness()";

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_a_database_weaken_nothing_and_stay_where_they_are_stricter() {
    for (given, kept) in [("off", "on"), ("on", "on"), ("remote_apply", "remote_apply")] {
        let database = Server::shared().database();
        let name = database.name();
        database.run(&format!(
            "ALTER DATABASE {name} SET synchronous_commit = {given};
             ALTER DATABASE {name} SET default_transaction_isolation = 'serializable';
             ALTER DATABASE {name} SET statement_timeout = 0"
        ));
        let store = open(&database).await;
        database.run(WITNESS);
        store.append("audit", b"entry").await.unwrap();
        assert_eq!(database.run("SELECT setting FROM public.seen"), format!("{kept} read committed 20s"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_waits_for_its_disk_is_refused() {
    let server = Server::start(&["fsync=off"]);
    let refused = refusal(&settings(&server.database().url())).await;
    assert!(
        matches!(&refused, StoreError::Refused { detail, .. } if detail.contains("fsync = off")),
        "{refused}"
    );
}

//! TLS as the URL says.

use innkeeper_test_postgres::Server;
use innkeeper_vault::{Store, StoreError};

use crate::support::{open, refusal, settings};

/// Whether each connection of a host is encrypted: one line, or none where there is no connection.
const ENCRYPTED: &str = "
    SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
    WHERE application_name = 'innkeeper' AND datname = current_database()";

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_a_given_authority_is_verified() {
    let server = Server::start_with_tls();
    let database = server.database();
    let verified =
        format!("{}?sslmode=verify-full&sslrootcert={}", database.url(), server.certificate().display());
    let store = innkeeper_vault::PostgresStore::open(&settings(&verified)).await.unwrap();
    store.append("audit", b"entry").await.unwrap();
    assert_eq!(database.run(ENCRYPTED), "t");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_nobody_known_is_refused() {
    let server = Server::start_with_tls();
    let refused = refusal(&settings(&format!("{}?sslmode=verify-full", server.database().url()))).await;
    assert!(
        matches!(&refused, StoreError::Refused { detail, .. } if detail.starts_with("TLS failed")),
        "{refused}"
    );
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_tls_is_refused_where_the_url_wants_it() {
    let database = Server::shared().database();
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = refusal(&settings(&format!("{}?sslmode={mode}", database.url()))).await;
        assert!(refused.to_string().contains("server does not support TLS"), "{mode}: {refused}");
    }
    let store = open(&database).await;
    store.append("audit", b"entry").await.unwrap();
    assert_eq!(database.run(ENCRYPTED), "f", "`prefer` goes without");
}

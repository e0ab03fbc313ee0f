use super::*;

const PASSWORD: &str = "hunter2-and-more";

fn settings(url: &str) -> PostgresSettings {
    PostgresSettings { url: Secret::new(url.to_owned()), pool_size: NonZeroU32::MIN, schema: None }
}

/// What is wrong with a URL, which has the password in it.
fn refusal(url: &str) -> String {
    let error = Address::of(&settings(url)).err().expect("a refusal");
    let words = format!("{error} {error:?}");
    assert!(!words.contains(PASSWORD), "{words}");
    error.to_string()
}

#[test]
fn a_url_says_where_the_database_is() {
    let address =
        Address::of(&settings("postgres://me:hunter2-and-more@db.example:6000/hotel?sslmode=verify-full"));
    let address = address.unwrap();
    assert_eq!(address.place.to_string(), "database \"hotel\" at db.example:6000");
    assert_eq!(address.schema, "innkeeper");
    assert!(is_verified(&address.options));
}

#[test]
fn a_socket_is_a_place_too() {
    let address = Address::of(&settings("postgresql:///hotel?host=/run/postgresql&user=me")).unwrap();
    assert_eq!(address.place.to_string(), "database \"hotel\" at /run/postgresql");
}

#[test]
fn a_url_that_cannot_be_right_is_refused_without_being_quoted() {
    assert!(refusal("hunter2-and-more").contains("not a URL"));
    assert!(refusal("mysql://me:hunter2-and-more@db/hotel").contains("begin with postgres://"));
    assert!(refusal("postgres://me:hunter2-and-more@db:port/hotel").contains("not a URL"));
    assert!(refusal("postgres://me@db/hotel?pasword=hunter2-and-more").contains("not known: use only"));
    assert!(refusal("postgres://me@db/hotel?hunter2-and-more").contains("not known: use only"));
    assert!(refusal("postgres://me@db/hotel?port=hunter2-and-more").contains("cannot be read"));
}

#[test]
fn a_tls_mode_that_would_do_less_than_it_says_is_refused() {
    assert!(refusal("postgres://me:hunter2-and-more@db/hotel?sslmode=allow").contains("none of disable,"));
    assert!(refusal("postgres://me:hunter2-and-more@db/hotel?sslmode=verify").contains("none of disable,"));
    let unused = refusal("postgres://me:hunter2-and-more@db/hotel?sslmode=require&sslrootcert=/ca.pem");
    assert!(unused.contains("needs `sslmode=verify-full`"), "{unused}");
}

#[test]
fn a_schema_has_a_plain_name() {
    for good in ["innkeeper", "_a", "a1", "user", &"a".repeat(63)] {
        assert!(require_name(good).is_ok(), "{good}");
    }
    for bad in
        ["", "A", "1a", "a-b", "a\"; DROP TABLE records; --", "a.b", "é", "pg_catalog", &"a".repeat(64)]
    {
        assert!(require_name(bad).is_err(), "{bad}");
    }
}

//! Query strings.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::mistake;
use crate::problem_response::ProblemResponse;

/// The parameters of a query, each at most once and all of them known.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemResponse> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, ProblemResponse> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs)
        .map_err(|error| mistake::problem(error.path(), &error.inner().to_string()).into())
}

#[cfg(test)]
mod tests {
    use innkeeper::AccountQuery;
    use proptest::prelude::*;

    use super::*;

    fn accounts(query: &str) -> Result<AccountQuery, String> {
        parse(query).map_err(|refused| format!("{refused:?}"))
    }

    #[test]
    fn known_parameters_are_decoded_once() {
        let query = accounts("identifier=ada%40example.com%2525&limit=5&status=ACTIVE").unwrap();
        assert_eq!(query.identifier.as_deref(), Some("ada@example.com%25"));
        assert_eq!(query.limit, Some(5));
    }

    #[test]
    fn unknown_doubled_and_wrong_parameters_are_named() {
        for (query, path) in [
            ("state=ACTIVE", "\"/state\""),
            ("limit=many", "\"/limit\""),
            ("status=active", "\"/status\""),
            ("cursor=a&cursor=b", "\"/cursor\""),
        ] {
            let refused = accounts(query).unwrap_err();
            assert!(refused.contains(path), "{query}: {refused}");
        }
    }

    proptest! {
        #[test]
        fn any_query_is_taken_or_refused(query in ".{0,200}") {
            let _ = accounts(&query);
        }
    }
}

//! Bodies, within the limits on their size and time.

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError};
use innkeeper::Kind;

use crate::problem_response::{ProblemResponse, with_status};

/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

/// Why a body did not arrive as a whole.
#[derive(Debug)]
pub(crate) enum Unreceived {
    /// It is larger than it may be.
    TooLarge,
    /// It ended too early, or is not framed as HTTP says.
    Broken,
    /// It took longer than a body may take.
    Late(Duration),
}

/// A request, all of whose body has arrived.
pub(crate) async fn receive(request: Request) -> Result<(Parts, Bytes), ProblemResponse> {
    let (parts, body) = request.with_limited_body().into_parts();
    Ok((parts, arrival(body).await?))
}

/// A body that may have a limited size, as soon as it is there.
pub(crate) async fn arrival(body: Body) -> Result<Bytes, Unreceived> {
    arrival_within(ARRIVAL, body).await
}

async fn arrival_within(limit: Duration, body: Body) -> Result<Bytes, Unreceived> {
    match tokio::time::timeout(limit, body.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if is_too_large(&error) => Err(Unreceived::TooLarge),
        Ok(Err(_)) => Err(Unreceived::Broken),
        Err(_) => Err(Unreceived::Late(limit)),
    }
}

impl From<Unreceived> for ProblemResponse {
    fn from(failure: Unreceived) -> Self {
        let (status, said) = match failure {
            Unreceived::TooLarge => {
                (413, "the body is larger than this host takes (max_request_bytes)".to_owned())
            }
            Unreceived::Broken => (400, "the body ended before it was whole".to_owned()),
            Unreceived::Late(limit) => {
                (408, format!("the body did not arrive within {} seconds", limit.as_secs()))
            }
        };
        with_status(Kind::BadInput, status, said)
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut causes = successors(Some(error as &(dyn Error + 'static)), |&error| error.source());
    causes.any(|error| error.is::<LengthLimitError>())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream::{self, StreamExt};
    use http_body_util::Limited;

    use super::*;

    #[tokio::test]
    async fn a_body_that_drips_is_given_up() {
        let dripping = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, Infallible>("x"), ()))
        });
        let limit = Duration::from_millis(30);
        let given_up = arrival_within(limit, Body::from_stream(dripping)).await;
        assert!(matches!(given_up, Err(Unreceived::Late(late)) if late == limit));
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_told_from_one_that_breaks_off() {
        let large = Limited::new(Body::from("12345"), 4);
        assert!(matches!(arrival(Body::new(large)).await, Err(Unreceived::TooLarge)));
        let whole = stream::iter([Ok("1234"), Err(std::io::Error::other("reset"))]);
        assert!(matches!(arrival(Body::from_stream(whole.boxed())).await, Err(Unreceived::Broken)));
        let fitting = Limited::new(Body::from("1234"), 4);
        assert_eq!(arrival(Body::new(fitting)).await.unwrap(), "1234");
    }
}

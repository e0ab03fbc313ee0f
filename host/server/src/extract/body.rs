//! Bodies, within the limits on their size and time.

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError};
use innkeeper::Kind;

use crate::problem_response::{ProblemResponse, with_status};

/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

/// A request, all of whose body has arrived.
pub(crate) async fn receive(request: Request) -> Result<(Parts, Bytes), ProblemResponse> {
    let (parts, body) = request.with_limited_body().into_parts();
    match tokio::time::timeout(ARRIVAL, body.collect()).await {
        Ok(Ok(body)) => Ok((parts, body.to_bytes())),
        Ok(Err(error)) if is_too_large(&error) => Err(with_status(
            Kind::BadInput,
            413,
            "the body is larger than this host takes (max_request_bytes)",
        )),
        Ok(Err(_)) => Err(with_status(Kind::BadInput, 400, "the body ended before it was whole")),
        Err(_) => {
            let said = format!("the body did not arrive within {} seconds", ARRIVAL.as_secs());
            Err(with_status(Kind::BadInput, 408, said))
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut causes = successors(Some(error as &(dyn Error + 'static)), |&error| error.source());
    causes.any(|error| error.is::<LengthLimitError>())
}

//! When a request is sent again.
//!
//! Only where that cannot act twice: the request certainly did not leave, or the call says that twice is once. Never past
//! the request's own deadline, and a few times at most: what does not work then is the caller's to decide.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use http::header;
use tokio::time::Instant;

use crate::SendError;

/// How often at most.
const MOST: u32 = 2;
/// The pause before the first repetition; each further one is twice as long. Half of a pause is left to chance, so that
/// many callers who failed together do not come back together.
const PAUSE: Duration = Duration::from_millis(200);
/// A provider that asks for a longer pause than this is left to the caller, who is told.
const LONGEST: Duration = Duration::from_secs(2);

/// Whether requests of a call may be sent again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// Reads only; a write only where it certainly did not leave.
    #[default]
    Reads,
    /// Everything: the call says that twice is once.
    Everything,
}

/// One request's repetitions.
pub(crate) struct Attempts {
    harmless: bool,
    deadline: Instant,
    made: u32,
}

impl Attempts {
    pub(crate) fn new(repeat: Repeat, method: &reqwest::Method, deadline: Instant) -> Self {
        let harmless = repeat == Repeat::Everything || *method == reqwest::Method::GET;
        Self { harmless, deadline, made: 0 }
    }

    /// How long to wait before the request is sent again; none where its outcome stands.
    pub(crate) fn pause(&mut self, outcome: &Result<reqwest::Response, SendError>) -> Option<Duration> {
        if self.made >= MOST || !self.may_repeat(outcome) {
            return None;
        }
        let asked = outcome.as_ref().ok().and_then(retry_after);
        let pause = asked.unwrap_or_else(|| jittered(PAUSE * 2_u32.saturating_pow(self.made)));
        let fits = pause <= LONGEST && Instant::now() + pause < self.deadline;
        fits.then(|| {
            self.made += 1;
            pause
        })
    }

    fn may_repeat(&self, outcome: &Result<reqwest::Response, SendError>) -> bool {
        match outcome {
            Ok(response) => match response.status().as_u16() {
                // Not carried out, and the provider says when it would be.
                429 => retry_after(response).is_some(),
                502..=504 => self.harmless,
                _ => false,
            },
            Err(SendError::Unreachable { sent, .. }) => self.harmless || !sent,
            Err(_) => false,
        }
    }
}

/// Seconds of a `Retry-After`; a date is for the caller.
fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let text = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Between half of it and all of it.
fn jittered(pause: Duration) -> Duration {
    let chance = u32::try_from(RandomState::new().hash_one(0_u8) % 256).unwrap_or(0);
    pause / 2 + (pause / 2) * chance / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(repeat: Repeat, method: &reqwest::Method) -> Attempts {
        Attempts::new(repeat, method, Instant::now() + Duration::from_secs(30))
    }

    fn answer(status: u16, retry_after: Option<&str>) -> Result<reqwest::Response, SendError> {
        let mut response = http::Response::builder().status(status);
        if let Some(value) = retry_after {
            response = response.header(header::RETRY_AFTER, value);
        }
        Ok(response.body(Vec::new()).unwrap().into())
    }

    fn broken(sent: bool) -> Result<reqwest::Response, SendError> {
        Err(SendError::Unreachable { detail: "the connection broke".to_owned(), sent })
    }

    #[test]
    fn a_read_is_repeated_and_a_write_only_where_it_did_not_leave() {
        let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
        for (repeat, method, outcome, again) in [
            (Repeat::Reads, &get, answer(503, None), true),
            (Repeat::Reads, &get, broken(true), true),
            (Repeat::Reads, &post, answer(503, None), false),
            (Repeat::Reads, &post, broken(true), false),
            (Repeat::Reads, &post, broken(false), true),
            (Repeat::Everything, &post, answer(502, None), true),
            (Repeat::Everything, &post, broken(true), true),
            (Repeat::Reads, &get, answer(500, None), false),
            (Repeat::Reads, &get, answer(555, None), false),
            (Repeat::Reads, &get, answer(200, None), false),
        ] {
            assert_eq!(attempts(repeat, method).pause(&outcome).is_some(), again, "{method} {outcome:?}");
        }
    }

    #[test]
    fn a_limit_is_waited_for_where_the_provider_says_how_long_and_it_is_short() {
        let post = reqwest::Method::POST;
        let pause = |value| attempts(Repeat::Reads, &post).pause(&answer(429, value));
        assert_eq!(pause(Some("1")), Some(Duration::from_secs(1)));
        assert_eq!(pause(Some("0")), Some(Duration::ZERO));
        for value in [None, Some("3"), Some("Wed, 21 Oct 2026 07:28:00 GMT"), Some("soon")] {
            assert_eq!(pause(value), None, "{value:?}");
        }
    }

    #[test]
    fn it_ends_after_a_few_and_before_the_deadline() {
        let mut attempts = attempts(Repeat::Reads, &reqwest::Method::GET);
        for round in 0..MOST {
            let pause = attempts.pause(&broken(true)).unwrap();
            let whole = PAUSE * 2_u32.pow(round);
            assert!(pause >= whole / 2 && pause <= whole, "{pause:?} of {whole:?}");
        }
        assert_eq!(attempts.pause(&broken(true)), None);
        let mut late = Attempts::new(Repeat::Reads, &reqwest::Method::GET, Instant::now());
        assert_eq!(late.pause(&broken(true)), None);
    }
}

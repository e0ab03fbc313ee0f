//! When a request is sent again.
//!
//! Only where that cannot act twice: the request certainly did not leave, or the call says that twice is once. Never past
//! the request's own deadline, and a few times at most: what does not work then is the caller's to decide.

use std::time::Duration;

use innkeeper_accounts::jittered;
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
    /// `asked` is the pause that the provider asks for.
    pub(crate) fn pause(
        &mut self,
        outcome: &Result<reqwest::Response, SendError>,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if self.made >= MOST || !self.may_repeat(outcome, asked) {
            return None;
        }
        let pause = asked.unwrap_or_else(|| jittered(PAUSE * 2_u32.saturating_pow(self.made)));
        let fits = pause <= LONGEST && Instant::now() + pause < self.deadline;
        fits.then(|| {
            self.made += 1;
            pause
        })
    }

    fn may_repeat(&self, outcome: &Result<reqwest::Response, SendError>, asked: Option<Duration>) -> bool {
        match outcome {
            Ok(response) => match response.status().as_u16() {
                // Not carried out, and the provider says when it would be.
                429 => asked.is_some(),
                502..=504 => self.harmless,
                _ => false,
            },
            Err(SendError::Unreachable { sent, .. }) => self.harmless || !sent,
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(repeat: Repeat, method: &reqwest::Method) -> Attempts {
        Attempts::new(repeat, method, Instant::now() + Duration::from_secs(30))
    }

    fn answer(status: u16) -> Result<reqwest::Response, SendError> {
        Ok(http::Response::builder().status(status).body(Vec::new()).unwrap().into())
    }

    fn broken(sent: bool) -> Result<reqwest::Response, SendError> {
        Err(SendError::Unreachable { detail: "the connection broke".to_owned(), sent })
    }

    #[test]
    fn a_read_is_repeated_and_a_write_only_where_it_did_not_leave() {
        let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
        for (repeat, method, outcome, again) in [
            (Repeat::Reads, &get, answer(503), true),
            (Repeat::Reads, &get, broken(true), true),
            (Repeat::Reads, &post, answer(503), false),
            (Repeat::Reads, &post, broken(true), false),
            (Repeat::Reads, &post, broken(false), true),
            (Repeat::Everything, &post, answer(502), true),
            (Repeat::Everything, &post, broken(true), true),
            (Repeat::Reads, &get, answer(500), false),
            (Repeat::Reads, &get, answer(555), false),
            (Repeat::Reads, &get, answer(200), false),
        ] {
            assert_eq!(
                attempts(repeat, method).pause(&outcome, None).is_some(),
                again,
                "{method} {outcome:?}"
            );
        }
    }

    #[test]
    fn a_limit_is_waited_for_where_the_provider_says_how_long_and_it_is_short() {
        let post = reqwest::Method::POST;
        let pause = |seconds: Option<u64>| {
            attempts(Repeat::Reads, &post).pause(&answer(429), seconds.map(Duration::from_secs))
        };
        assert_eq!(pause(Some(1)), Some(Duration::from_secs(1)));
        assert_eq!(pause(Some(0)), Some(Duration::ZERO));
        assert_eq!((pause(None), pause(Some(3))), (None, None));
    }

    #[test]
    fn it_ends_after_a_few_and_before_the_deadline() {
        let mut attempts = attempts(Repeat::Reads, &reqwest::Method::GET);
        for round in 0..MOST {
            let pause = attempts.pause(&broken(true), None).unwrap();
            let whole = PAUSE * 2_u32.pow(round);
            assert!(pause >= whole / 2 && pause <= whole, "{pause:?} of {whole:?}");
        }
        assert_eq!(attempts.pause(&broken(true), None), None);
        let mut late = Attempts::new(Repeat::Reads, &reqwest::Method::GET, Instant::now());
        assert_eq!(late.pause(&broken(true), None), None);
    }
}

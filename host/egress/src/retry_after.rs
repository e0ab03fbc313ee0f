//! `Retry-After` (RFC 9110 §10.2.3): seconds, or a date; and what is neither.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// Nobody is waited for longer: after an hour the provider's whole window has passed.
pub(crate) const LONGEST: Duration = Duration::from_secs(3_600);

/// How long the provider asks to wait, at most an hour; none where it does not say, or says nothing sensible. A date that
/// has passed is no wait at all.
pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let asked = match text.parse().map(Duration::from_secs) {
        Ok(asked) => asked,
        // More digits than a number has is still a number of seconds.
        Err(_) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => LONGEST,
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(asked.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: Option<&'static str>) -> Option<Duration> {
        let now = httpdate::parse_http_date("Tue, 24 Nov 2026 12:00:00 GMT").unwrap();
        let mut headers = HeaderMap::new();
        headers.extend(value.map(|value| (header::RETRY_AFTER, http::HeaderValue::from_static(value))));
        read(&headers, now)
    }

    #[test]
    fn seconds_and_dates_are_understood() {
        for (value, seconds) in [
            ("7", 7),
            (" 7 ", 7),
            ("0", 0),
            ("Tue, 24 Nov 2026 12:01:30 GMT", 90),
            ("Tuesday, 24-Nov-26 12:01:30 GMT", 90),
            ("Tue Nov 24 12:01:30 2026", 90),
            ("Tue, 24 Nov 2026 11:59:59 GMT", 0),
        ] {
            assert_eq!(asked(Some(value)), Some(Duration::from_secs(seconds)), "{value}");
        }
    }

    #[test]
    fn an_hour_is_the_most() {
        for value in ["3601", "31536000", "99999999999999999999999", "Tue, 24 Nov 2037 12:00:00 GMT"] {
            assert_eq!(asked(Some(value)), Some(LONGEST), "{value}");
        }
    }

    #[test]
    fn nonsense_says_nothing() {
        for value in [None, Some("soon"), Some("-5"), Some(""), Some("1.5"), Some("2026-11-24T12:00:00Z")] {
            assert_eq!(asked(value), None, "{value:?}");
        }
    }
}

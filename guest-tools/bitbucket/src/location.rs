//! What an answer without a body says it made, or where to follow it.

use innkeeper_sdk::Response;

/// The last segment of `Location`, in any spelling of the address: a commit's hash, a task's id. Nothing where the answer
/// names no place below the API's base.
#[must_use]
pub fn last_segment(response: &Response) -> Option<String> {
    let location = response.header("location")?;
    let path = location.split(['?', '#']).next()?;
    let segment = path.trim_end_matches('/').rsplit('/').next()?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use innkeeper_sdk::{
        Method, Request,
        testing::{Provider, Reply},
    };

    use super::*;

    fn segment_of(reply: Reply) -> Option<String> {
        let _provider = Provider::playing([reply]);
        last_segment(&Request::new(Method::Get, "/user").send().unwrap())
    }

    #[test]
    fn the_last_segment_is_found_in_every_spelling() {
        for location in ["/a/b/c1", "/a/b/c1/", "/a/b/c1?x=/y", "/a/b/c1#/z"] {
            let reply = Reply::new(201, "").header("location", location);
            assert_eq!(segment_of(reply).as_deref(), Some("c1"), "{location}");
        }
    }

    #[test]
    fn no_place_is_no_segment() {
        assert_eq!(segment_of(Reply::new(201, "")), None);
        assert_eq!(segment_of(Reply::new(201, "").header("location", "/")), None);
    }
}

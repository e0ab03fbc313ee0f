//! What a caller is told who is not let in: the `WWW-Authenticate` header (RFC 6750 §3, RFC 9728 §5.1).

use axum::http::HeaderValue;

use crate::public_url::PublicUrl;

/// Characters of a description.
const LONGEST: usize = 300;

/// Why a request was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It came with nothing that this host takes: no error, only the way in (RFC 6750 §3.1).
    Nothing,
    /// It is not clear what it came with.
    Request,
    /// It came with a token that is wrong, has expired or was revoked.
    Token,
}

impl Fault {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Request => Some("invalid_request"),
            Self::Token => Some("invalid_token"),
        }
    }
}

/// The header's value for a request to `path`.
pub(crate) fn challenge(public_url: &PublicUrl, path: &str, fault: Fault, detail: &str) -> HeaderValue {
    let mut text = format!("Bearer resource_metadata=\"{}\"", metadata_url(public_url, path));
    if let Some(code) = fault.code() {
        text.push_str(&format!(", error=\"{code}\", error_description=\"{}\"", quotable(detail)));
    }
    // A URL and a description are of characters that a header takes; without them the scheme still stands.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("Bearer"))
}

/// Where the description of the resource at `path` is: `/mcp` and each toolset of it have one of their own.
fn metadata_url(public_url: &PublicUrl, path: &str) -> String {
    let mut segments = vec![".well-known", "oauth-protected-resource"];
    match path.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
        ["mcp"] => segments.push("mcp"),
        ["mcp", toolset] if is_plain(toolset) => segments.extend(["mcp", toolset]),
        _ => {}
    }
    public_url.below(&segments).to_string()
}

/// Whether a segment can be repeated as it came.
pub(crate) fn is_plain(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !segment.is_empty() && segment.len() <= 64 && segment.bytes().all(plain)
}

/// In the characters that a description may have (RFC 6750 §3).
fn quotable(text: &str) -> String {
    let taken = |one: char| match one {
        '"' | '\\' => '\'',
        ' '..='~' => one,
        _ => '?',
    };
    text.chars().take(LONGEST).map(taken).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    fn said(path: &str, fault: Fault, detail: &str) -> String {
        let url = PublicUrl::new(Url::parse("https://inn.example/host/").unwrap());
        challenge(&url, path, fault, detail).to_str().unwrap().to_owned()
    }

    #[test]
    fn each_resource_has_its_own_description() {
        let root = "https://inn.example/host/.well-known/oauth-protected-resource";
        for (path, url) in [
            ("/v1/tools", root.to_owned()),
            ("/mcp", format!("{root}/mcp")),
            ("/mcp/pull-requests", format!("{root}/mcp/pull-requests")),
            ("/mcp/a%22b", root.to_owned()),
            ("/mcp/a/b", root.to_owned()),
        ] {
            assert_eq!(said(path, Fault::Nothing, "x"), format!("Bearer resource_metadata=\"{url}\""));
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_out_of_its_quotes(path in "\\PC{0,40}", detail in "(?s).{0,400}") {
            let said = said(&format!("/mcp/{path}"), Fault::Token, &detail);
            prop_assert_eq!(said.matches('"').count(), 6);
            prop_assert!(said.contains("error=\"invalid_token\", error_description=\"") && !said.contains('\\'));
        }
    }
}

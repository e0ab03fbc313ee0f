use axum::response::IntoResponse;
use proptest::prelude::*;

use super::*;

fn sent(values: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(COOKIE, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn set(cookie: Cookie, transport: Transport) -> String {
    let mut response = ().into_response();
    cookie.set(&mut response, "x", transport);
    response.headers()[SET_COOKIE].to_str().unwrap().to_owned()
}

#[test]
fn a_public_cookie_is_bound_to_this_host_and_to_https() {
    let text = set(Cookie::Browser, Transport::Public);
    assert_eq!(text, "__Host-innkeeper=x; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure");
}

#[test]
fn a_loopback_cookie_does_without_secure() {
    let text = set(Cookie::Browser, Transport::LoopbackHttp);
    assert_eq!(text, "innkeeper_browser=x; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax");
}

#[test]
fn a_cookie_is_found_among_others_and_in_several_headers() {
    let read = |values: &[&str]| Cookie::Browser.read(&sent(values), Transport::Public).map(str::to_owned);
    assert_eq!(read(&["a=1; __Host-innkeeper=v; b=2"]).as_deref(), Some("v"));
    assert_eq!(read(&["a=1", "__Host-innkeeper=v=w"]).as_deref(), Some("v=w"));
    assert_eq!(read(&["a=1"]), None);
}

#[test]
fn a_cookie_of_the_other_transport_or_a_second_one_does_not_count() {
    assert_eq!(Cookie::Browser.read(&sent(&["innkeeper_browser=v"]), Transport::Public), None);
    assert_eq!(
        Cookie::Browser.read(&sent(&["__Host-innkeeper=v; __Host-innkeeper=w"]), Transport::Public),
        None
    );
}

#[test]
fn a_script_is_no_place_to_return_to() {
    assert!(unpack("javascript%3Aalert(1)").is_none());
    assert!(unpack("").is_none());
}

proptest! {
    #[test]
    fn a_packed_url_comes_back_and_breaks_no_cookie(path in "[ -~]{0,60}") {
        let mut url = Url::parse("https://app.example/").unwrap();
        url.set_path(&path);
        url.set_query(Some(&path));
        let packed = pack(&url);
        prop_assert!(!packed.contains([';', ',', '"', ' ']));
        prop_assert_eq!(unpack(&packed), Some(url));
    }

    #[test]
    fn any_cookie_header_is_read_or_ignored(value in "[ -~]{0,100}") {
        let _ = Cookie::Return.read(&sent(&[&value]), Transport::Public).and_then(unpack);
    }
}

//! A browser as far as consent needs one.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use reqwest::{Method, RequestBuilder, Response};
use url::Url;

/// Redirects that a journey may have.
const MOST_HOPS: usize = 10;

/// Somebody's browser: cookies by host and port, and redirects that are followed one by one.
#[derive(Clone, Debug)]
pub struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// Where a browser is, and what it shows.
#[derive(Debug)]
pub struct Page {
    /// The address.
    pub url: Url,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The page.
    pub text: String,
}

impl Page {
    /// Where it redirects to.
    #[must_use]
    pub fn location(&self) -> Option<Url> {
        self.url.join(self.headers.get("location")?.to_str().ok()?).ok()
    }

    /// A query parameter of its address.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl Browser {
    /// A browser that was never anywhere.
    pub fn new() -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, cookies: BTreeMap::new() })
    }

    /// Goes to an address and stays there, even where it redirects.
    pub async fn step(&mut self, url: &Url) -> anyhow::Result<Page> {
        let request = self.client.request(Method::GET, url.clone());
        self.send(url, request).await
    }

    /// Takes the cookies of one address along to another, as if both were behind one name.
    pub fn follow_to(&mut self, from: &Url, to: &Url) {
        let jar = self.cookies.get(&place(from)).cloned().unwrap_or_default();
        self.cookies.entry(place(to)).or_default().extend(jar);
    }

    /// Sends a form to an address.
    pub async fn submit(&mut self, url: &Url, form: &[(&str, &str)]) -> anyhow::Result<Page> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .client
            .request(Method::POST, url.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(url, request).await
    }

    /// Goes to an address and on, until a page does not redirect, or leads to a URL that `stop` knows.
    pub async fn travel(&mut self, start: &Url, stop: impl Fn(&Url) -> bool) -> anyhow::Result<Page> {
        let mut page = self.step(start).await?;
        for _ in 0..MOST_HOPS {
            let Some(next) = page.location() else { return Ok(page) };
            if stop(&next) {
                return Ok(Page { url: next, ..page });
            }
            page = self.step(&next).await?;
        }
        anyhow::bail!("more than {MOST_HOPS} redirects from {start}")
    }

    async fn send(&mut self, url: &Url, request: RequestBuilder) -> anyhow::Result<Page> {
        let place = place(url);
        let jar = self.cookies.get(&place).into_iter().flatten();
        let cookies: Vec<String> = jar.map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let response = request.send().await?;
        self.keep_cookies(&place, &response)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Page { url: url.clone(), status, headers, text: response.text().await? })
    }

    fn keep_cookies(&mut self, place: &str, response: &Response) -> anyhow::Result<()> {
        for header in response.headers().get_all("set-cookie") {
            let pair = header.to_str()?.split(';').next().context("an empty cookie")?;
            let (name, value) = pair.split_once('=').context("a cookie without a value")?;
            ensure!(!name.is_empty(), "a cookie without a name");
            self.cookies.entry(place.to_owned()).or_default().insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }
}

fn place(url: &Url) -> String {
    url.origin().ascii_serialization()
}

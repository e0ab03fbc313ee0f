//! The person and the browser: goes through the pages as somebody with a mouse would, cookies included.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, redirect};
use url::{Url, form_urlencoded};

const PATIENCE: Duration = Duration::from_secs(20);
const FORM: &str = "application/x-www-form-urlencoded";

/// A browser that has visited nothing yet.
pub(super) struct Browser {
    client: Client,
    /// For each origin, its cookies by name.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl Browser {
    pub(super) fn new() -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .context("the HTTP client does not start")?;
        Ok(Self { client, cookies: BTreeMap::new() })
    }

    /// Opens a consent link, presses its button, says yes at the provider as `nickname`, and follows the way back.
    pub(super) async fn consent(mut self, link: &Url, nickname: &str) -> anyhow::Result<()> {
        self.read(link).await.context("the link's page")?;
        let authorize = self.press(link, "").await.context("the button of the link's page")?;
        self.read(&authorize).await.context("the provider's consent page")?;
        let yes = self.yes(&authorize, nickname);
        let callback = self.press(&without_query(&authorize), &yes).await.context("the provider's button")?;
        let application = self.follow(&callback).await.context("the way back from the provider")?;
        self.read(&application).await.context("the application's page")
    }

    /// What the provider's form sends: the request that it was shown for, and who presses which button.
    fn yes(&self, authorize: &Url, nickname: &str) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(authorize.query_pairs())
            .append_pair("user", nickname)
            .finish()
    }

    /// Opens a page and stays there.
    async fn read(&mut self, url: &Url) -> anyhow::Result<()> {
        let response = self.send(url, self.client.get(url.clone())).await?;
        ensure!(response.status().is_success(), "answered {}", response.status());
        Ok(())
    }

    /// Opens an address that leads on.
    async fn follow(&mut self, url: &Url) -> anyhow::Result<Url> {
        let response = self.send(url, self.client.get(url.clone())).await?;
        onward(url, &response)
    }

    /// Sends a form that leads on.
    async fn press(&mut self, url: &Url, form: &str) -> anyhow::Result<Url> {
        let request = self.client.post(url.clone()).header(CONTENT_TYPE, FORM).body(form.to_owned());
        let request = request.header(ORIGIN, url.origin().ascii_serialization());
        let response = self.send(url, request).await?;
        onward(url, &response)
    }

    async fn send(&mut self, url: &Url, request: RequestBuilder) -> anyhow::Result<Response> {
        let jar = self.cookies.entry(url.origin().ascii_serialization()).or_default();
        let request = if jar.is_empty() { request } else { request.header(COOKIE, cookie_header(jar)) };
        // Links and callbacks hold tickets and codes: an error must not quote them.
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        for set in response.headers().get_all(SET_COOKIE) {
            let cookie = set.to_str().context("a cookie is not text")?;
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie has no value")?;
            jar.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        Ok(response)
    }
}

fn cookie_header(jar: &BTreeMap<String, String>) -> String {
    jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn onward(from: &Url, response: &Response) -> anyhow::Result<Url> {
    let status = response.status();
    if !status.is_redirection() {
        bail!("answered {status} instead of leading on");
    }
    let location = response.headers().get(LOCATION).context("leads nowhere")?;
    from.join(location.to_str()?).context("leads to what is no URL")
}

fn without_query(url: &Url) -> Url {
    let mut bare = url.clone();
    bare.set_query(None);
    bare
}

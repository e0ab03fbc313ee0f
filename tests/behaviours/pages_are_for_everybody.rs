//! Every page that a person can meet, read as a browser reads it: well formed, with landmarks and one heading, with labels
//! that are bound, and with nothing that is loaded from anywhere.

use innkeeper::VerifyName;
use innkeeper_tests::{Browser, Document, House, Page, Plan};
use serde_json::json;
use url::Url;

/// Elements that load something, or run it.
const BANNED: [&str; 14] = [
    "script", "iframe", "frame", "object", "embed", "img", "picture", "video", "audio", "source", "link",
    "base", "svg", "noscript",
];

fn check(what: &str, page: &Page) {
    let document = Document::parse(&page.text);
    assert!(document.errors.is_empty(), "{what}: {:?}\n{}", document.errors, page.text);
    let only = |name: &'static str| {
        document.only(name).unwrap_or_else(|| panic!("{what}: not exactly one <{name}>: {}", page.text))
    };
    assert_eq!(only("html").attribute("lang"), Some("en"), "{what}");
    for named in ["h1", "title", "header", "main", "footer"] {
        assert!(!only(named).text.is_empty(), "{what}: <{named}> is empty");
    }
    assert!(only("h1").within.contains(&"main".to_owned()), "{what}");
    assert!(only("title").text.contains(&only("h1").text), "{what}: the title says something else");
    let viewport = document.all("meta").find(|meta| meta.attribute("name") == Some("viewport"));
    let content = viewport.and_then(|meta| meta.attribute("content")).unwrap_or_default();
    assert!(content.contains("width=device-width") && !content.contains("scalable"), "{what}: {content}");
    assert!(document.all("meta").all(|meta| meta.attribute("http-equiv").is_none()), "{what}");
    assert!(["h3", "h4", "h5", "h6"].iter().all(|deep| document.all(deep).next().is_none()), "{what}");
    nothing_is_loaded(what, &document);
    everything_has_a_name(what, &document);
}

fn nothing_is_loaded(what: &str, document: &Document) {
    for element in &document.elements {
        assert!(!BANNED.contains(&element.name.as_str()), "{what}: <{}>", element.name);
        for (name, value) in &element.attributes {
            let harmless = !name.starts_with("on")
                && !["src", "srcset", "style", "background", "poster", "ping", "formaction"]
                    .contains(&name.as_str());
            assert!(harmless, "{what}: {name}={value:?} of <{}>", element.name);
        }
    }
    let style = document.only("style").unwrap();
    assert!(!style.text.contains("url(") && !style.text.contains("@import"), "{what}");
    for link in document.all("a") {
        let to = Url::parse(link.attribute("href").unwrap()).unwrap();
        assert_eq!((to.scheme(), link.attribute("rel")), ("https", Some("noreferrer")), "{what}: {to}");
    }
    for form in document.all("form") {
        assert_eq!(form.attribute("method"), Some("post"), "{what}");
    }
}

fn everything_has_a_name(what: &str, document: &Document) {
    let ids: Vec<&str> = document.elements.iter().filter_map(|element| element.attribute("id")).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{what}: an id is there twice");
    for input in document.all("input").filter(|input| input.attribute("type") != Some("hidden")) {
        let id = input.attribute("id").unwrap_or_else(|| panic!("{what}: an input without an id"));
        let label = document.all("label").find(|label| label.attribute("for") == Some(id));
        assert!(label.is_some_and(|label| !label.text.is_empty()), "{what}: {id} has no label");
    }
    for name in ["button", "a", "summary", "dt", "dd", "li", "p"] {
        assert!(document.all(name).all(|element| !element.text.is_empty()), "{what}: an empty <{name}>");
    }
}

/// What a page has to say.
fn says(what: &str, page: &Page, status: u16, words: &[&str]) {
    assert_eq!(page.status, status, "{what}: {}", page.text);
    let document = Document::parse(&page.text);
    let text = &document.only("main").unwrap().text;
    for said in words {
        assert!(text.contains(said), "{what}: {said:?} is missing: {text}");
    }
    check(what, page);
    keep(what, page);
}

/// Keeps a page where `INNKEEPER_KEEP_PAGES` says, for somebody to look at it.
fn keep(what: &str, page: &Page) {
    let Ok(folder) = std::env::var("INNKEEPER_KEEP_PAGES") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let name = what.replace(' ', "-");
    std::fs::write(std::path::Path::new(&folder).join(format!("{name}.html")), &page.text).unwrap();
}

async fn house(verify: VerifyName) -> House {
    let settings = |settings: &mut innkeeper::Settings| {
        let scopes = ["account", "email", "pullrequest:write", "pipeline", "webhook", "repository:delete"];
        settings.connections[0].scopes = Some(scopes.map(str::to_owned).to_vec());
    };
    House::plan(Plan { verify, settings, ..Plan::with_a_page() }).await.unwrap()
}

async fn link(house: &House, wish: serde_json::Value) -> Url {
    house.link("alice", wish).await.unwrap()
}

#[tokio::test]
async fn the_page_that_asks() {
    let house = house(VerifyName::None).await;
    let mut browser = Browser::new().unwrap();
    let first = link(&house, json!({})).await;
    let page = browser.step(&first).await.unwrap();
    let names =
        ["The tests", "alice", "bitbucket", "Bitbucket Cloud", "only if you asked for this link yourself"];
    says("asks", &page, 200, &names);
    let powers = [
        "open, change, approve, decline and merge pull requests (pullrequest:write)",
        "push commits, and create, change and delete branches, tags and forks (repository:write) – comes along with the others",
        "delete repositories and all that is in them (repository:delete)",
    ];
    says("asks", &page, 200, &powers);
    assert_eq!(house.answer(&mut browser, &first, ("user", "alice")).await.unwrap().status, 200);
    let again = browser.step(&link(&house, json!({})).await).await.unwrap();
    says("asks again", &again, 200, &["connected already", "until then nothing changes"]);
    let over = browser.step(&link(&house, json!({ "allow_other_user": true })).await).await.unwrap();
    says(
        "takes over",
        &over,
        200,
        &["takes this account over", "until now it is Alice van der Berg (alice)"],
    );
    let unknown = House::open().await.unwrap();
    let page = browser.step(&link(&unknown, json!({})).await).await.unwrap();
    says("asks for what it was not told", &page, 200, &["was not told which permissions"]);
}

#[tokio::test]
async fn the_pages_that_say_who_came_back() {
    let who = "You came back from Bitbucket Cloud as Alice van der Berg (alice).";
    let wrong = "Is that not you, or not the user that you meant?";
    for (verify, what, step) in [
        (VerifyName::None, "connected", "Everything is in place"),
        (VerifyName::App, "waiting", "the application confirms"),
        (VerifyName::Host, "sign in", "once you have shown that you are alice"),
    ] {
        let house = house(verify).await;
        let mut browser = Browser::new().unwrap();
        let back = house.way_back(&mut browser, &link(&house, json!({})).await, "alice").await.unwrap();
        let page = browser.step(&back).await.unwrap();
        says(what, &page, 200, &[who, wrong, step, "alice", "acme, globex"]);
        if verify != VerifyName::Host {
            continue;
        }
        let form = Document::parse(&page.text);
        let action = Url::parse(form.only("form").unwrap().attribute("action").unwrap()).unwrap();
        let id = form.all("input").find(|input| input.attribute("name") == Some("account_id")).unwrap();
        let id = id.attribute("value").unwrap().to_owned();
        let bobs = house.key(json!({ "role": "agent", "name": "k", "identifier": "bob" })).await.unwrap();
        let unknown = browser.submit(&action, &[("account_id", &id), ("key", "ik_none")]).await.unwrap();
        says("sign in again", &unknown, 401, &[who, wrong, "not a key of this host"]);
        let other = browser.submit(&action, &[("account_id", &id), ("key", &bobs)]).await.unwrap();
        says("sign in as another", &other, 403, &[who, wrong, "not for the person"]);
        let key = house.key(json!({ "role": "agent", "name": "k", "identifier": "alice" })).await.unwrap();
        let done = browser.submit(&action, &[("account_id", &id), ("key", &key)]).await.unwrap();
        says("confirmed", &done, 200, &[who, wrong, "Everything is in place"]);
        let twice = browser.submit(&action, &[("account_id", &id), ("key", &key)]).await.unwrap();
        says("confirmed before", &twice, 409, &["unknown or was used", "What to do"]);
        let empty = browser.submit(&action, &[]).await.unwrap();
        says("an empty form", &empty, 422, &["without its fields", "What to do"]);
    }
}

#[tokio::test]
async fn the_pages_that_refuse() {
    let house = house(VerifyName::None).await;
    let mut browser = Browser::new().unwrap();
    let at = |path: &str| house.url.join(path).unwrap();
    says("front", &browser.step(&at("/")).await.unwrap(), 200, &["host for connectors"]);
    let page = browser.step(&at("/connect/unknown")).await.unwrap();
    says("unknown link", &page, 404, &["unknown", "What to do: Ask the application for a new link"]);
    let page = browser.step(&at("/oauth/callback/bitbucket")).await.unwrap();
    says("no answer", &page, 400, &["lacks the answer", "What to do"]);
    let page = browser.step(&at("/oauth/callback/bitbucket?state=s&code=c")).await.unwrap();
    says("no question", &page, 400, &["never asked for", "What to do"]);
    let page = browser.step(&at("/oauth/callback/none?state=s&code=c")).await.unwrap();
    says("no connection", &page, 404, &["No connection of this host", "What to do"]);
    assert!(!page.text.contains("bitbucket"), "the connections are told to everybody: {}", page.text);
    let first = link(&house, json!({})).await;
    browser.submit(&first, &[]).await.unwrap();
    let page = Browser::new().unwrap().submit(&first, &[]).await.unwrap();
    says("another browser", &page, 403, &["another browser", "What to do"]);
    let page = house.answer(&mut browser, &first, ("deny", "1")).await.unwrap();
    says("denied", &page, 403, &["did not agree", "Nothing was connected and nothing has changed"]);
    assert_eq!(house.answer(&mut browser, &first, ("user", "alice")).await.unwrap().status, 200);
    says("used link", &browser.step(&first).await.unwrap(), 410, &["was used", "What to do"]);
    let second = link(&house, json!({})).await;
    let page = house.answer(&mut Browser::new().unwrap(), &second, ("user", "bob")).await.unwrap();
    says(
        "another user",
        &page,
        409,
        &["another user of Bitbucket Cloud than bob", "the earlier grant stays", "Sign out"],
    );
    let third = link(&house, json!({})).await;
    let connection = house.get("/v1/connections/bitbucket").await.unwrap().json();
    house.simulator.control().rotate_secret(connection["client_id"].as_str().unwrap()).unwrap();
    let page = house.answer(&mut Browser::new().unwrap(), &third, ("user", "alice")).await.unwrap();
    says("wrong secret", &page, 502, &["For whoever runs this host", "innkeeper connections show bitbucket"]);
}

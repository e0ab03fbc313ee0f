use innkeeper_simulator::Scope;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::lab::{Lab, client, form};

const SOURCE: &str = "/repositories/acme/website/src";
const APP: &str = "/repositories/acme/mobile-app/src/main";

async fn fetch(lab: &Lab, path: &str) -> Response {
    lab.request(Method::GET, path).send().await.unwrap()
}

/// The media type and bytes of a file.
async fn content(lab: &Lab, path: &str) -> (String, Vec<u8>) {
    let response = fetch(lab, path).await;
    assert_eq!(response.status(), 200, "{path}");
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (kind, response.bytes().await.unwrap().to_vec())
}

/// Commits the parts of a form, each a head and a content.
async fn commit(lab: &Lab, repository: &str, parts: &[(&str, &str)]) -> Response {
    let part = |(head, content): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--x--\r\n";
    let request = lab.request(Method::POST, &format!("/repositories/acme/{repository}/src"));
    request.header("content-type", "multipart/form-data; boundary=x").body(body).send().await.unwrap()
}

/// The hash in the place of a new commit.
fn made(response: &Response) -> String {
    assert_eq!(response.status(), 201);
    response.headers()["location"].to_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn tip(lab: &Lab, repository: &str, branch: &str) -> Value {
    let branches = format!("/repositories/acme/{repository}/refs/branches");
    let page = lab.query(&branches, &[("q", &format!("name = \"{branch}\""))]).await.json;
    page["values"][0]["target"]["hash"].clone()
}

fn paths(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_file_is_its_bytes_under_the_type_of_its_name() {
    let lab = Lab::start().await;
    for (path, kind, start) in [
        ("app/settings.json", "application/json", &b"{\n  \""[..]),
        ("app/labels-latin1.txt", "text/plain", b"caf\xe9"),
        ("app/assets/logo.png", "image/png", b"\x89PNG"),
        ("app/empty.txt", "text/plain", b""),
        ("gradlew", "application/octet-stream", b"#!/bin/sh"),
    ] {
        let (found, bytes) = content(&lab, &format!("{APP}/{path}")).await;
        assert_eq!(found, kind, "{path}");
        assert!(bytes.starts_with(start), "{path}");
    }
    assert_eq!(content(&lab, &format!("{SOURCE}/main/src/header.ts")).await.0, "video/mp2t");
}

#[tokio::test]
async fn what_is_in_lfs_lies_on_another_host() {
    let lab = Lab::start().await;
    let path = format!("{APP}/app/assets/intro.mp4");
    let response = fetch(&lab, &path).await;
    assert_eq!(response.status(), 301);
    let place = response.headers()["location"].to_str().unwrap();
    assert!(!place.starts_with(lab.simulator.api_base()));
    let film = client().get(place).send().await.unwrap().bytes().await.unwrap();
    let meta = lab.get(&format!("{path}?format=meta")).await.json;
    assert_eq!((&meta["size"], &meta["attributes"]), (&json!(film.len()), &json!(["lfs"])));
    let hits = lab.query("/workspaces/acme/search/code", &[("search_query", "git-lfs")]).await;
    assert_eq!(hits.status, 200);
}

#[tokio::test]
async fn metadata_tells_files_from_folders() {
    let lab = Lab::start().await;
    let of = async |path: &str| lab.get(&format!("{APP}/{path}?format=meta")).await.json;
    let script = of("gradlew").await;
    assert_eq!((&script["type"], &script["attributes"]), (&json!("commit_file"), &json!(["executable"])));
    for (path, own) in [("app", "app"), ("app/", "app"), ("", "")] {
        let folder = of(path).await;
        assert_eq!((&folder["type"], &folder["path"]), (&json!("commit_directory"), &json!(own)), "{path}");
    }
    for path in ["nothing", "app/settings.json/", "app/sett"] {
        assert_eq!(lab.get(&format!("{APP}/{path}?format=meta")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_folder_is_listed_level_by_level() {
    let lab = Lab::start().await;
    let listed = async |query: &[(&str, &str)]| lab.query(&format!("{APP}/"), query).await.json;
    assert_eq!(paths(&listed(&[]).await), ["README.md", "app", "gradlew"]);
    let two = listed(&[("max_depth", "2")]).await;
    assert_eq!(
        paths(&two),
        [
            "README.md",
            "app",
            "gradlew",
            "app/assets",
            "app/empty.txt",
            "app/labels-latin1.txt",
            "app/settings.json"
        ]
    );
    let large = [("max_depth", "3"), ("q", "size > 1000"), ("sort", "-size")];
    assert_eq!(paths(&listed(&large).await), ["app/assets/intro.mp4"]);
    let below = lab.get(&format!("{APP}/app/assets?pagelen=1")).await.json;
    assert_eq!((paths(&below), below["next"].is_string()), (vec!["app/assets/intro.mp4"], true));
    for query in ["max_depth=0", "max_depth=x", "depth=1", "q=colour%3D1", "format=raw"] {
        assert_eq!(lab.get(&format!("{APP}/?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(lab.get(APP).await.status, 404, "the root needs its slash");
}

#[tokio::test]
async fn a_branch_with_a_slash_names_no_commit_in_a_path() {
    let lab = Lab::start().await;
    let path = |commit: &str| format!("{SOURCE}/{commit}/src/header.ts");
    assert_eq!(lab.get(&path("feature%2Fnew-header")).await.status, 404);
    assert_eq!(lab.get(&path("feature/new-header")).await.status, 404);
    let hash = tip(&lab, "website", "feature/new-header").await;
    let (_, bytes) = content(&lab, &path(hash.as_str().unwrap())).await;
    assert!(String::from_utf8(bytes).unwrap().contains("<menu>"));
    assert_eq!(lab.get(&path("0123456789")).await.status, 404);
}

#[tokio::test]
async fn a_commit_sets_and_deletes_files_and_moves_its_branch() {
    let lab = Lab::start().await;
    let before = tip(&lab, "website", "main").await;
    let response = commit(
        &lab,
        "website",
        &[
            ("name=\"branch\"", "main"),
            ("name=\"message\"", "Move the header"),
            ("name=\"parents\"", before.as_str().unwrap()),
            ("name=\"/message\"; filename=\"message\"", "a file"),
            ("name=\"src/top.ts\"; filename=\"top.ts\"", "top"),
            ("name=\"/run\"; filename=\"run\"; x-attributes=\"executable\"", "#!"),
            ("name=\"files\"", "/src/header.ts"),
        ],
    )
    .await;
    let hash = made(&response);
    assert_eq!(tip(&lab, "website", "main").await, json!(hash));
    let all = lab.get(&format!("{SOURCE}/{hash}/?max_depth=5&pagelen=100")).await.json;
    let files = paths(&all);
    for (path, there) in
        [("message", true), ("src/top.ts", true), ("src/header.ts", false), ("src/checkout.ts", true)]
    {
        assert_eq!(files.contains(&path), there, "{path}");
    }
    let run = lab.get(&format!("{SOURCE}/main/run?format=meta")).await.json;
    assert_eq!(run["attributes"], json!(["executable"]));
    assert_eq!(
        lab.get(&format!("{SOURCE}/{}/src/header.ts?format=meta", before.as_str().unwrap())).await.status,
        200
    );
}

#[tokio::test]
async fn a_branch_that_moved_refuses_an_old_parent() {
    let lab = Lab::start().await;
    let before = tip(&lab, "website", "main").await;
    let parent = ("name=\"parents\"", before.as_str().unwrap());
    let file = ("name=\"/a\"; filename=\"a\"", "1");
    made(&commit(&lab, "website", &[("name=\"branch\"", "main"), parent, file]).await);
    let late = commit(&lab, "website", &[("name=\"branch\"", "main"), parent, file]).await;
    assert_eq!(late.status(), 409);
    // From the same commit a new branch may start.
    made(&commit(&lab, "website", &[("name=\"branch\"", "feature/a"), parent, file]).await);
    let other = ("name=\"parents\"", "0123456789012345678901234567890123456789");
    assert_eq!(commit(&lab, "website", &[other, file]).await.status(), 400);
}

#[tokio::test]
async fn a_new_branch_without_a_parent_starts_from_the_main_one() {
    let lab = Lab::start().await;
    let main = tip(&lab, "website", "main").await;
    let parts = [("name=\"branch\"", "quick"), ("name=\"/a\"; filename=\"a\"", "1")];
    let hash = made(&commit(&lab, "website", &parts).await);
    let branches = "/repositories/acme/website/refs/branches?q=name%3D%22quick%22";
    let branch = lab.get(branches).await.json["values"][0]["target"].clone();
    assert_eq!((&branch["hash"], &branch["parents"][0]["hash"]), (&json!(hash), &main));
    assert_eq!(tip(&lab, "website", "main").await, main);
}

#[tokio::test]
async fn the_first_commit_makes_the_main_branch() {
    let lab = Lab::start().await;
    lab.post("/repositories/acme/fresh", json!({})).await;
    assert_eq!(lab.get("/repositories/acme/fresh/refs/branches").await.json["size"], 0);
    assert_eq!(lab.get("/repositories/acme/fresh/src/main/").await.status, 404);
    let parts = [("name=\"branch\"", "trunk"), ("name=\"/a\"; filename=\"a\"", "1")];
    made(&commit(&lab, "fresh", &parts).await);
    assert_eq!(lab.get("/repositories/acme/fresh").await.json["mainbranch"]["name"], "trunk");
}

#[tokio::test]
async fn a_form_that_makes_no_commit_is_refused() {
    let lab = Lab::start().await;
    let before = tip(&lab, "website", "main").await;
    for parts in [
        &[("name=\"/../a\"; filename=\"a\"", "1")][..],
        &[("name*=utf-8''%2Fa; filename=\"a\"", "1")],
        &[("name=\"/src\"; filename=\"src\"", "1")],
        &[("name=\"branch\"", "main"), ("name=\"branch\"", "develop")],
        &[("name=\"author\"", "Nobody <nobody@nowhere.example>")],
        &[("name=\"/a\"; filename=\"a\"; x-attributes=\"sparkling\"", "1")],
    ] {
        assert_eq!(commit(&lab, "website", parts).await.status(), 400, "{parts:?}");
    }
    assert_eq!(tip(&lab, "website", "main").await, before);
    let reader = Lab::start_as("alice", &[Scope::Repository]).await;
    assert_eq!(commit(&reader, "website", &[("name=\"/a\"; filename=\"a\"", "1")]).await.status(), 403);
}

#[tokio::test]
async fn an_urlencoded_form_commits_as_well() {
    let lab = Lab::start().await;
    let body = form(&[("/message", "a file"), ("message", "Say it"), ("author", "Bob <bob@acme.example>")]);
    let request = lab.request(Method::POST, SOURCE);
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    let hash = made(&request.send().await.unwrap());
    let history = lab.get(&format!("/repositories/acme/website/filehistory/{hash}/message")).await.json;
    let version = &history["values"][0]["commit"];
    assert_eq!(
        (&version["message"], &version["author"]["user"]["nickname"]),
        (&json!("Say it"), &json!("bob"))
    );
}

#[tokio::test]
async fn the_history_of_a_file_follows_its_names() {
    let lab = Lab::start().await;
    let header = "export function header(user: User): string {\n  return `<nav>${user.name}</nav>`;\n}\n";
    let moved = [("name=\"/src/top.ts\"; filename=\"top.ts\"", header), ("name=\"files\"", "/src/header.ts")];
    made(&commit(&lab, "website", &moved).await);
    let path = "/repositories/acme/website/filehistory/main/src/top.ts";
    let all = lab.get(path).await.json;
    assert_eq!(paths(&all), ["src/top.ts", "src/header.ts"]);
    assert_eq!(all["values"][1]["commit"]["message"], "First commit");
    assert_eq!(paths(&lab.get(&format!("{path}?renames=false")).await.json), ["src/top.ts"]);
    let chosen = lab.query(path, &[("q", "commit.date < 2020-01-01")]).await.json;
    assert_eq!(paths(&chosen), ["src/header.ts"]);
    assert_eq!(lab.get("/repositories/acme/website/filehistory/main/none").await.status, 404);
    assert_eq!(lab.get(&format!("{path}?follow=false")).await.status, 400);
}

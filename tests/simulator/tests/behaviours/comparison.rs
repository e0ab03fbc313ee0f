use serde_json::json;

use super::lab::{Lab, texts};

const WEBSITE: &str = "/repositories/acme/website";

/// What a branch of `website` has, below the repository.
async fn hash(lab: &Lab, branch: &str) -> String {
    let found =
        lab.query(&format!("{WEBSITE}/refs/branches"), &[("q", &format!("name = \"{branch}\""))]).await;
    found.json["values"][0]["target"]["hash"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_of_a_spec_has_the_changes() {
    let lab = Lab::start().await;
    let there = lab.get(&format!("{WEBSITE}/diffstat/develop..main")).await.json;
    assert_eq!(texts(&there, "/status"), ["added"]);
    assert_eq!(texts(&there, "/new/path"), ["CHANGELOG.md"]);
    assert_eq!(there["values"][0]["old"], json!(null));
    let back = lab.get(&format!("{WEBSITE}/diffstat/main..develop?topic=false")).await.json;
    assert_eq!(texts(&back, "/status"), ["removed"]);
}

#[tokio::test]
async fn a_topic_shows_its_own_changes_only() {
    let lab = Lab::start().await;
    let path = format!("{WEBSITE}/diffstat/feature%2Fnew-header..develop");
    let own = lab.get(&path).await.json;
    assert_eq!(texts(&own, "/new/path"), ["src/header.ts"]);
    assert_eq!(
        (&own["values"][0]["lines_added"], &own["values"][0]["lines_removed"]),
        (&json!(1), &json!(1))
    );
    let both = lab.get(&format!("{path}?topic=false")).await.json;
    assert_eq!(texts(&both, "/status"), ["removed", "modified"]);
    assert_eq!(lab.get(&format!("{path}?topic=true&merge=true")).await.status, 400);
}

#[tokio::test]
async fn paths_narrow_a_comparison() {
    let lab = Lab::start().await;
    let path = format!("{WEBSITE}/diffstat/feature%2Fnew-header..develop?topic=false");
    let one = lab.get(&format!("{path}&path=CHANGELOG.md")).await.json;
    assert_eq!(texts(&one, "/old/path"), ["CHANGELOG.md"]);
    let two = lab.get(&format!("{path}&path=CHANGELOG.md&path=src/header.ts")).await.json;
    assert_eq!(two["size"], 2);
}

#[tokio::test]
async fn a_diff_is_text_in_gits_format() {
    let lab = Lab::start().await;
    let diff = lab.get(&format!("{WEBSITE}/diff/feature%2Fnew-header")).await;
    assert_eq!(diff.status, 200);
    assert!(diff.text.starts_with("diff --git a/src/header.ts b/src/header.ts\n"), "{}", diff.text);
    assert!(diff.text.contains("\n+  return `<nav><menu>${user.name}</menu></nav>`;\n"), "{}", diff.text);
    let bare = lab.get(&format!("{WEBSITE}/diff/feature%2Fnew-header?context=0")).await;
    assert!(bare.text.len() < diff.text.len());
    assert_eq!(lab.get(&format!("{WEBSITE}/diff/main..develop?context=-1")).await.status, 400);
}

#[tokio::test]
async fn a_patch_has_the_messages_of_its_commits() {
    let lab = Lab::start().await;
    let patch = lab.get(&format!("{WEBSITE}/patch/develop..main")).await;
    assert!(patch.text.contains("\nFrom: Bob <bob@acme.example>\n"), "{}", patch.text);
    assert!(patch.text.contains("\nSubject: [PATCH 1/1] Keep a changelog\n"), "{}", patch.text);
    assert_eq!(lab.get(&format!("{WEBSITE}/patch/develop?path=README.md")).await.status, 400);
}

#[tokio::test]
async fn two_branches_meet_where_they_parted() {
    let lab = Lab::start().await;
    let main = hash(&lab, "main").await;
    let base = lab.get(&format!("{WEBSITE}/merge-base/develop..feature%2Fnew-header")).await;
    assert_eq!((base.status, base.json["hash"].as_str()), (200, Some(main.as_str())));
    assert_eq!(lab.get(&format!("{WEBSITE}/merge-base/develop")).await.status, 400);
}

#[tokio::test]
async fn what_is_no_revision_is_not_found_by_name() {
    let lab = Lab::start().await;
    for what in ["diff", "diffstat", "patch", "merge-base"] {
        for spec in ["nowhere..main", "main..nowhere"] {
            let answer = lab.get(&format!("{WEBSITE}/{what}/{spec}")).await;
            assert_eq!(answer.status, 404, "{what} {spec}");
            assert_eq!(answer.json["error"]["data"]["shas"], json!(["nowhere"]));
        }
    }
    assert_eq!(lab.get("/repositories/acme/no-such/diff/main").await.status, 404);
}

#[tokio::test]
async fn the_spec_of_a_pull_request_names_the_source_repository() {
    let lab = Lab::start().await;
    let (source, destination) = (hash(&lab, "feature/new-header").await, hash(&lab, "develop").await);
    let spec = format!("acme/website:{source}%0D{destination}?from_pullrequest_id=1&topic=true");
    let diffstat = lab.get(&format!("{WEBSITE}/diffstat/{spec}")).await.json;
    assert_eq!(texts(&diffstat, "/new/path"), ["src/header.ts"]);
    let diff = lab.get(&format!("{WEBSITE}/diff/{spec}")).await;
    assert!(diff.text.starts_with("diff --git a/src/header.ts"), "{}", diff.text);
    let patch = lab.get(&format!("{WEBSITE}/patch/{spec}")).await;
    assert!(patch.text.contains("Show a menu"), "{}", patch.text);
}

#[tokio::test]
async fn a_branch_with_a_slash_is_one_segment() {
    let lab = Lab::start().await;
    let answer = lab.get(&format!("{WEBSITE}/diff/feature/new-header..main")).await;
    assert_eq!(answer.status, 404);
    let hidden = lab.get(&format!("{WEBSITE}/diff/nobody/website:main%0Ddevelop")).await;
    assert_eq!(hidden.status, 404);
}

#[tokio::test]
async fn a_fork_is_compared_with_what_it_came_from() {
    let lab = Lab::start().await;
    let fork = json!({"name": "window", "workspace": {"slug": "globex"}});
    assert_eq!(lab.post(&format!("{WEBSITE}/forks"), fork).await.status, 201);
    let fields =
        [("branch", None, "sale"), ("message", None, "Sell"), ("src/sale.ts", Some("sale.ts"), "sell();\n")];
    assert_eq!(lab.upload("/repositories/globex/window/src", &fields).await.status, 201);
    let spec = "globex/window:sale%0Dmain?from_pullrequest_id=1";
    let diffstat = lab.get(&format!("{WEBSITE}/diffstat/{spec}")).await.json;
    assert_eq!(texts(&diffstat, "/new/path"), ["src/sale.ts"]);
    let link = diffstat["values"][0]["new"]["links"]["self"]["href"].as_str().unwrap();
    assert!(link.contains("/repositories/globex/window/src/"), "{link}");
    // The branch is the fork's alone.
    assert_eq!(lab.get(&format!("{WEBSITE}/diffstat/sale..main")).await.status, 404);
}

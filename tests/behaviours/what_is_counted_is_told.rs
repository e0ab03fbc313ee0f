//! `/metrics`: numbers that agree with what the provider counted, in a valid format, about nobody, and all in the docs.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use innkeeper::Settings;
use innkeeper_simulator::{Fault, Resource};
use innkeeper_tests::{House, Plan, tell};
use serde_json::json;

const DOCS: &str = include_str!("../../docs/metrics.md");

/// A page of metrics, read strictly.
struct Page {
    /// Types by the name of their family.
    types: BTreeMap<String, String>,
    /// Values by name and labels, as they are written.
    samples: BTreeMap<String, f64>,
}

impl Page {
    async fn of(house: &House) -> Self {
        let url = house.url.join("/metrics").unwrap();
        let response = reqwest::get(url).await.unwrap();
        assert_eq!(response.status(), 200, "no key is needed");
        let format = response.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(format, "application/openmetrics-text; version=1.0.0; charset=utf-8");
        Self::parse(&response.text().await.unwrap())
    }

    fn parse(text: &str) -> Self {
        let (mut types, mut samples) = (BTreeMap::new(), BTreeMap::new());
        let mut helped = BTreeSet::new();
        let body = text.strip_suffix("# EOF\n").expect("it ends with EOF");
        for line in body.lines() {
            match line.strip_prefix("# ") {
                Some(about) => {
                    let mut words = about.splitn(3, ' ');
                    let (what, name, rest) =
                        (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
                    match what {
                        "HELP" => assert!(!rest.is_empty() && helped.insert(name.to_owned()), "{line}"),
                        "TYPE" => assert!(types.insert(name.to_owned(), rest.to_owned()).is_none(), "{line}"),
                        "UNIT" => assert!(name.ends_with(&format!("_{rest}")), "{line}"),
                        _ => panic!("{line}"),
                    }
                }
                None => {
                    let (series, value) = line.rsplit_once(' ').unwrap();
                    let name = series.split('{').next().unwrap();
                    assert!(family(&types, name).is_some(), "{line} belongs to no family");
                    check_labels(series);
                    let is_new = samples.insert(series.to_owned(), value.parse().unwrap()).is_none();
                    assert!(is_new, "{line} is there twice");
                }
            }
        }
        assert_eq!(helped, types.keys().cloned().collect(), "each family has a type and a help");
        Self { types, samples }
    }

    /// The sum of all samples of a name whose labels hold this.
    fn sum(&self, name: &str, label: &str) -> f64 {
        let samples = self.samples.iter();
        samples
            .filter(|(series, _)| series.split('{').next() == Some(name) && series.contains(label))
            .map(|(_, value)| value)
            .sum()
    }

    /// Names as one asks for them, with the suffix that the type adds.
    fn names(&self) -> BTreeSet<String> {
        let full = |(name, kind): (&String, &String)| match kind.as_str() {
            "counter" => format!("{name}_total"),
            "info" => format!("{name}_info"),
            "gauge" | "histogram" => name.clone(),
            other => panic!("{name} is a {other}"),
        };
        self.types.iter().map(full).collect()
    }
}

fn family<'t>(types: &'t BTreeMap<String, String>, sample: &str) -> Option<&'t str> {
    types.iter().find_map(|(name, kind)| {
        let suffix = sample.strip_prefix(name.as_str())?;
        let suffixes: &[&str] = match kind.as_str() {
            "counter" => &["_total"],
            "info" => &["_info"],
            "histogram" => &["_bucket", "_sum", "_count"],
            _ => &[""],
        };
        suffixes.contains(&suffix).then_some(name.as_str())
    })
}

fn check_labels(series: &str) {
    let Some((_, labels)) = series.split_once('{') else { return };
    for label in labels.strip_suffix('}').expect("labels end").split("\",") {
        let (name, value) = label.split_once("=\"").expect("a label has a value");
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        assert!(plain(name) && !value.contains(['\n', '{']), "{series}");
    }
}

fn small(settings: &mut Settings) {
    for connection in &mut settings.connections {
        connection.budget = [("repository".to_owned(), NonZeroU32::new(12).unwrap())].into();
    }
}

/// A house in which everything has happened that is counted.
async fn lively() -> House {
    let house = House::plan(Plan { settings: small, ..Plan::default() }).await.unwrap();
    house.connect("somebody@example.com").await.unwrap();
    let call = async |tool: &str| {
        let input = json!({ "workspace": "acme" });
        house.invoke("somebody@example.com", tool, input).await.unwrap()
    };
    house.simulator.control().expire_access_tokens();
    for _ in 0..14 {
        call("bitbucket_repositories_list").await;
    }
    assert_eq!(call("bitbucket_repositories_list").await.kind(), "RATE_LIMITED");
    assert_eq!(call("drop_all_tables").await.kind(), "TOOL_NOT_FOUND");
    house.simulator.control().fail_next(Fault::BreakConnection);
    let user = house.invoke("somebody@example.com", "bitbucket_user_get", json!({})).await.unwrap();
    assert_eq!(user.status, 200, "{}", user.text);
    house
}

#[tokio::test]
async fn the_numbers_are_those_of_the_provider_and_of_replies() {
    let house = lively().await;
    let page = Page::of(&house).await;
    let traffic = house.simulator.control().traffic(&house.consumer.key, Resource::Repository);
    let group = "connection=\"bitbucket\",group=\"repository\"";
    let told = |name: &str, label: &str| page.sum(name, label);
    assert_eq!(told("innkeeper_budget_limit_requests", group), 12.0);
    let sent = traffic.requests as f64;
    assert_eq!(told("innkeeper_budget_requests_total", group), sent);
    assert_eq!(told("innkeeper_budget_used_requests", group), sent);
    assert_eq!(sent, 12.0);
    let refusals = told("innkeeper_budget_refusals_total", &format!("{group},reason=\"spent\""));
    let limited = told("innkeeper_executions_total", "outcome=\"RATE_LIMITED\"");
    assert_eq!((refusals, limited), (limited, refusals));
    let all = house.simulator.control().api_requests().len() as f64;
    assert_eq!(told("innkeeper_upstream_requests_total", ""), all);
    assert_eq!(told("innkeeper_upstream_requests_total", "outcome=\"unreachable\""), 1.0);
    assert_eq!(told("innkeeper_upstream_requests_total", "outcome=\"401\""), 1.0);
    assert_eq!(told("innkeeper_token_refreshes_total", "outcome=\"renewed\""), 1.0);
    assert_eq!(told("innkeeper_executions_total", "toolset=\"none\""), 1.0);
    let ended = told("innkeeper_executions_total", "");
    assert_eq!(told("innkeeper_execution_duration_seconds_count", ""), ended);
    let shown = house.get("/v1/connections/bitbucket").await.unwrap().json();
    let standing =
        shown["budget"].as_array().unwrap().iter().find(|one| one["group"] == "repository").unwrap();
    assert_eq!(standing["used"].as_f64(), Some(sent));
    tell(format_args!("{ended} executions, {all} requests, {sent} of them counted, {refusals} refused"));
}

#[tokio::test]
async fn nothing_in_it_is_about_anybody_or_made_up_by_a_caller() {
    let house = lively().await;
    let text = reqwest::get(house.url.join("/metrics").unwrap()).await.unwrap().text().await.unwrap();
    let account = house.account("somebody@example.com").await.unwrap();
    let mut private: Vec<String> = house.simulator.control().tokens();
    private.extend(["somebody", "drop_all_tables", "alice", "acme"].map(str::to_owned));
    private.push(account["id"].as_str().unwrap().to_owned());
    private.push(account["provider_account"]["uuid"].as_str().unwrap().to_owned());
    private.push(house.consumer.key.clone());
    for text_of_somebody in private {
        assert!(!text.contains(&text_of_somebody), "{text_of_somebody} is in {text}");
    }
}

#[tokio::test]
async fn the_docs_name_all_metrics_and_no_others() {
    let page = Page::of(&lively().await).await;
    let documented: BTreeSet<String> = DOCS
        .lines()
        .filter_map(|line| line.strip_prefix("| `innkeeper_"))
        .map(|rest| format!("innkeeper_{}", rest.split('`').next().unwrap()))
        .collect();
    assert_eq!(documented, page.names());
}

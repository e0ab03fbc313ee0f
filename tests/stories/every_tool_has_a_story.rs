//! The catalogue and the stories, held against each other.

use std::collections::BTreeSet;

use innkeeper_tests::House;

use crate::STORIES;

#[tokio::test]
async fn every_tool_has_a_story() {
    let house = House::open().await.unwrap();
    let reply = house.get("/v1/tools?detail=name&all=true").await.unwrap();
    let tools = reply.json()["tools"].as_array().unwrap().clone();
    let names = tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned());
    let catalogue: BTreeSet<String> = names.filter(|name| name.starts_with("bitbucket_")).collect();
    let told: BTreeSet<String> =
        STORIES.iter().flat_map(|(_, tells)| *tells).map(|&name| name.to_owned()).collect();
    let told_of = told.intersection(&catalogue).count();
    innkeeper_tests::tell(format_args!(
        "{told_of} of {} tools in {} stories",
        catalogue.len(),
        STORIES.len()
    ));
    assert_eq!(
        catalogue.difference(&told).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "no story tells of these"
    );
    assert_eq!(
        told.difference(&catalogue).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "stories tell of no tools"
    );
}

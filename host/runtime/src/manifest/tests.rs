use proptest::prelude::*;

use super::*;

fn tool(name: &str) -> wit::Tool {
    wit::Tool {
        name: name.to_owned(),
        title: "T".to_owned(),
        description: "D".to_owned(),
        input_schema: r#"{"type":"object","properties":{"offset":{"type":"integer"}}}"#.to_owned(),
        output_schema: None,
        effect: wit::Effect::Read,
        idempotent: true,
        endpoints: vec![endpoint("/repositories/{workspace}")],
        scopes: vec!["repository".to_owned()],
        lifecycle: wit::Lifecycle::Live,
        compact_fields: None,
        offset_input: None,
    }
}

fn endpoint(path: &str) -> wit::Endpoint {
    let redirects = wit::Redirects { within: Vec::new(), away: false };
    wit::Endpoint {
        method: wit::Method::Get,
        path: path.to_owned(),
        redirects,
        workspaces: Vec::new(),
        callbacks: Vec::new(),
    }
}

fn connector(tools: Vec<wit::Tool>) -> wit::Connector {
    wit::Connector {
        provider: "bitbucket".to_owned(),
        name: "things".to_owned(),
        title: "Things".to_owned(),
        description: String::new(),
        version: "1.0.0".to_owned(),
        tools,
    }
}

fn refusal(change: impl FnOnce(&mut wit::Tool)) -> ManifestError {
    let mut changed = tool("a_tool");
    change(&mut changed);
    Manifest::parse(connector(vec![changed])).expect_err("it was accepted")
}

#[test]
fn a_manifest_in_order_is_accepted() {
    let manifest = Manifest::parse(connector(vec![tool("one"), tool("two")])).unwrap();
    let names: Vec<&str> = manifest.tools.iter().map(Tool::name).collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(manifest.tools[0].policy.toolset, "things");
}

#[test]
fn a_schema_that_no_validator_can_be_made_of_is_refused() {
    for property in [r#"{"pattern":"("}"#, r#"{"type":"text"}"#, r##"{"$ref":"#/nowhere"}"##] {
        let mut odd = tool("odd");
        odd.input_schema = format!(r#"{{"type":"object","properties":{{"a":{property}}}}}"#);
        let manifest = Manifest::parse(connector(vec![tool("even"), odd])).unwrap();
        let refused = manifest.check_schemas().expect_err(property);
        assert!(matches!(&refused, ManifestError::Schema { tool, .. } if tool == "odd"), "{refused}");
    }
}

#[test]
fn a_name_that_is_none_is_refused() {
    for name in ["", "Tool", "a tool", "tool\n", "1tool", "tööl", &"t".repeat(65)] {
        let error = refusal(|tool| tool.name = name.to_owned());
        assert!(matches!(error, ManifestError::Name { .. }), "{name:?}: {error}");
    }
}

#[test]
fn two_tools_of_one_name_are_refused() {
    let error = Manifest::parse(connector(vec![tool("same"), tool("same")])).unwrap_err();
    assert!(matches!(error, ManifestError::Twice { .. }), "{error}");
}

#[test]
fn a_schema_that_is_not_an_objects_is_refused() {
    for schema in ["", "{", "[]", "true", r#"{"type":"string"}"#, "{}"] {
        let error = refusal(|tool| tool.input_schema = schema.to_owned());
        assert!(matches!(error, ManifestError::Schema { .. }), "{schema}: {error}");
    }
}

#[test]
fn a_template_that_is_none_is_refused() {
    for path in ["", "repositories", "/a//b", "/../a", "/{a}/{a}", "https://evil.example/x"] {
        let error = refusal(|tool| tool.endpoints = vec![endpoint(path)]);
        assert!(matches!(error, ManifestError::Template { .. }), "{path}: {error}");
    }
}

#[test]
fn an_endpoint_that_stands_twice_is_refused() {
    let error = refusal(|tool| tool.endpoints = vec![endpoint("/user"), endpoint("/user")]);
    assert!(matches!(error, ManifestError::Endpoint { .. }), "{error}");
}

#[test]
fn an_input_that_the_schema_does_not_have_is_refused() {
    let error = refusal(|tool| tool.offset_input = Some("start".to_owned()));
    assert!(matches!(error, ManifestError::NoSuchInput { .. }), "{error}");
    let error = refusal(|tool| tool.compact_fields = Some("values.slug".to_owned()));
    assert!(matches!(error, ManifestError::NoSuchInput { .. }), "{error}");
}

#[test]
fn what_is_too_long_or_too_many_is_refused() {
    let error = refusal(|tool| tool.description = "x".repeat(LONGEST_TEXT + 1));
    assert!(matches!(error, ManifestError::TooMuch { .. }), "{error}");
    let many = (0..=MOST_TOOLS).map(|number| tool(&format!("tool_{number}"))).collect();
    let error = Manifest::parse(connector(many)).unwrap_err();
    assert!(matches!(error, ManifestError::TooMuch { .. }), "{error}");
}

proptest! {
    #[test]
    fn no_text_in_a_manifest_makes_it_panic(name in "\\PC*", path in "\\PC*", schema in "\\PC*") {
        let mut odd = tool(&name);
        odd.endpoints = vec![endpoint(&path)];
        odd.input_schema = schema;
        // Whether it is refused does not matter here.
        let _ = Manifest::parse(connector(vec![odd]));
    }
}

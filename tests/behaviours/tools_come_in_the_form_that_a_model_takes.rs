//! All tools, in the form of each API, held against that API's rules as a schema of its own.

use innkeeper_tests::House;
use serde_json::{Value, json};

async fn tools(house: &House, format: &str) -> Vec<Value> {
    let reply = house.get(&format!("/v1/tools?all=true&detail=name&format={format}")).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let tools = reply.json()["tools"].as_array().unwrap().clone();
    let ours: Vec<Value> =
        tools.into_iter().filter(|tool| tool.to_string().contains("\"bitbucket_")).collect();
    assert_eq!(ours.len(), 194, "{format}");
    ours
}

/// What an API takes as the schema of inputs: a schema, of an object, with nothing at the top that it refuses.
fn input_rules(refused: &[&str]) -> Value {
    let mut rules = json!({
        "$ref": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["type", "properties"],
        "properties": {
            "type": { "const": "object" },
            "properties": { "propertyNames": { "pattern": "^[a-zA-Z0-9_.-]{1,64}$" } },
        },
    });
    for keyword in refused {
        rules["properties"][keyword] = json!(false);
    }
    rules
}

fn must_all_satisfy(rules: &Value, tools: &[Value]) {
    let validator = jsonschema::draft202012::new(rules).unwrap();
    for tool in tools {
        if let Err(error) = validator.validate(tool) {
            panic!("{error} at {}: {tool}", error.instance_path());
        }
    }
}

#[tokio::test]
async fn openai_takes_every_tool() {
    let house = House::open().await.unwrap();
    let refused = ["$schema", "oneOf", "anyOf", "allOf", "enum", "not"];
    let rules = json!({
        "type": "object",
        "required": ["type", "function"],
        "additionalProperties": false,
        "properties": {
            "type": { "const": "function" },
            "function": {
                "type": "object",
                "required": ["name", "description", "parameters"],
                "additionalProperties": false,
                "properties": {
                    "name": { "type": "string", "pattern": "^[a-zA-Z0-9_-]{1,64}$" },
                    "description": { "type": "string", "minLength": 1, "maxLength": 1024 },
                    "parameters": input_rules(&refused),
                },
            },
        },
    });
    must_all_satisfy(&rules, &tools(&house, "openai").await);
}

#[tokio::test]
async fn anthropic_takes_every_tool() {
    let house = House::open().await.unwrap();
    let rules = json!({
        "type": "object",
        "required": ["name", "description", "input_schema"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "pattern": "^[a-zA-Z0-9_-]{1,64}$" },
            "description": { "type": "string", "minLength": 1 },
            "input_schema": input_rules(&["$schema", "oneOf", "anyOf", "allOf"]),
        },
    });
    must_all_satisfy(&rules, &tools(&house, "anthropic").await);
}

#[tokio::test]
async fn mcp_takes_every_tool_and_learns_what_comes_back() {
    let house = House::open().await.unwrap();
    let hint = json!({ "type": "boolean" });
    let rules = json!({
        "type": "object",
        "required": ["name", "title", "description", "inputSchema", "annotations"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "pattern": "^[a-zA-Z0-9_.-]{1,128}$" },
            "title": { "type": "string", "minLength": 1 },
            "description": { "type": "string", "minLength": 1 },
            "inputSchema": {
                "$ref": "https://json-schema.org/draft/2020-12/schema",
                "properties": { "type": { "const": "object" } }, "required": ["type"],
            },
            "outputSchema": {
                "$ref": "https://json-schema.org/draft/2020-12/schema",
                "properties": { "type": { "const": "object" } }, "required": ["type"],
            },
            "annotations": {
                "type": "object",
                "additionalProperties": false,
                "required": ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"],
                "properties": { "title": { "type": "string" }, "readOnlyHint": hint, "destructiveHint": hint,
                    "idempotentHint": hint, "openWorldHint": hint },
            },
        },
    });
    let tools = tools(&house, "mcp").await;
    must_all_satisfy(&rules, &tools);
    let without = tools.iter().filter(|tool| tool.get("outputSchema").is_none());
    let without: Vec<&Value> = without.map(|tool| &tool["name"]).collect();
    // It answers with an array, which MCP has no structured content for.
    assert_eq!(without, ["bitbucket_report_annotations_create"]);
}

#[tokio::test]
async fn every_tool_says_what_it_answers() {
    let house = House::open().await.unwrap();
    let reply = house.get("/v1/tools?all=true&detail=full").await.unwrap().json();
    let mut said = 0;
    for tool in reply["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        if name.starts_with("bitbucket_") {
            assert!(tool["output_schema"]["title"].is_string(), "{name}");
            assert!(!tool["output_schema"].to_string().contains("$ref"), "{name}");
            jsonschema::draft202012::new(&tool["output_schema"]).unwrap();
            said += 1;
        }
    }
    assert_eq!(said, 194);
}

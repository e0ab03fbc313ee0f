use crate::{
    Connector, Entry, Failure, Output,
    prelude::tool,
    testing::{Provider, Reply},
};

/// Says hello.
#[tool(name = "hello", title = "Hello", effect = read, get = "/user", run = hello)]
struct Hello {
    /// Whom to greet.
    #[at(none)]
    name: String,
}

fn hello(input: Hello) -> Result<Output, Failure> {
    Ok(Output::text(format!("hello, {}", input.name)))
}

/// Leaves.
#[tool(name = "leave", title = "Leave", effect = destructive, delete = "/user")]
struct Leave;

static CONNECTOR: Connector = Connector {
    provider: "sample",
    name: "samples",
    title: "Samples",
    description: "Samples.",
    version: "1.0.0",
    tools: &[Entry::of::<Hello>(), Entry::of::<Leave>()],
};

#[test]
fn a_call_finds_its_tool() {
    let answer = CONNECTOR.invoke("hello", r#"{"name": "you"}"#);
    assert!(matches!(answer, Ok(Output::Text { content, .. }) if content == "hello, you"));
}

#[test]
fn a_tool_of_another_connector_is_not_found() {
    assert!(matches!(CONNECTOR.invoke("goodbye", "{}"), Err(Failure::Internal(_))));
}

#[test]
fn an_unknown_input_is_refused() {
    let refusal = CONNECTOR.invoke("hello", r#"{"name": "you", "extra": 1}"#);
    assert!(matches!(refusal, Err(Failure::InvalidInput { message, .. }) if message.contains("extra")));
}

#[test]
fn an_answer_without_a_body_is_nothing_to_say() {
    let _provider = Provider::playing([Reply::new(204, "")]);
    assert!(matches!(CONNECTOR.invoke("leave", "{}"), Ok(Output::None)));
}

#[test]
fn an_error_of_the_provider_is_handed_back() {
    let _provider = Provider::playing([Reply::new(404, "{}")]);
    assert!(
        matches!(CONNECTOR.invoke("leave", "{}"), Err(Failure::Upstream(response)) if response.status() == 404)
    );
}

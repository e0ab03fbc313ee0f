//! A connector that answers in every form: what the conformance suite of the Model Context Protocol expects of a server.
//!
//! The names are the suite's. No tool sends anything, but each has to be for some endpoint.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

use innkeeper_sdk::{Content, prelude::*, report};

/// The smallest picture: one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82";
/// The shortest sound: no samples.
const WAV: &[u8] = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00";

fn content(content_type: &str, bytes: &[u8]) -> Content {
    Content { content_type: content_type.into(), bytes: bytes.into() }
}

/// Answers with a sentence.
#[tool(name = "test_simple_text", title = "Say something", effect = read, get = "/user", run = say)]
pub struct SimpleText;

fn say(_: SimpleText) -> Result<Output, Failure> {
    Ok(Output::text("This is a simple text response for testing."))
}

/// Answers with a picture.
#[tool(name = "test_image_content", title = "Show a picture", effect = read, get = "/user", run = show)]
pub struct ImageContent;

fn show(_: ImageContent) -> Result<Output, Failure> {
    Ok(Output::Contents(vec![content("image/png", PNG)]))
}

/// Answers with a sound.
#[tool(name = "test_audio_content", title = "Make a sound", effect = read, get = "/user", run = sound)]
pub struct AudioContent;

fn sound(_: AudioContent) -> Result<Output, Failure> {
    Ok(Output::Contents(vec![content("audio/wav", WAV)]))
}

/// Answers with bytes of no kind that a model sees or hears.
#[tool(name = "test_embedded_resource", title = "Hand over a file", effect = read, get = "/user", run = hand_over)]
pub struct EmbeddedResource;

fn hand_over(_: EmbeddedResource) -> Result<Output, Failure> {
    Ok(Output::Contents(vec![content(
        "application/octet-stream",
        b"\0This is an embedded resource content.",
    )]))
}

/// Answers with a sentence, a picture and a file.
#[tool(name = "test_multiple_content_types", title = "Say, show, hand over", effect = read, get = "/user", run = all)]
pub struct MultipleContentTypes;

fn all(_: MultipleContentTypes) -> Result<Output, Failure> {
    let said = content("text/plain", b"Multiple content types test:");
    Ok(Output::Contents(vec![
        said,
        content("image/png", PNG),
        content("application/octet-stream", b"\0\x01"),
    ]))
}

/// Fails.
#[tool(name = "test_error_handling", title = "Fail", effect = read, get = "/user", run = fail)]
pub struct ErrorHandling;

fn fail(_: ErrorHandling) -> Result<Output, Failure> {
    Err(Failure::Refused("This tool intentionally returns an error for testing".into()))
}

/// Takes a moment, and tells how far it is.
#[tool(name = "test_tool_with_progress", title = "Take a moment", effect = read, get = "/user", run = take_a_moment)]
pub struct ToolWithProgress;

fn take_a_moment(_: ToolWithProgress) -> Result<Output, Failure> {
    report(0, Some(100), None);
    wait(50);
    report(50, Some(100), None);
    wait(50);
    report(100, Some(100), None);
    Ok(Output::text("done"))
}

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "conformance",
    title = "Conformance",
    description = "Answers in every form.",
    tools = [
        SimpleText,
        ImageContent,
        AudioContent,
        EmbeddedResource,
        MultipleContentTypes,
        ErrorHandling,
        ToolWithProgress,
    ],
}

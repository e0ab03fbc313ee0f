//! A connector whose tools misbehave, each in its own way.
//!
//! - [`hunger`]: takes more time, memory or stack than there is;
//! - [`requests`]: asks for what it may not have;
//! - [`answers`]: says too much, or nonsense.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

pub mod answers;
pub mod hunger;
pub mod requests;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "hostile",
    title = "Hostile",
    description = "Tools that misbehave.",
    tools = [
        hunger::LoopForever,
        hunger::WaitForever,
        hunger::EatMemory,
        hunger::DeepRecursion,
        hunger::Trap,
        requests::ListRepositories,
        requests::EndlessRequests,
        requests::HoardResponses,
        requests::SendUndeclared,
        requests::SendDotdot,
        requests::SendHeader,
        requests::EchoHeaders,
        requests::BodyTwice,
        requests::SendOwner,
        requests::FollowLink,
        answers::WrongJson,
        answers::BigReply,
        answers::BigLog,
        answers::FalseDenial,
    ],
}

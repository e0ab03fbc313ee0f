//! The host's half of the contract in `wit/`, generated.
#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]

wasmtime::component::bindgen!({
    path: "../../wit/0.1.0",
    world: "connector",
    imports: { default: async | trappable },
    exports: { default: async },
    with: { "innkeeper:connector/authenticated-http.response": innkeeper_egress::Response },
});

//! The component.

use innkeeper_sdk::{
    Method, Request,
    component::{
        Answer, Manifest,
        bindings::exports::innkeeper::connector::tools::{Failure, Guest},
    },
};

struct DescribeSends;

impl Guest for DescribeSends {
    fn describe() -> Manifest {
        let description = match Request::new(Method::Get, "/user").send_any() {
            Ok(response) => format!("got through: {}", response.status()),
            Err(refusal) => refusal.to_string(),
        };
        Manifest {
            provider: "bitbucket".into(),
            name: "describe-sends".into(),
            title: "Describe sends".into(),
            description,
            version: env!("CARGO_PKG_VERSION").into(),
            tools: Vec::new(),
        }
    }

    fn invoke(tool: String, _input: String) -> Answer {
        Err(Failure::Internal(format!("there is no tool {tool}")))
    }
}

innkeeper_sdk::component::export!(DescribeSends with_types_in innkeeper_sdk::component::bindings);

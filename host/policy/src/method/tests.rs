use super::*;

#[test]
fn methods_are_read_as_they_are_written() {
    for method in Method::ALL {
        assert_eq!(method.to_string().parse(), Ok(method));
        assert_eq!(serde_json::to_value(method).expect("json"), method.as_str());
    }
}

#[test]
fn other_methods_cannot_be_written_down() {
    for name in ["get", "HEAD", "TRACE", "CONNECT", "", "GET "] {
        assert_eq!(name.parse::<Method>(), Err(UnknownMethod { name: name.to_owned() }));
        assert!(serde_json::from_value::<Method>(name.into()).is_err());
    }
}

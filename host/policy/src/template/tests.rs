use super::*;

const FILE: &str = "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}";

fn template(text: &str) -> PathTemplate {
    PathTemplate::parse(text).expect("a template")
}

fn expand_one(text: &str, value: &str) -> Result<String, ParameterError> {
    let template = template(text);
    let name = template.parameters().next().expect("a parameter").to_owned();
    template.expand(&[(name.as_str(), value)])
}

fn file(path: &str) -> Result<String, ParameterError> {
    template(FILE).expand(&[
        ("workspace", "acme"),
        ("repo_slug", "shop"),
        ("commit", "c0ffee"),
        ("path", path),
    ])
}

#[test]
fn what_is_not_a_template_is_refused_by_kind() {
    let refused = |text: &str| PathTemplate::parse(text).expect_err(text);
    let template = |text: &str| text.to_owned();

    assert_eq!(refused("user"), TemplateError::LeadingSlash { template: template("user") });
    assert_eq!(refused(""), TemplateError::LeadingSlash { template: template("") });
    for text in ["/", "//user", "/user/", "/a//b"] {
        assert_eq!(refused(text), TemplateError::EmptySegment { template: template(text) });
    }
    for segment in
        ["..", ".", "a b", "a%2Fb", "a?b", "a#b", "x{id}", "{id}.zip", "{a}{b", "é", "a:b", "a\\b", "}{"]
    {
        let text = format!("/a/{segment}");
        assert_eq!(
            refused(&text),
            TemplateError::Literal { template: text.clone(), segment: segment.to_owned() }
        );
    }
    for name in ["", "Id", "1d", "_id", "repo-slug", "a b", "a}{b", "é"] {
        let text = format!("/a/{{{name}}}");
        assert_eq!(refused(&text), TemplateError::Name { template: text.clone(), name: name.to_owned() });
    }
    assert_eq!(
        refused("/a/{id}/{id}"),
        TemplateError::RepeatedName { template: template("/a/{id}/{id}"), name: "id".to_owned() }
    );
}

#[test]
fn a_template_keeps_its_text_and_knows_its_parameters() {
    let text = "/repositories/{workspace}/{repo_slug}/pipelines-config/2.0/reports/{reportId}";
    let parsed = template(text);

    assert_eq!(parsed.to_string(), text);
    assert_eq!(parsed.parameters().collect::<Vec<_>>(), ["workspace", "repo_slug", "reportId"]);
    assert!(parsed.has_parameter("reportId") && !parsed.has_parameter("report_id"));
}

#[test]
fn a_value_is_data_and_stays_one_segment() {
    for (value, encoded) in [
        ("feature/cart", "feature%2Fcart"),
        ("{3fa2}", "%7B3fa2%7D"),
        ("100%", "100%25"),
        ("%2e%2e%2f", "%252e%252e%252f"),
        ("a?b#c", "a%3Fb%23c"),
        ("main..topic", "main..topic"),
        ("ü 1", "%C3%BC%201"),
        ("a\r\nb", "a%0D%0Ab"),
        ("-._~", "-._~"),
    ] {
        assert_eq!(expand_one("/x/{id}", value).as_deref(), Ok(format!("/x/{encoded}").as_str()));
    }
}

#[test]
fn a_value_that_would_climb_out_is_refused() {
    for value in [".", "..", "../..", "shop/../../evil", "shop/.", "./shop", "..\\evil", "a/..\\b"] {
        assert_eq!(expand_one("/x/{id}", value), Err(ParameterError::DotSegment { name: "id".to_owned() }));
    }
    assert_eq!(file("docs/../../secret"), Err(ParameterError::DotSegment { name: "path".to_owned() }));
}

#[test]
fn an_empty_value_and_nul_are_refused() {
    assert_eq!(expand_one("/x/{id}", ""), Err(ParameterError::Empty { name: "id".to_owned() }));
    assert_eq!(expand_one("/x/{id}", "a\0"), Err(ParameterError::Nul { name: "id".to_owned() }));
    for path in ["/", "/etc", "a//b", "a//"] {
        assert_eq!(file(path), Err(ParameterError::Empty { name: "path".to_owned() }), "{path}");
    }
}

#[test]
fn every_parameter_is_given_exactly_once() {
    let template = template("/x/{a}/{b}");
    let name = |name: &str| name.to_owned();

    assert_eq!(template.expand(&[("a", "1")]), Err(ParameterError::Missing { name: name("b") }));
    assert_eq!(
        template.expand(&[("a", "1"), ("b", "2"), ("c", "3")]),
        Err(ParameterError::Unknown { name: name("c") })
    );
    assert_eq!(
        template.expand(&[("a", "1"), ("b", "2"), ("a", "1")]),
        Err(ParameterError::Repeated { name: name("a") })
    );
}

#[test]
fn only_a_last_path_spans_segments() {
    let base = "/repositories/acme/shop/src/c0ffee";
    for (path, encoded) in [("", "/"), ("a b/c", "/a%20b/c"), ("docs/", "/docs/"), ("a/%2F", "/a/%252F")] {
        assert_eq!(file(path), Ok(format!("{base}{encoded}")));
    }
    assert_eq!(template("/x/{path}/y").expand(&[("path", "a/b")]).as_deref(), Ok("/x/a%2Fb/y"));
}

#[test]
fn a_path_matches_only_as_expand_would_write_it() {
    let branch = template("/x/{name}/y");
    assert_eq!(branch.matches("/x/a%2fb/y").expect("a match").get("name").as_deref(), Some("a/b"));

    for path in [
        "x/a/y",
        "/x/a",
        "/x/a/y/",
        "/x/a/y/z",
        "/x//y",
        "/X/a/y",
        "/%78/a/y",
        "/x/%2e%2e/y",
        "/x/../y",
        "/x/%/y",
        "/x/%2/y",
        "/x/%zz/y",
        "/x/%+2/y",
        "/x/%ff/y",
        "/x/%00/y",
        "/x/a:b/y",
        "/x/a?b/y",
        "/x/a#b/y",
        "/x/a\\b/y",
        "/x/a b/y",
        "/x/é/y",
        "/x/a%2F..%2Fb/y",
    ] {
        assert_eq!(branch.matches(path), None, "{path}");
    }
}

#[test]
fn the_rest_of_a_path_matches_segment_by_segment() {
    let rest = template("/x/{path}");
    for (path, value) in [("/x/", ""), ("/x/a", "a"), ("/x/a/b%20c/", "a/b c/")] {
        assert_eq!(rest.matches(path).expect(path).get("path").as_deref(), Some(value));
    }
    for path in ["/x", "/x//", "/x//a", "/x/a//b", "/x/a/../b", "/x/a%2Fb", "/x/a/%2e%2e/b"] {
        assert_eq!(rest.matches(path), None, "{path}");
    }
}

#[test]
fn a_template_is_a_string_in_json_and_read_as_strictly() {
    let parsed = template(FILE);
    let json = serde_json::to_string(&parsed).expect("json");
    assert_eq!(json, format!("{FILE:?}"));
    assert_eq!(serde_json::from_str::<PathTemplate>(&json).expect("a template"), parsed);
    assert!(serde_json::from_str::<PathTemplate>(r#""/a/../b""#).is_err());
}

#[test]
fn a_path_reads_back_as_exactly_what_it_was_written_from() {
    let branch = template("/x/{name}/y/{id}");
    let params = [("id", "ü 1"), ("name", "a/b%")];
    let path = branch.expand(&params).expect("a path");
    assert!(branch.reads_back(&path, &params));
    assert!(branch.reads_back("/x/a%2fb%25/y/%c3%bc%201", &params), "escapes in small letters say the same");

    for other in [
        [("id", "ü 1"), ("name", "a/b")],
        [("id", "ü 2"), ("name", "a/b%")],
        [("id", "ü 1"), ("other", "a/b%")],
        [("id", "a/b%"), ("name", "ü 1")],
    ] {
        assert!(!branch.reads_back(&path, &other), "{other:?}");
    }
    assert!(!branch.reads_back(&path, &params[..1]));
    assert!(!branch.reads_back(&path, &[params[0], params[1], ("more", "1")]));
    for changed in
        ["/x/a/b%25/y/%C3%BC%201", "/x/a%2Fb%25/y", "/x/a%2Fb%25/y/%C3%BC%201/", "x/a%2Fb%25/y/1", ""]
    {
        assert!(!branch.reads_back(changed, &params), "{changed}");
    }
}

#[test]
fn what_climbs_or_is_not_encoded_never_reads_back() {
    let one = template("/x/{id}");
    for (path, value) in
        [("/x/..", ".."), ("/x/%2e%2e", ".."), ("/x/a%2F..", "a/.."), ("/x/%00", "\0"), ("/x/", "")]
    {
        assert!(!one.reads_back(path, &[("id", value)]), "{path}");
    }
    for path in ["/x/a:b", "/x/a b", "/x/é", "/x/a?b", "/x/%ff"] {
        assert!(!one.reads_back(path, &[("id", &path[3..])]), "{path}");
    }
}

#[test]
fn a_rest_reads_back_segment_by_segment() {
    let rest = template("/x/{path}");
    for (path, value) in [("/x/", ""), ("/x/a", "a"), ("/x/a/b%20c/", "a/b c/")] {
        assert!(rest.reads_back(path, &[("path", value)]), "{path}");
    }
    for (path, value) in [
        ("/x/a%2Fb", "a/b"),
        ("/x/a/b", "a/b/"),
        ("/x/a/b/", "a/b"),
        ("/x/a", ""),
        ("/x/a//b", "a//b"),
        ("/x", ""),
    ] {
        assert!(!rest.reads_back(path, &[("path", value)]), "{path}");
    }
}

#[test]
fn a_form_covers_paths_without_looking_into_them() {
    let covers = |template: &str, path: &str| PathTemplate::parse(template).unwrap().covers(path);
    for (template, path) in [
        ("/user", "/user"),
        ("/repositories/{workspace}/{repo_slug}/hooks", "/repositories/acme/shop/hooks"),
        ("/repositories/{workspace}/{repo_slug}/src/{commit}/{path}", "/repositories/a/b/src/main/"),
        (
            "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
            "/repositories/a/b/src/main/x/%2e%2e/y:z",
        ),
        ("/repositories/{path}", "/repositories/acme"),
    ] {
        assert!(covers(template, path), "{template} {path}");
    }
    for (template, path) in [
        ("/user", "/user/emails"),
        ("/user", "user"),
        ("/repositories/{workspace}/{repo_slug}/hooks", "/repositories/acme/shop/hooks/1"),
        ("/repositories/{workspace}/{repo_slug}/hooks", "/repositories/acme//hooks"),
        ("/repositories/{workspace}/{repo_slug}/src/{commit}/{path}", "/repositories/a/b/src/main"),
        ("/repositories/{path}", "/repositories"),
    ] {
        assert!(!covers(template, path), "{template} {path}");
    }
}

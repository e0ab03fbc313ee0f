//! What a wrong declaration is told.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand;

/// The error of a declaration that has these options, over a struct with these fields.
fn refusal(options: TokenStream, fields: TokenStream) -> String {
    let item = quote! {
        /// A tool.
        struct Sample { #fields }
    };
    match expand::tool(options, item) {
        Ok(code) => panic!("accepted: {code}"),
        Err(error) => error.to_string(),
    }
}

fn accepted(options: TokenStream, item: TokenStream) -> String {
    expand::tool(options, item).unwrap().to_string()
}

fn documented(field: TokenStream) -> TokenStream {
    quote!(#[doc = " An input."] #field)
}

#[test]
fn a_plain_declaration_is_accepted() {
    let options = quote!(name = "a", title = "A", effect = read, get = "/x/{workspace}");
    let item = quote! {
        /// A tool.
        struct Sample { workspace: Option<String> }
    };
    let code = accepted(options, item);
    assert!(code.contains("impl :: innkeeper_sdk :: Tool for Sample"));
}

#[test]
fn a_unit_struct_is_a_tool_without_inputs() {
    let options = quote!(name = "a", title = "A", effect = destructive, delete = "/x");
    let item = quote! {
        /// A tool.
        struct Sample;
    };
    assert!(accepted(options, item).contains("Effect :: Destructive"));
}

#[test]
fn each_template_parameter_needs_an_input() {
    let error = refusal(quote!(name = "a", title = "A", effect = read, get = "/x/{id}"), quote!());
    assert_eq!(error, "no input fills `{id}`");
}

#[test]
fn each_path_input_needs_a_template_parameter() {
    let field = documented(quote!(#[at(path = "id")] number: u64));
    let error = refusal(quote!(name = "a", title = "A", effect = read, get = "/x"), field);
    assert_eq!(error, "the path has no parameter `{id}`");
}

#[test]
fn each_input_needs_a_doc_comment() {
    let error = refusal(quote!(name = "a", title = "A", effect = read, get = "/x"), quote!(number: u64));
    assert!(error.starts_with("the input `number` needs a doc comment"), "{error}");
}

#[test]
fn a_get_has_no_body() {
    let field = documented(quote!(#[at(body = "number")] number: u64));
    assert_eq!(
        refusal(quote!(name = "a", title = "A", effect = read, get = "/x"), field),
        "a GET has no body"
    );
    let options = quote!(name = "a", title = "A", effect = read, get = "/x", body("type" = "x"));
    assert_eq!(refusal(options, quote!()), "a GET has no body");
}

#[test]
fn two_inputs_do_not_share_a_place_in_the_body() {
    let (outer, inner) = (
        documented(quote!(#[at(body = "source")] outer: String)),
        documented(quote!(#[at(body = "source.name")] inner: String)),
    );
    let error = refusal(quote!(name = "a", title = "A", effect = write, post = "/x"), quote!(#outer, #inner));
    assert_eq!(error, "`source.name` and `source` of the body are in each other's way");
}

#[test]
fn a_read_tool_sends_a_get() {
    let error = refusal(quote!(name = "a", title = "A", effect = read, post = "/x"), quote!());
    assert_eq!(error, "a tool with the effect `read` sends a GET");
}

#[test]
fn run_and_answer_exclude_each_other() {
    let options =
        quote!(name = "a", title = "A", effect = read, get = "/x", run = f, answer = text("text/plain"));
    assert_eq!(refusal(options, quote!()), "`run` gives the answer; it needs no `answer`");
}

#[test]
fn another_endpoint_needs_a_function_that_uses_it() {
    let options = quote!(name = "a", title = "A", effect = read, get = "/x", also(get = "/y"));
    assert_eq!(refusal(options, quote!()), "`also` is for tools with `run`: nothing else would use it");
}

#[test]
fn a_workspace_may_be_left_out() {
    let options = quote!(name = "a", title = "A", effect = read, get = "/x/{workspace}");
    assert!(refusal(options, quote!(workspace: String)).starts_with("`workspace` is an `Option`"));
}

#[test]
fn wrong_options_are_told_by_name() {
    let table = [
        (quote!(nam = "a"), "unknown option `nam`"),
        (quote!(name = "a", name = "b"), "`name` is given twice"),
        (quote!(effect = harmless), "an effect is `read`, `write` or `destructive`"),
        (quote!(title = "A", effect = read, get = "/x"), "the tool needs name = \"…\""),
        (
            quote!(name = "a", title = "A", effect = read),
            "the tool needs an endpoint, such as `get = \"/user\"`",
        ),
        (
            quote!(name = "A-b", title = "A", effect = read, get = "/x"),
            "a name has lower-case letters, digits and underscores, 64 at most",
        ),
        (quote!(deprecated("soon", "gone")), "a date is written `2026-11-01`"),
        (quote!(redirects(anywhere)), "unknown option `anywhere`"),
        (quote!(query("a" = 1)), "a constant here is text"),
        (quote!(name = "a", title = "A", effect = read, get = "x"), "a path template starts with `/`"),
        (
            quote!(name = "a", title = "A", effect = read, get = "/x/{a}b"),
            "`{a}b` is neither a literal segment nor one `{parameter}`",
        ),
        (
            quote!(name = "a", title = "A", effect = read, get = "/x", offset_input = "from"),
            "there is no such input",
        ),
    ];
    for (options, message) in table {
        assert_eq!(refusal(options.clone(), quote!()), message, "{options}");
    }
}

#[test]
fn an_undocumented_tool_is_refused() {
    let options = quote!(name = "a", title = "A", effect = read, get = "/x");
    let error = expand::tool(
        options,
        quote!(
            struct Sample;
        ),
    )
    .unwrap_err();
    assert_eq!(error.to_string(), "the tool needs a doc comment: it is its description");
}

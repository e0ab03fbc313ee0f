//! What every tool has in common: inputs that options add, and the texts of inputs that occur everywhere.

use quote::{format_ident, quote};
use syn::{Field, LitStr, Result, parse_quote};

use crate::options::Options;

/// The text of a field that needs no doc comment.
pub(crate) fn text(field: &str) -> Option<&'static str> {
    match field {
        "workspace" => Some(
            "Slug or UUID (in braces) of the workspace. May be left out where the account has exactly one.",
        ),
        "repo_slug" => Some("Slug or UUID (in braces) of the repository."),
        _ => None,
    }
}

/// The inputs that the options ask for.
pub(crate) fn added(options: &Options) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    if options.filtered.is_some() {
        fields
            .push(optional_text("q", "Filter in the provider's query language, such as `name ~ \"core\"`."));
        fields.push(optional_text("sort", "Field to sort by; `-` in front turns the order around."));
    }
    if let Some(limit) = &options.page_limit {
        let limit: u64 = limit.base10_parse()?;
        fields.push(optional_count("page", "Number of the page, from 1.", None));
        let text = format!("Entries on a page, {limit} at most.");
        fields.push(optional_count("pagelen", &text, Some(limit)));
    }
    if options.compact.is_some() {
        fields.push(optional_text(
            "fields",
            "Which fields to answer with, in the provider's syntax; keep `next` where the answer has pages. `compact` \
             stands for a short set.",
        ));
    }
    Ok(fields)
}

fn optional_text(name: &str, text: &str) -> Field {
    let (name, text) = (format_ident!("{name}"), doc(text));
    parse_quote!(#[doc = #text] #name: ::core::option::Option<::std::string::String>)
}

fn optional_count(name: &str, text: &str, limit: Option<u64>) -> Field {
    let (name, text) = (format_ident!("{name}"), doc(text));
    let range = match limit {
        Some(limit) => quote!(range(min = 1, max = #limit)),
        None => quote!(range(min = 1)),
    };
    parse_quote!(#[doc = #text] #[schemars(#range)] #name: ::core::option::Option<u64>)
}

fn doc(text: &str) -> LitStr {
    LitStr::new(text, proc_macro2::Span::call_site())
}

//! What every tool has in common: inputs that options add, and the texts of inputs that occur everywhere.

use proc_macro2::TokenStream;
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

/// What `max_items` can be at most: more is no answer that anybody reads.
const MOST_ITEMS: u64 = 1000;

const FILTER: &str = "Filter in the provider's query language, such as `name ~ \"core\"`.";
const ORDER: &str = "Field to sort by; `-` in front turns the order around.";
const GATHER: &str = "Follows pages until there are this many entries, instead of answering with one page.";
const GO_ON: &str = "The `next` of an earlier answer: reads on from there, with the filter, order and fields that it \
                     was asked with.";
const FIELDS: &str = "Which fields to answer with, in the provider's syntax; keep `next` where the answer has pages. \
                      `compact` stands for a short set.";

/// The inputs that the options ask for.
pub(crate) fn added(options: &Options) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    if let Some(filters) = &options.filters {
        if filters.by_query {
            fields.push(text_input("q", FILTER, quote!(query = "q")));
        }
        if filters.by_order {
            fields.push(text_input("sort", ORDER, quote!(query = "sort")));
        }
    }
    if let Some(limit) = &options.page_limit {
        let most: u64 = limit.base10_parse()?;
        let length = format!("Entries on a page, {most} at most.");
        fields.push(count_input("page", "Number of the page, from 1.", None, quote!(query = "page")));
        fields.push(count_input("pagelen", &length, Some(most), quote!(query = "pagelen")));
        fields.push(count_input("max_items", GATHER, Some(MOST_ITEMS), quote!(none)));
        fields.push(text_input("next", GO_ON, quote!(none)));
    }
    if options.compact.is_some() {
        fields.push(text_input("fields", FIELDS, quote!(query = "fields")));
    }
    Ok(fields)
}

fn text_input(name: &str, text: &str, place: TokenStream) -> Field {
    let (name, text) = (format_ident!("{name}"), doc(text));
    parse_quote!(#[doc = #text] #[at(#place)] #name: ::core::option::Option<::std::string::String>)
}

fn count_input(name: &str, text: &str, limit: Option<u64>, place: TokenStream) -> Field {
    let (name, text) = (format_ident!("{name}"), doc(text));
    let range = match limit {
        Some(limit) => quote!(range(min = 1, max = #limit)),
        None => quote!(range(min = 1)),
    };
    parse_quote!(#[doc = #text] #[at(#place)] #[schemars(#range)] #name: ::core::option::Option<u64>)
}

fn doc(text: &str) -> LitStr {
    LitStr::new(text, proc_macro2::Span::call_site())
}

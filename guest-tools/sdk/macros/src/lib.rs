//! The declaration of a tool, expanded.
//!
//! Not used by itself: authors write `innkeeper_sdk::tool`, which documents itself below.
//!
//! Parts, in the order in which a declaration goes through them:
//! - `options`: what stands in `#[tool(…)]`;
//! - `template`: the paths among it;
//! - `standard`: the inputs that options add, and the texts of inputs that every tool has;
//! - `inputs`: the fields, and where each of them goes;
//! - `declaration`: all of it, held against each other; whatever is wrong is an error at the place where it stands;
//! - `expand`: the code.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod declaration;
mod docs;
mod expand;
mod inputs;
mod options;
mod standard;
mod template;
#[cfg(test)]
mod tests;

/// Makes a struct a tool: its doc comment is the tool's description, its fields are the inputs.
///
/// # Options
///
/// | option | meaning |
/// |---|---|
/// | `name = "…"`, `title = "…"` | required |
/// | `effect = read` | required: `read`, `write` or `destructive` |
/// | `idempotent` | calling twice is calling once; `read` implies it |
/// | `scopes("…", …)` | scopes that the grant must cover |
/// | `get = "/…/{parameter}"` | required: the endpoint; also `post`, `put`, `patch`, `delete` |
/// | `redirects(away)`, `redirects(within = "/…")` | where its redirects may lead |
/// | `workspaces(body = "a.b")`, `workspaces(query = "…")` | where it names a workspace besides `{workspace}` |
/// | `callbacks("url")` | properties of the body that hold a URL which the provider will call |
/// | `also(get = "/…", redirects(…), workspaces(…), callbacks(…))` | one more endpoint, for `run` |
/// | `body("type" = "x")`, `query(…)`, `header(…)` | constants of the request; a body's are text, numbers or booleans |
/// | `run = function` | `fn(Self) -> Result<Output, Failure>`, where the tool is more than one request |
/// | `answer = text("text/plain")` | passes the answer on under this media type |
/// | `returns = nothing` | what the answer looks like: `page`, `object`, `list`, `text`, `file`, `nothing` or `question("voted")`; without it a page where there are pages, text where `answer` says so, nothing for `delete`, else an object |
/// | `paged(max = 100)` | adds the inputs `page`, `pagelen`, `max_items` and `next`; a `run` answers with `input.gather(request)` |
/// | `filtered`, `filtered(q)`, `filtered(sort)` | adds the inputs `q` and `sort`, or one of them |
/// | `compact = "values.slug,next"` | adds the input `fields`; this is what its value `compact` stands for |
/// | `offset_input = "offset"` | the integer input that says where a text answer starts |
/// | `deprecated("2026-11-01", "why")`, `restricted(…)`, `removed(…)` | the lifecycle, where it is not live |
///
/// # Inputs
///
/// A field of type `Option` may be left out, any other is required. An input that the template names fills
/// the path. Any other goes into the query of GET and DELETE, and is the property of the same name in the
/// body of POST, PUT and PATCH. `#[at(…)]` says otherwise: `#[at(path = "selected_user")]`, `#[at(query =
/// "include")]`, `#[at(header = "range")]`, `#[at(body = "source.branch.name")]`, or `#[at(none)]` for an
/// input that only `run` reads. A list in the query is repeated. Each field needs a doc comment, which is
/// what models and people read; `workspace` and `repo_slug` have standard ones.
#[proc_macro_attribute]
pub fn tool(attribute: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::tool(attribute.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

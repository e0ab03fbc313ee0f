//! The code that a declaration becomes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, Ident, ItemStruct, LitInt, LitStr, Result, parse_quote};

use crate::{
    declaration::{Declaration, Run},
    inputs::{Input, Place},
    options::{
        Constant, ConstantPlace, Effect, Endpoint, Lifecycle, MethodKind, Options, Returns, Stage,
        WorkspacePosition,
    },
};

/// Expands `#[tool(attribute)] item`.
pub(crate) fn tool(attribute: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options: Options = syn::parse2(attribute)?;
    let mut item: ItemStruct = syn::parse2(item)?;
    let declaration = Declaration::new(options, &mut item)?;
    dress(&mut item, &declaration);
    let implementation = implementation(&item, &declaration);
    Ok(quote!(#item #implementation))
}

/// The derives, and the texts of the inputs.
fn dress(item: &mut ItemStruct, declaration: &Declaration) {
    item.attrs.push(parse_quote! {
        #[derive(::innkeeper_sdk::serde::Deserialize, ::innkeeper_sdk::schemars::JsonSchema)]
    });
    item.attrs.push(parse_quote!(#[serde(crate = "::innkeeper_sdk::serde", deny_unknown_fields)]));
    item.attrs.push(parse_quote!(#[schemars(crate = "::innkeeper_sdk::schemars")]));
    let Fields::Named(fields) = &mut item.fields else { return };
    for (field, input) in fields.named.iter_mut().zip(&declaration.inputs) {
        let text = &input.text;
        field.attrs.push(parse_quote!(#[schemars(description = #text)]));
    }
}

fn implementation(item: &ItemStruct, declaration: &Declaration) -> TokenStream {
    let tool = &item.ident;
    let manifest = manifest(declaration);
    let request = request(declaration);
    let run = run(&declaration.run, declaration.page_limit.as_ref());
    let gather = declaration.page_limit.as_ref().map(|limit| gather(tool, limit));
    quote! {
        #gather

        impl ::innkeeper_sdk::Tool for #tool {
            const DECLARATION: ::innkeeper_sdk::Declaration = #manifest;

            fn request(&self) -> ::core::result::Result<::innkeeper_sdk::Request, ::innkeeper_sdk::Failure> {
                #request
            }

            #run
        }
    }
}

fn manifest(declaration: &Declaration) -> TokenStream {
    let Declaration { name, title, description, idempotent, scopes, .. } = declaration;
    let effect = match declaration.effect {
        Effect::Read => quote!(Read),
        Effect::Write => quote!(Write),
        Effect::Destructive => quote!(Destructive),
    };
    let endpoints = declaration.endpoints.iter().map(endpoint);
    let lifecycle = lifecycle(declaration.lifecycle.as_ref());
    let compact_fields = option(declaration.compact.as_ref());
    let offset_input = option(declaration.offset_input.as_ref());
    let answer = answer(&declaration.returns);
    quote! {
        ::innkeeper_sdk::Declaration {
            name: #name,
            title: #title,
            description: #description,
            effect: ::innkeeper_sdk::Effect::#effect,
            idempotent: #idempotent,
            endpoints: &[#(#endpoints),*],
            scopes: &[#(#scopes),*],
            lifecycle: #lifecycle,
            compact_fields: #compact_fields,
            answer: ::innkeeper_sdk::Answer::#answer,
            offset_input: #offset_input,
        }
    }
}

fn answer(returns: &Returns) -> TokenStream {
    match returns {
        Returns::Page => quote!(Page),
        Returns::Object => quote!(Object),
        Returns::List => quote!(List),
        Returns::Text => quote!(Text),
        Returns::File => quote!(File),
        Returns::Nothing => quote!(Nothing),
        Returns::Question(name) => quote!(Question(#name)),
    }
}

fn option(text: Option<&LitStr>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

fn method(kind: MethodKind) -> TokenStream {
    let variant = match kind {
        MethodKind::Get => quote!(Get),
        MethodKind::Post => quote!(Post),
        MethodKind::Put => quote!(Put),
        MethodKind::Patch => quote!(Patch),
        MethodKind::Delete => quote!(Delete),
    };
    quote!(::innkeeper_sdk::Method::#variant)
}

fn endpoint(endpoint: &Endpoint) -> TokenStream {
    let method = method(endpoint.method.kind);
    let Endpoint { path, redirects, callbacks, .. } = endpoint;
    let (within, away) = (&redirects.within, redirects.away);
    let workspaces = endpoint.workspaces.iter().map(|position| match position {
        WorkspacePosition::Query(name) => quote!(::innkeeper_sdk::WorkspacePosition::Query(#name)),
        WorkspacePosition::Body(place) => quote!(::innkeeper_sdk::WorkspacePosition::Body(#place)),
    });
    quote! {
        ::innkeeper_sdk::Endpoint {
            method: #method,
            path: #path,
            redirects: ::innkeeper_sdk::Redirects { within: &[#(#within),*], away: #away },
            workspaces: &[#(#workspaces),*],
            callbacks: &[#(#callbacks),*],
        }
    }
}

fn lifecycle(lifecycle: Option<&Lifecycle>) -> TokenStream {
    let Some(Lifecycle { stage, since, reason }) = lifecycle else {
        return quote!(::innkeeper_sdk::Lifecycle::Live);
    };
    let stage = match stage {
        Stage::Deprecated => quote!(Deprecated),
        Stage::Restricted => quote!(Restricted),
        Stage::Removed => quote!(Removed),
    };
    quote! {
        ::innkeeper_sdk::Lifecycle::#stage(::innkeeper_sdk::Change { since: #since, reason: #reason })
    }
}

fn request(declaration: &Declaration) -> TokenStream {
    let Some(main) = declaration.endpoints.first() else { return TokenStream::new() };
    let (method, path) = (method(main.method.kind), &main.path);
    let constants = declaration.constants.iter().map(constant);
    let inputs = declaration.inputs.iter().map(input);
    quote! {
        ::innkeeper_sdk::Mapping::new(#method, #path)
            #(#constants)*
            #(#inputs)*
            .finish()
    }
}

fn constant(Constant { place, name, value }: &Constant) -> TokenStream {
    match place {
        ConstantPlace::Body => quote!(.body(#name, #name, &#value)),
        ConstantPlace::Query => quote!(.query(#name, #name, &#value)),
        ConstantPlace::Header => quote!(.header(#name, #name, &#value)),
    }
}

fn input(Input { ident, name, place, .. }: &Input) -> TokenStream {
    match place {
        Place::Path(parameter) => quote!(.path(#name, #parameter, &self.#ident)),
        Place::Query(parameter) => quote!(.query(#name, #parameter, &self.#ident)),
        Place::Header(header) => quote!(.header(#name, #header, &self.#ident)),
        Place::Body(location) => quote!(.body(#name, #location, &self.#ident)),
        Place::Nowhere => TokenStream::new(),
    }
}

/// The function that walks through pages. A `run` that forgets it leaves it unused, and the compiler says so.
fn gather(tool: &Ident, limit: &LitInt) -> TokenStream {
    quote! {
        impl #tool {
            fn gather(
                &self,
                request: ::innkeeper_sdk::Request,
            ) -> ::core::result::Result<::innkeeper_sdk::Output, ::innkeeper_sdk::Failure> {
                let asked = ::innkeeper_sdk::pages::Asked {
                    largest: #limit,
                    page: self.page,
                    max_items: self.max_items,
                    next: self.next.as_deref(),
                };
                asked.answer(request)
            }
        }
    }
}

fn run(run: &Run, page_limit: Option<&LitInt>) -> TokenStream {
    let signature = quote! {
        fn run(self) -> ::core::result::Result<::innkeeper_sdk::Output, ::innkeeper_sdk::Failure>
    };
    match run {
        Run::PassOn if page_limit.is_some() => quote!(#signature { self.gather(self.request()?) }),
        Run::PassOn => TokenStream::new(),
        Run::PassOnAs(content_type) => quote! {
            #signature {
                ::core::result::Result::Ok(self.request()?.send()?.pass_on_as(#content_type))
            }
        },
        Run::Function(function) => quote!(#signature { #function(self) }),
    }
}

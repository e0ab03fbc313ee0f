//! The fields of a tool, and where each of them goes.

use syn::{Attribute, Field, Ident, LitStr, Result, Token, Type, ext::IdentExt as _, parse::ParseStream};

use crate::{
    docs,
    options::{MethodKind, error},
    standard,
};

/// One input.
pub(crate) struct Input {
    /// The field.
    pub(crate) ident: Ident,
    /// Its name in the schema.
    pub(crate) name: String,
    /// What people and models read.
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// Where an input goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path(String),
    Query(String),
    Header(String),
    Body(String),
    /// Only `run` reads it.
    Nowhere,
}

impl Input {
    /// Reads a field, and takes `#[at(…)]` off it.
    pub(crate) fn read(field: &mut Field, method: MethodKind, parameters: &[String]) -> Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(error(field, "a tool is a struct with named fields"));
        };
        let name = ident.unraw().to_string();
        let place = match take_at(&mut field.attrs)? {
            Some(place) => place,
            None if parameters.contains(&name) => Place::Path(name.clone()),
            None if method.has_body() => Place::Body(name.clone()),
            None => Place::Query(name.clone()),
        };
        let text = describe(field, &name)?;
        Ok(Self { ident, name, text, place })
    }
}

/// The doc comment, or the standard text.
fn describe(field: &Field, name: &str) -> Result<String> {
    let text = docs::text(&field.attrs);
    if !text.is_empty() {
        return Ok(text);
    }
    standard::text(name).map(str::to_owned).ok_or_else(|| {
        error(
            &field.ident,
            format!("the input `{name}` needs a doc comment: it is what people and models read"),
        )
    })
}

fn take_at(attributes: &mut Vec<Attribute>) -> Result<Option<Place>> {
    let Some(position) = attributes.iter().position(|attribute| attribute.path().is_ident("at")) else {
        return Ok(None);
    };
    let place = attributes.remove(position).parse_args_with(place)?;
    match attributes.iter().find(|attribute| attribute.path().is_ident("at")) {
        Some(second) => Err(error(second, "an input goes to one place")),
        None => Ok(Some(place)),
    }
}

fn place(input: ParseStream<'_>) -> Result<Place> {
    let key: Ident = input.parse()?;
    if key == "none" {
        return Ok(Place::Nowhere);
    }
    let make: fn(String) -> Place = match key.to_string().as_str() {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        "body" => Place::Body,
        _ => return Err(error(key, "a place is `path`, `query`, `header`, `body` or `none`")),
    };
    input.parse::<Token![=]>()?;
    Ok(make(input.parse::<LitStr>()?.value()))
}

/// Whether a type is written `Option<…>`.
pub(crate) fn is_optional(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Option")
}

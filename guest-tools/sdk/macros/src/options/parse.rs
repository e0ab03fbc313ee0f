//! The grammar of the options.

use syn::{
    Error, Ident, Lit, LitInt, LitStr, Result, Token,
    ext::IdentExt as _,
    parenthesized,
    parse::{Parse, ParseStream},
};

use super::{
    Constant, ConstantPlace, Effect, Endpoint, Filters, Lifecycle, Method, MethodKind, Options, Redirects,
    Returns, Stage, WorkspacePosition, error,
};

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self::default();
        each(input, |key, input| options.take(&key, input))?;
        Ok(options)
    }
}

impl Options {
    fn take(&mut self, key: &Ident, input: ParseStream<'_>) -> Result<()> {
        if let Some(kind) = method(key) {
            let endpoint = (Method { keyword: key.clone(), kind }, value(input)?);
            return once(&mut self.endpoint, key, endpoint);
        }
        match key.to_string().as_str() {
            "name" => once(&mut self.name, key, value(input)?),
            "title" => once(&mut self.title, key, value(input)?),
            "effect" => once(&mut self.effect, key, effect(input)?),
            "idempotent" => once(&mut self.idempotent, key, key.clone()),
            "scopes" => once(&mut self.scopes, key, texts(input)?),
            "redirects" => once(&mut self.redirects, key, redirects(input)?),
            "workspaces" => once(&mut self.workspaces, key, workspaces(input)?),
            "callbacks" => once(&mut self.callbacks, key, texts(input)?),
            "run" => once(&mut self.run, key, value(input)?),
            "answer" => once(&mut self.answer, key, answer(input)?),
            "paged" => once(&mut self.page_limit, key, page_limit(input)?),
            "filtered" => once(&mut self.filters, key, filters(input)?),
            "compact" => once(&mut self.compact, key, value(input)?),
            "returns" => once(&mut self.returns, key, returns(input)?),
            "offset_input" => once(&mut self.offset_input, key, value(input)?),
            "deprecated" => once(&mut self.lifecycle, key, lifecycle(Stage::Deprecated, input)?),
            "restricted" => once(&mut self.lifecycle, key, lifecycle(Stage::Restricted, input)?),
            "removed" => once(&mut self.lifecycle, key, lifecycle(Stage::Removed, input)?),
            "also" => also(key, input).map(|endpoint| self.also.push(endpoint)),
            "body" => constants(ConstantPlace::Body, input).map(|all| self.constants.extend(all)),
            "query" => constants(ConstantPlace::Query, input).map(|all| self.constants.extend(all)),
            "header" => constants(ConstantPlace::Header, input).map(|all| self.constants.extend(all)),
            _ => Err(unknown(key)),
        }
    }
}

/// Reads `key …, key …`, with `take` for what stands behind each key.
fn each(input: ParseStream<'_>, mut take: impl FnMut(Ident, ParseStream<'_>) -> Result<()>) -> Result<()> {
    while !input.is_empty() {
        let key = input.call(Ident::parse_any)?;
        take(key, input)?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// Reads `(key …, key …)`.
fn each_within(input: ParseStream<'_>, take: impl FnMut(Ident, ParseStream<'_>) -> Result<()>) -> Result<()> {
    let content;
    parenthesized!(content in input);
    each(&content, take)
}

fn once<T>(slot: &mut Option<T>, key: &Ident, value: T) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(error(key, format!("`{key}` is given twice"))),
    }
}

fn unknown(key: &Ident) -> Error {
    error(key, format!("unknown option `{key}`"))
}

fn value<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn texts(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in input);
    let texts = content.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(texts.into_iter().collect())
}

fn method(key: &Ident) -> Option<MethodKind> {
    match key.to_string().as_str() {
        "get" => Some(MethodKind::Get),
        "post" => Some(MethodKind::Post),
        "put" => Some(MethodKind::Put),
        "patch" => Some(MethodKind::Patch),
        "delete" => Some(MethodKind::Delete),
        _ => None,
    }
}

fn effect(input: ParseStream<'_>) -> Result<Effect> {
    let word: Ident = value(input)?;
    match word.to_string().as_str() {
        "read" => Ok(Effect::Read),
        "write" => Ok(Effect::Write),
        "destructive" => Ok(Effect::Destructive),
        _ => Err(error(word, "an effect is `read`, `write` or `destructive`")),
    }
}

fn redirects(input: ParseStream<'_>) -> Result<Redirects> {
    let mut redirects = Redirects::default();
    each_within(input, |key, input| {
        match key.to_string().as_str() {
            "away" => redirects.away = true,
            "within" => redirects.within.push(value(input)?),
            _ => return Err(unknown(&key)),
        }
        Ok(())
    })?;
    Ok(redirects)
}

fn workspaces(input: ParseStream<'_>) -> Result<Vec<WorkspacePosition>> {
    let mut positions = Vec::new();
    each_within(input, |key, input| {
        positions.push(match key.to_string().as_str() {
            "query" => WorkspacePosition::Query(value(input)?),
            "body" => WorkspacePosition::Body(value(input)?),
            _ => return Err(unknown(&key)),
        });
        Ok(())
    })?;
    Ok(positions)
}

fn also(key: &Ident, input: ParseStream<'_>) -> Result<Endpoint> {
    let (mut target, mut redirect_rule, mut positions, mut urls) = (None, None, None, None);
    each_within(input, |key, input| match (method(&key), key.to_string().as_str()) {
        (Some(kind), _) => once(&mut target, &key, (Method { keyword: key.clone(), kind }, value(input)?)),
        (None, "redirects") => once(&mut redirect_rule, &key, redirects(input)?),
        (None, "workspaces") => once(&mut positions, &key, workspaces(input)?),
        (None, "callbacks") => once(&mut urls, &key, texts(input)?),
        _ => Err(unknown(&key)),
    })?;
    let (method, path) =
        target.ok_or_else(|| error(key, "`also` needs an endpoint, such as `get = \"/user\"`"))?;
    let (workspaces, callbacks) = (positions.unwrap_or_default(), urls.unwrap_or_default());
    Ok(Endpoint { method, path, redirects: redirect_rule.unwrap_or_default(), workspaces, callbacks })
}

fn answer(input: ParseStream<'_>) -> Result<LitStr> {
    let kind: Ident = value(input)?;
    if kind != "text" {
        return Err(error(kind, "an answer is `text(\"media/type\")`; JSON needs no word"));
    }
    single(input)
}

fn returns(input: ParseStream<'_>) -> Result<Returns> {
    let kind: Ident = value(input)?;
    Ok(match kind.to_string().as_str() {
        "page" => Returns::Page,
        "object" => Returns::Object,
        "list" => Returns::List,
        "text" => Returns::Text,
        "file" => Returns::File,
        "nothing" => Returns::Nothing,
        "question" => Returns::Question(single(input)?),
        _ => {
            let all =
                "an answer is a `page`, `object`, `list`, `text`, `file`, `nothing` or `question(\"name\")`";
            return Err(error(kind, all));
        }
    })
}

fn single(input: ParseStream<'_>) -> Result<LitStr> {
    let content;
    parenthesized!(content in input);
    content.parse()
}

fn page_limit(input: ParseStream<'_>) -> Result<LitInt> {
    let content;
    parenthesized!(content in input);
    let key: Ident = content.parse()?;
    if key != "max" {
        return Err(unknown(&key));
    }
    value(&content)
}

/// `filtered` alone is both.
fn filters(input: ParseStream<'_>) -> Result<Filters> {
    if !input.peek(syn::token::Paren) {
        return Ok(Filters { by_query: true, by_order: true });
    }
    let mut filters = Filters::default();
    each_within(input, |key, _| {
        match key.to_string().as_str() {
            "q" => filters.by_query = true,
            "sort" => filters.by_order = true,
            _ => return Err(unknown(&key)),
        }
        Ok(())
    })?;
    Ok(filters)
}

fn lifecycle(stage: Stage, input: ParseStream<'_>) -> Result<Lifecycle> {
    let content;
    parenthesized!(content in input);
    let since: LitStr = content.parse()?;
    content.parse::<Token![,]>()?;
    let reason = content.parse()?;
    if !is_date(&since.value()) {
        return Err(error(since, "a date is written `2026-11-01`"));
    }
    Ok(Lifecycle { stage, since, reason })
}

fn is_date(text: &str) -> bool {
    let shape =
        |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

fn constants(place: ConstantPlace, input: ParseStream<'_>) -> Result<Vec<Constant>> {
    let content;
    parenthesized!(content in input);
    let mut constants = Vec::new();
    while !content.is_empty() {
        constants.push(constant(place, &content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(constants)
}

fn constant(place: ConstantPlace, input: ParseStream<'_>) -> Result<Constant> {
    let name = input.parse()?;
    let value: Lit = value(input)?;
    match (place, &value) {
        (_, Lit::Str(_)) | (ConstantPlace::Body, Lit::Int(_) | Lit::Bool(_)) => {
            Ok(Constant { place, name, value })
        }
        (ConstantPlace::Body, _) => Err(error(value, "a constant is text, an integer or a boolean")),
        _ => Err(error(value, "a constant here is text")),
    }
}

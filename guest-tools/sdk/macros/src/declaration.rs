//! A whole declaration: options and fields, held against each other.

use syn::{Fields, Ident, ItemStruct, LitInt, LitStr, Path, Result};

use crate::{
    docs,
    inputs::{Input, Place, is_optional},
    options::{
        Constant, ConstantPlace, Effect, Endpoint, Lifecycle, MethodKind, Options, Returns,
        WorkspacePosition, error,
    },
    standard, template,
};

/// A declaration in which everything fits together.
pub(crate) struct Declaration {
    pub(crate) name: LitStr,
    pub(crate) title: LitStr,
    pub(crate) description: String,
    pub(crate) effect: Effect,
    pub(crate) idempotent: bool,
    /// The main endpoint first.
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) scopes: Vec<LitStr>,
    pub(crate) lifecycle: Option<Lifecycle>,
    pub(crate) compact: Option<LitStr>,
    pub(crate) offset_input: Option<LitStr>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) run: Run,
    pub(crate) returns: Returns,
    /// The most entries that a page may have, where the answer has pages.
    pub(crate) page_limit: Option<LitInt>,
}

/// What a call does.
pub(crate) enum Run {
    /// Sends the request and passes the answer on.
    PassOn,
    /// The same, under another media type.
    PassOnAs(LitStr),
    /// A function of the author's.
    Function(Path),
}

impl Declaration {
    /// Puts the added inputs into `item` and reads all of it.
    pub(crate) fn new(mut options: Options, item: &mut ItemStruct) -> Result<Self> {
        let main = main_endpoint(&mut options, &item.ident)?;
        let inputs = read_inputs(&options, &main, item)?;
        let returns = options.returns.take().unwrap_or_else(|| usual_answer(&options, &main));
        let declaration = Self {
            name: checked_name(required(options.name, &item.ident, "name = \"…\"")?)?,
            title: required(options.title, &item.ident, "title = \"…\"")?,
            description: description(item)?,
            effect: required(options.effect, &item.ident, "effect = read")?,
            idempotent: options.idempotent.is_some() || options.effect == Some(Effect::Read),
            endpoints: std::iter::once(main).chain(options.also).collect(),
            scopes: options.scopes.unwrap_or_default(),
            lifecycle: options.lifecycle,
            compact: options.compact,
            offset_input: options.offset_input,
            constants: options.constants,
            inputs,
            run: run(options.run, options.answer)?,
            returns,
            page_limit: options.page_limit,
        };
        declaration.check()?;
        Ok(declaration)
    }

    /// The method of the main endpoint.
    pub(crate) fn method(&self) -> MethodKind {
        self.endpoints.first().map_or(MethodKind::Get, |main| main.method.kind)
    }

    fn check(&self) -> Result<()> {
        self.check_templates()?;
        self.check_bodies()?;
        self.check_body_locations()?;
        self.check_offset()?;
        self.check_reading()
    }

    /// Each parameter of the main template has exactly one input, and no input fills one that is not there.
    fn check_templates(&self) -> Result<()> {
        for endpoint in &self.endpoints {
            template::parameters(&endpoint.path)?;
            for target in &endpoint.redirects.within {
                template::parameters(target)?;
            }
        }
        let Some(main) = self.endpoints.first() else { return Ok(()) };
        let parameters = template::parameters(&main.path)?;
        for parameter in &parameters {
            let place = Place::Path(parameter.clone());
            match self.inputs.iter().filter(|input| input.place == place).count() {
                1 => {}
                0 => return Err(error(&main.path, format!("no input fills `{{{parameter}}}`"))),
                _ => return Err(error(&main.path, format!("several inputs fill `{{{parameter}}}`"))),
            }
        }
        for input in &self.inputs {
            if let Place::Path(name) = &input.place {
                if !parameters.contains(name) {
                    return Err(error(&input.ident, format!("the path has no parameter `{{{name}}}`")));
                }
            }
        }
        Ok(())
    }

    fn check_bodies(&self) -> Result<()> {
        if self.method() != MethodKind::Get {
            return Ok(());
        }
        let message = "a GET has no body";
        if let Some(input) = self.inputs.iter().find(|input| matches!(input.place, Place::Body(_))) {
            return Err(error(&input.ident, message));
        }
        match self.constants.iter().find(|constant| constant.place == ConstantPlace::Body) {
            Some(constant) => Err(error(&constant.name, message)),
            None => Ok(()),
        }
    }

    /// No two things go to the same location of the body, or one into the other.
    fn check_body_locations(&self) -> Result<()> {
        let mut taken: Vec<String> = Vec::new();
        let constants = self.constants.iter().filter(|constant| constant.place == ConstantPlace::Body);
        for constant in constants {
            take(&mut taken, constant.name.value()).map_err(|message| error(&constant.name, message))?;
        }
        for input in &self.inputs {
            if let Place::Body(location) = &input.place {
                take(&mut taken, location.clone()).map_err(|message| error(&input.ident, message))?;
            }
        }
        Ok(())
    }

    fn check_offset(&self) -> Result<()> {
        match &self.offset_input {
            Some(name) if !self.inputs.iter().any(|input| input.name == name.value()) => {
                Err(error(name, "there is no such input"))
            }
            _ => Ok(()),
        }
    }

    /// A read tool that is a plain mapping reads: its one request is a GET.
    fn check_reading(&self) -> Result<()> {
        let Some(main) = self.endpoints.first() else { return Ok(()) };
        let plain = !matches!(self.run, Run::Function(_));
        if plain && self.effect == Effect::Read && main.method.kind != MethodKind::Get {
            return Err(error(&main.method.keyword, "a tool with the effect `read` sends a GET"));
        }
        if plain {
            if let Some(second) = self.endpoints.get(1) {
                return Err(error(&second.path, "`also` is for tools with `run`: nothing else would use it"));
            }
        }
        Ok(())
    }
}

fn main_endpoint(options: &mut Options, tool: &Ident) -> Result<Endpoint> {
    let (method, path) = required(options.endpoint.take(), tool, "an endpoint, such as `get = \"/user\"`")?;
    let redirects = options.redirects.take().unwrap_or_default();
    let workspaces = options.workspaces.take().unwrap_or_default();
    let callbacks = options.callbacks.take().unwrap_or_default();
    if let (MethodKind::Get, Some(WorkspacePosition::Body(place))) = (method.kind, workspaces.first()) {
        return Err(error(place, "a GET has no body"));
    }
    if let (MethodKind::Get, Some(place)) = (method.kind, callbacks.first()) {
        return Err(error(place, "a GET has no body"));
    }
    Ok(Endpoint { method, path, redirects, workspaces, callbacks })
}

/// What comes back where nobody says otherwise.
fn usual_answer(options: &Options, main: &Endpoint) -> Returns {
    if options.page_limit.is_some() {
        Returns::Page
    } else if options.answer.is_some() {
        Returns::Text
    } else if main.method.kind == MethodKind::Delete {
        Returns::Nothing
    } else {
        Returns::Object
    }
}

fn read_inputs(options: &Options, main: &Endpoint, item: &mut ItemStruct) -> Result<Vec<Input>> {
    let parameters = template::parameters(&main.path)?;
    let added = standard::added(options)?;
    if let Fields::Unit = item.fields {
        item.fields = Fields::Named(syn::parse_quote!({}));
        item.semi_token = None;
    }
    let Fields::Named(fields) = &mut item.fields else {
        return Err(error(&item.fields, "a tool is a struct with named fields"));
    };
    fields.named.extend(added);
    let mut inputs = Vec::new();
    for field in &mut fields.named {
        let input = Input::read(field, main.method.kind, &parameters)?;
        if !is_optional(&field.ty) && input.name == "workspace" {
            return Err(error(
                &field.ty,
                "`workspace` is an `Option`: the host fills it in where there is one",
            ));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

fn required<T>(option: Option<T>, tool: &Ident, what: &str) -> Result<T> {
    option.ok_or_else(|| error(tool, format!("the tool needs {what}")))
}

fn checked_name(name: LitStr) -> Result<LitStr> {
    let text = name.value();
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if text.is_empty() || text.len() > 64 || !text.chars().all(fits) {
        return Err(error(name, "a name has lower-case letters, digits and underscores, 64 at most"));
    }
    Ok(name)
}

fn description(item: &ItemStruct) -> Result<String> {
    let text = docs::text(&item.attrs);
    if text.is_empty() {
        return Err(error(&item.ident, "the tool needs a doc comment: it is its description"));
    }
    Ok(text)
}

fn run(function: Option<Path>, answer: Option<LitStr>) -> Result<Run> {
    match (function, answer) {
        (None, None) => Ok(Run::PassOn),
        (None, Some(content_type)) => Ok(Run::PassOnAs(content_type)),
        (Some(function), None) => Ok(Run::Function(function)),
        (Some(_), Some(answer)) => Err(error(answer, "`run` gives the answer; it needs no `answer`")),
    }
}

fn take(taken: &mut Vec<String>, location: String) -> std::result::Result<(), String> {
    let inside = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if let Some(other) = taken.iter().find(|other| inside(other, &location) || inside(&location, other)) {
        return Err(format!("`{location}` and `{other}` of the body are in each other's way"));
    }
    taken.push(location);
    Ok(())
}

//! The API's description of itself (OpenAPI 3.1), served at `/openapi.json`.
//!
//! It is gathered from the handlers, which say beside their code what they take and answer; what holds for all of them is
//! added here. `docs/openapi.json` is the same as a file, so that a change of the API is seen where changes are reviewed.

use std::sync::LazyLock;

use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use innkeeper::Problem;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Content, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, Response as Answer,
    ResponseBuilder, SecurityRequirement, Tag,
};
use utoipa::{PartialSchema, ToSchema};

use crate::etag::Tagged;
use crate::router;

const ABOUT: &str = "Tools of a provider's API, called by name on behalf of many users. Errors are problem details \
    (RFC 9457) whose `kind` never changes its meaning. Lists come in pages: `next_cursor` of one is `cursor` of the next.";
/// Areas of the API, in the order in which people meet them.
const AREAS: [(&str, &str); 7] = [
    ("tools", "What can be called, and calling it."),
    ("accounts", "Users' grants: links for consent, workspaces, revocation."),
    ("connections", "OAuth consumers at providers."),
    ("connectors", "Groups of tools: sandboxed components."),
    ("keys", "Who may call: keys, session tokens, short-lived bearers."),
    ("audit", "What was called, by whom, for whom, and how it ended."),
    ("host", "How the host and its vault are."),
];
/// Names of ways to say who calls.
const BEARER: &str = "bearer";
const CLIENT: &str = "client";

/// Read this description
#[utoipa::path(
    get, path = "/openapi.json", tag = "host", operation_id = "openapi", security(()),
    responses(
        (status = 200, description = "OpenAPI 3.1", body = serde_json::Value, headers(("etag" = String))),
        (status = 304, description = "As the client has it, which said so with `If-None-Match`"),
    ),
)]
pub(crate) async fn read(headers: HeaderMap) -> Response {
    static DESCRIPTION: LazyLock<Tagged> = LazyLock::new(|| Tagged::of(openapi()));
    let mut response = DESCRIPTION.answer(&headers);
    // Nothing in it depends on who asks: tools that read descriptions run in pages of other origins.
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// The description, as JSON for people.
#[must_use]
pub fn openapi() -> String {
    let mut api = router::documented();
    api.merge(about());
    let components = api.components.get_or_insert_default();
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for item in api.paths.paths.values_mut() {
        operations(item).for_each(with_problems);
    }
    // A description is maps, lists and texts, which always serialise.
    api.to_pretty_json().map(|text| text + "\n").unwrap_or_default()
}

/// What is said of the whole.
fn about() -> OpenApi {
    let license = LicenseBuilder::new().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT"));
    let info = InfoBuilder::new()
        .title("Innkeeper")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license.build()));
    let mut api = OpenApiBuilder::new()
        .info(info)
        .tags(Some(AREAS.map(|(name, what)| tag(name, what))))
        .security(Some([SecurityRequirement::new(BEARER, Vec::<String>::new())]))
        .build();
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "An API key (`ik_…`), a session token (`is_…`), a bearer from `POST /oauth/token` (`ia_…`), or a token of an issuer \
         that the operator trusts.",
    ));
    let client = HttpBuilder::new().scheme(HttpAuthScheme::Basic).description(Some("A key's two halves."));
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer.build()));
    components.add_security_scheme(CLIENT, SecurityScheme::Http(client.build()));
    api
}

fn tag(name: &str, what: &str) -> Tag {
    let mut tag = Tag::new(name);
    tag.description = Some(what.to_owned());
    tag
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// Every operation may be refused, and the host may fail, unless it says itself how that looks.
fn with_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for (status, what) in
        [("4XX", "What is wrong, and what to do next"), ("5XX", "What failed, and when to try again")]
    {
        responses.entry(status.to_owned()).or_insert_with(|| problem(what).into());
    }
}

fn problem(what: &str) -> Answer {
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    ResponseBuilder::new().description(what).content("application/problem+json", content).build()
}

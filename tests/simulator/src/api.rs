//! The REST API under `/2.0`.
//!
//! Each area is one file that declares its [operations](operation::Operation) in a table and answers them with plain
//! functions over the world. All that operations share is done once, around them, in this order: the token
//! ([`access`]), the scopes, the query and the body ([`strict`]), the handler, then filtering, sorting and paging of
//! collections ([`listing`]) and partial responses ([`fields`]). To add an operation is to add a row and a function.

mod access;
mod answer;
mod download;
mod fields;
mod filter;
mod form;
mod listing;
mod operation;
mod query;
mod refusal;
mod sort;
mod strict;

mod branch_restrictions;
mod branching_model;
mod commits;
mod comparison;
mod default_reviewers;
mod deploy_keys;
mod deployments;
mod downloads;
mod environments;
mod hooks;
mod issues;
mod own_permissions;
mod permissions;
mod pipelines;
mod pipelines_config;
mod projects;
mod pull_requests;
mod refs;
mod removed;
mod repositories;
mod schedules;
mod search;
mod snippets;
mod source;
mod users;
mod variables;
mod workspaces;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{RawPathParams, State},
    http::{HeaderMap, Uri, Version},
    response::{IntoResponse, Response},
    routing::on,
};

use self::{answer::Incoming, operation::Operation, refusal::Refusal};
use crate::shared::Shared;

pub(crate) use self::{download::download, operation::Links, query::Query, source::media_type};

/// Every area's operations. A new area is a new line.
const AREAS: &[&[Operation]] = &[
    repositories::OPERATIONS,
    source::OPERATIONS,
    downloads::OPERATIONS,
    refs::OPERATIONS,
    comparison::OPERATIONS,
    commits::OPERATIONS,
    commits::COMMENTS,
    commits::STATUSES,
    commits::REPORTS,
    branching_model::OPERATIONS,
    pull_requests::OPERATIONS,
    pull_requests::activity::OPERATIONS,
    pull_requests::changes::OPERATIONS,
    pull_requests::comments::OPERATIONS,
    pull_requests::reviews::OPERATIONS,
    pull_requests::statuses::OPERATIONS,
    pull_requests::tasks::OPERATIONS,
    pipelines::OPERATIONS,
    pipelines_config::OPERATIONS,
    schedules::OPERATIONS,
    variables::OPERATIONS,
    environments::OPERATIONS,
    deployments::OPERATIONS,
    search::OPERATIONS,
    users::OPERATIONS,
    workspaces::OPERATIONS,
    own_permissions::OPERATIONS,
    projects::OPERATIONS,
    branch_restrictions::OPERATIONS,
    default_reviewers::OPERATIONS,
    permissions::OPERATIONS,
    deploy_keys::OPERATIONS,
    hooks::OPERATIONS,
    issues::OPERATIONS,
    snippets::OPERATIONS,
    removed::OPERATIONS,
];

/// One route for each operation; anything else is an unknown resource.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    let mut router = Router::new();
    for operation in AREAS.iter().copied().flatten() {
        let handler = move |State(shared): State<Arc<Shared>>,
                            params: RawPathParams,
                            version: Version,
                            uri: Uri,
                            headers: HeaderMap,
                            body: Bytes| async move {
            let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let incoming = Incoming { params, version, uri, headers, body };
            answer::answer(operation, &shared, &incoming)
        };
        router = router.route(&format!("/2.0{}", operation.path), on(operation.method, handler));
    }
    router.route("/2.0/{*unknown}", axum::routing::any(unknown)).method_not_allowed_fallback(not_allowed)
}

async fn unknown() -> Response {
    Refusal::unknown_resource().into_response()
}

async fn not_allowed() -> Response {
    Refusal::method_not_allowed().into_response()
}

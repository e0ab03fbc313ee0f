//! The OAuth server: consumers, consent, and tokens that rotate.
//!
//! [`Authority`] holds the state and decides; [`authorize`] and [`token`] are its two endpoints.

mod authority;
mod authorize;
mod consumer;
mod page;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use self::authority::{Authority, Times, TokenState};
pub use self::{
    authority::IssuedTokens,
    consumer::{Consumer, ConsumerSpec},
};
use crate::shared::Shared;

/// Where people say yes or no.
pub(crate) const AUTHORIZE_PATH: &str = "/site/oauth2/authorize";
/// Where hosts exchange codes and refresh tokens.
pub(crate) const TOKEN_PATH: &str = "/site/oauth2/access_token";

/// The routes of the OAuth server.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(AUTHORIZE_PATH, get(authorize::ask).post(authorize::decide))
        .route(TOKEN_PATH, post(token::exchange))
}

//! Talking to token endpoints: the only requests that this crate sends.
//!
//! RFC 6749 §4.1.3 and §6, form-encoded, the consumer's key and secret as HTTP Basic (Bitbucket facts, OAuth). One
//! client for all of them, without redirects and without a proxy of the environment: a redirect or a proxy would see
//! the consumer's secret.

use std::pin::Pin;
use std::time::{Duration, Instant};

use innkeeper_policy::ScopeSet;
use innkeeper_vault::Secret;
use jiff::Timestamp;
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, StandardRevocableToken, StandardTokenResponse,
    TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::later;
use crate::secret_client::{root_cause, secret_client};
use crate::{AccountsError, Connection, TokenError};

/// Life of an access token whose reply does not say: what RFC 6749 §4.2.2 uses as its example, and the shortest that
/// Bitbucket documents.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);
/// A reply is two tokens and some words; tokens have thousands of characters, not hundreds of thousands.
const MAX_REPLY_BYTES: usize = 256 * 1024;

/// What a token endpoint gave.
pub(crate) struct Grant {
    pub(crate) access: Secret,
    /// Absent: the one that was used stays good.
    pub(crate) refresh: Option<Secret>,
    /// Absent: as before.
    pub(crate) scopes: Option<ScopeSet>,
    /// Counted from before the request, so that it is never too late.
    pub(crate) expires_at: Timestamp,
}

/// The consumer is not known by the secret that it came with. Said before anything else is looked at.
const UNKNOWN_CLIENT: TokenError = TokenError::Consumer { code: "invalid_client" };

/// What is exchanged for a grant.
enum Ask<'a> {
    Code { code: &'a str, verifier: &'a Secret },
    Refresh(&'a Secret),
}

/// The client for all token endpoints.
pub(crate) struct TokenEndpoints {
    client: reqwest::Client,
}

impl TokenEndpoints {
    /// A client whose answers take at most `timeout`.
    pub(crate) fn new(timeout: Duration) -> Result<Self, AccountsError> {
        let client = secret_client(timeout)
            .map_err(|error| AccountsError::HttpClient { detail: root_cause(&error) })?;
        Ok(Self { client })
    }

    /// Exchanges an authorization code.
    pub(crate) async fn exchange(
        &self,
        connection: &Connection,
        code: &str,
        verifier: &Secret,
    ) -> Result<Grant, TokenError> {
        self.ask(connection, Ask::Code { code, verifier }).await
    }

    /// Exchanges a refresh token.
    pub(crate) async fn refresh(
        &self,
        connection: &Connection,
        refresh: &Secret,
    ) -> Result<Grant, TokenError> {
        self.ask(connection, Ask::Refresh(refresh)).await
    }

    /// Asks with the secret in use, and with the consumer's other one where the provider does not know that.
    ///
    /// A second try costs no code and no refresh token: a token endpoint authenticates the client before it looks at the
    /// grant (RFC 6749 §3.2.1, §5.2), and whoever was refused as `invalid_client` has presented nothing.
    async fn ask(&self, connection: &Connection, ask: Ask<'_>) -> Result<Grant, TokenError> {
        let (began, mut outcome) = (Instant::now(), Err(UNKNOWN_CLIENT));
        for (version, secret) in connection.client_secrets() {
            let asked_at = Timestamp::now();
            let reply = self.send(oauth(connection, Some(secret)), &ask).await;
            outcome = reply.map_err(error_of).and_then(|reply| grant_of(&reply, asked_at));
            match &outcome {
                Err(error) if *error == UNKNOWN_CLIENT => {}
                // An invalid grant is said to a consumer that was let in.
                Ok(_) | Err(TokenError::InvalidGrant) => {
                    connection.accepted(version);
                    connection.backoff().passed();
                    return outcome;
                }
                Err(_) => break,
            }
        }
        if let Err(error) = &outcome {
            if let TokenError::Consumer { code } = error {
                connection.refused(code);
            }
            connection.backoff().failed(began, error);
        }
        outcome
    }

    async fn send(
        &self,
        client: OAuthClient,
        ask: &Ask<'_>,
    ) -> Result<Reply, RequestTokenError<TokenError, BasicErrorResponse>> {
        match ask {
            Ask::Code { code, verifier } => {
                client
                    .exchange_code(AuthorizationCode::new((*code).to_owned()))
                    .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
                    .request_async(self)
                    .await
            }
            Ask::Refresh(token) => {
                let token = RefreshToken::new(token.expose().to_owned());
                client.exchange_refresh_token(&token).request_async(self).await
            }
        }
    }

    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, TokenError> {
        let mut request = reqwest::Request::try_from(request).map_err(|error| unreached(&error))?;
        if let Some(credentials) = request.headers_mut().get_mut(http::header::AUTHORIZATION) {
            // Keeps it out of HTTP/2's compression tables and of `Debug`.
            credentials.set_sensitive(true);
        }
        let mut response = self.client.execute(request).await.map_err(|error| unreached(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
            if body.len() + chunk.len() > MAX_REPLY_BYTES {
                return Err(TokenError::Reply { problem: "it is longer than 256 KiB" });
            }
            body.extend_from_slice(&chunk);
        }
        let status = response.status();
        if !speaks_oauth(status, &body) {
            return Err(TokenError::Status { status: status.as_u16() });
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

/// Where a browser is sent to ask for consent: with state and S256 PKCE, without scopes, for at Bitbucket they are the
/// consumer's and cannot be narrowed here.
pub(crate) fn authorize_url(connection: &Connection, state: &Secret, verifier: &Secret) -> Url {
    let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
    let state = state.expose().to_owned();
    let (url, _) = oauth(connection, None)
        .authorize_url(|| CsrfToken::new(state))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .url();
    url
}

/// Whether a reply is a grant or an OAuth error. Anything else is a status and no more: its body may hold anything.
fn speaks_oauth(status: http::StatusCode, body: &[u8]) -> bool {
    match status {
        http::StatusCode::OK => true,
        http::StatusCode::TOO_MANY_REQUESTS => false,
        status if status.is_client_error() => serde_json::from_slice::<BasicErrorResponse>(body).is_ok(),
        _ => false,
    }
}

// === What the oauth2 crate wants to hear ===

impl<'c> AsyncHttpClient<'c> for TokenEndpoints {
    type Error = TokenError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TokenError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.post(request))
    }
}

type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    Reply,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

type Reply = StandardTokenResponse<OlderFields, BasicTokenType>;

/// Until 2026-05-04 Bitbucket wrote `scopes` where RFC 6749 has `scope`; the other fields of a reply are ignored.
#[derive(Debug, Serialize, Deserialize)]
struct OlderFields {
    scopes: Option<serde_json::Value>,
}

impl ExtraTokenFields for OlderFields {}

impl OlderFields {
    fn scopes(&self) -> Option<ScopeSet> {
        match self.scopes.as_ref()? {
            serde_json::Value::String(list) => Some(ScopeSet::parse_list(list)),
            serde_json::Value::Array(names) => {
                Some(names.iter().filter_map(serde_json::Value::as_str).collect())
            }
            _ => None,
        }
    }
}

/// A client for one request: the copy of the consumer's secret lives no longer than that.
fn oauth(connection: &Connection, secret: Option<&Secret>) -> OAuthClient {
    let client = oauth2::Client::new(ClientId::new(connection.client_id().to_owned()));
    let client = match secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
        None => client,
    };
    client
        .set_auth_uri(AuthUrl::from_url(connection.provider().authorize_url.clone()))
        .set_token_uri(TokenUrl::from_url(connection.provider().token_url.clone()))
        .set_redirect_uri(RedirectUrl::from_url(connection.callback_url().clone()))
}

fn grant_of(reply: &Reply, asked_at: Timestamp) -> Result<Grant, TokenError> {
    if *reply.token_type() != BasicTokenType::Bearer {
        return Err(TokenError::Reply { problem: "its token is not a bearer token" });
    }
    if reply.access_token().secret().is_empty() {
        return Err(TokenError::Reply { problem: "its token is empty" });
    }
    let scopes = reply
        .scopes()
        .map(|list| list.iter().filter(|name| !name.is_empty()).map(|name| name.as_str()).collect());
    Ok(Grant {
        access: Secret::new(reply.access_token().secret().clone()),
        refresh: reply
            .refresh_token()
            .filter(|token| !token.secret().is_empty())
            .map(|token| Secret::new(token.secret().clone())),
        scopes: scopes.or_else(|| reply.extra_fields().scopes()),
        expires_at: later(asked_at, reply.expires_in().unwrap_or(DEFAULT_LIFE)),
    })
}

fn error_of(error: RequestTokenError<TokenError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(response) => match response.error() {
            BasicErrorResponseType::InvalidGrant => TokenError::InvalidGrant,
            BasicErrorResponseType::InvalidClient => TokenError::Consumer { code: "invalid_client" },
            BasicErrorResponseType::UnauthorizedClient => {
                TokenError::Consumer { code: "unauthorized_client" }
            }
            BasicErrorResponseType::InvalidRequest => TokenError::Refused { code: "invalid_request" },
            BasicErrorResponseType::InvalidScope => TokenError::Refused { code: "invalid_scope" },
            BasicErrorResponseType::UnsupportedGrantType => {
                TokenError::Refused { code: "unsupported_grant_type" }
            }
            BasicErrorResponseType::Extension(_) => TokenError::Refused { code: "other" },
        },
        // Both variants hold the body or words about it. Neither leaves.
        RequestTokenError::Parse(..) => TokenError::Reply { problem: "it is not the JSON of a token reply" },
        RequestTokenError::Other(_) => TokenError::Reply { problem: "it is empty or not marked as JSON" },
    }
}

fn unreached(error: &reqwest::Error) -> TokenError {
    TokenError::Network { timeout: error.is_timeout(), detail: root_cause(error) }
}

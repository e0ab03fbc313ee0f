//! Why a token is refused, in words that repeat nothing of it but groups.

use crate::problem::{Kind, Problem};

/// Milliseconds after which an issuer that did not answer may.
const AGAIN_MS: u64 = 10_000;

/// Why a token lets nobody in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the token is longer than 16 kB")]
    TooLong,
    #[error("the token is not a signed JWT")]
    NotAToken,
    #[error("the token is of an issuer that this host does not know: it must be one of [[identity]]")]
    UnknownIssuer,
    #[error(
        "the token's algorithm is not taken: it must be RS, PS, ES or EdDSA, and go with the issuer's key"
    )]
    Algorithm,
    #[error("the token's type is not taken: it must be JWT or at+jwt")]
    Type,
    #[error("the token has critical extensions that this host does not know")]
    Critical,
    #[error("the token is bound to a key (cnf), and this host takes bearer tokens only")]
    Bound,
    #[error("the token is signed with a key that its issuer does not publish")]
    UnknownKey,
    #[error("the token's signature is wrong")]
    Signature,
    #[error("the token has expired: get a new one from its issuer")]
    Expired,
    #[error("the token is not good yet")]
    NotYet,
    #[error("the token is for another audience than this host")]
    Audience,
    #[error("the token's claim `{claim}` is missing or not as it must be")]
    Claim { claim: String },
    #[error(
        "the keys of the token's issuer could not be fetched; keys and session tokens of this host still work"
    )]
    Unavailable,
    #[error(
        "no group of the token gives a role here: its claim `{claim}` must hold one of {wanted}; it holds {held}"
    )]
    NoRole { claim: String, wanted: String, held: String },
    #[error(
        "an agent's token must say for whom it acts, and its claim `{claim}` is missing or cannot be an identifier{hint}"
    )]
    NoIdentifier { claim: String, hint: &'static str },
}

impl From<Refused> for Box<Problem> {
    fn from(refused: Refused) -> Self {
        let detail = refused.to_string();
        match refused {
            Refused::NoRole { .. } | Refused::NoIdentifier { .. } => {
                let mut problem = Problem::new(Kind::PolicyDenied, detail);
                problem.layer =
                    Some(if matches!(refused, Refused::NoRole { .. }) { "role" } else { "identifier" });
                problem
            }
            Refused::Unavailable => {
                let mut problem = Problem::new(Kind::Internal, detail).retryable(Some(AGAIN_MS));
                problem.status = 503;
                problem
            }
            _ => Problem::new(Kind::Unauthenticated, detail),
        }
    }
}

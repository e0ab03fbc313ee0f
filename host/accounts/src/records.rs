//! The records that this crate keeps in the vault, and the one way to change an account.

use innkeeper_policy::{ScopeSet, Workspace};
use innkeeper_vault::{Kind, Loaded, Reading, RecordKey, Secret, Secrets, VaultError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::ticket::TokenHash;
use crate::{Account, AccountId, Accounts, AccountsError, ProviderAccount};

/// Accounts by id. Secrets: the two tokens.
pub(crate) const ACCOUNT: Kind = Kind::new("account");
/// Links by the hash of their ticket. No secrets.
pub(crate) const TICKET: Kind = Kind::new("ticket");
/// Questions to a provider by the hash of their state. Secret: the PKCE verifier.
pub(crate) const STATE: Kind = Kind::new("state");
/// Grants that are not confirmed yet, by the hash of their verification ticket. Secrets: the two tokens.
pub(crate) const GRANT: Kind = Kind::new("grant");

pub(crate) const ACCESS_TOKEN: &str = "access_token";
pub(crate) const REFRESH_TOKEN: &str = "refresh_token";
pub(crate) const PKCE_VERIFIER: &str = "pkce_verifier";

/// How often a change is tried again after somebody else changed the account first. Each round lets one of the
/// competitors through, so this is a number of competitors, not of accidents.
const ATTEMPTS: usize = 32;

/// What a link says about a grant of another user of the provider than the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherUser {
    /// It is dropped.
    #[default]
    Refused,
    /// It takes the account over.
    Allowed,
}

/// A link that was handed out.
#[derive(Serialize, Deserialize)]
pub(crate) struct LinkRecord {
    pub(crate) account: AccountId,
    pub(crate) connection: String,
    pub(crate) incarnation: u64,
    pub(crate) return_url: Option<Url>,
    pub(crate) verify_url: Option<Url>,
    pub(crate) expires_at: Timestamp,
    /// The first browser that began; no other may go on.
    pub(crate) browser: Option<TokenHash>,
    /// Whether a grant came back.
    pub(crate) answered: bool,
    #[serde(default)]
    pub(crate) other_user: OtherUser,
}

/// A question to a provider that waits for its answer.
#[derive(Serialize, Deserialize)]
pub(crate) struct StateRecord {
    pub(crate) connection: String,
    pub(crate) ticket: TokenHash,
    pub(crate) browser: TokenHash,
    pub(crate) expires_at: Timestamp,
}

/// A grant that came back and waits for its confirmation. An account that is in force keeps working meanwhile.
#[derive(Serialize, Deserialize)]
pub(crate) struct GrantRecord {
    pub(crate) account: AccountId,
    pub(crate) connection: String,
    pub(crate) incarnation: u64,
    pub(crate) scopes: ScopeSet,
    pub(crate) received_at: Timestamp,
    /// When the access token runs out.
    pub(crate) token_expires_at: Timestamp,
    /// Until when it can be confirmed.
    pub(crate) expires_at: Timestamp,
    pub(crate) identity: Option<Identity>,
    #[serde(default)]
    pub(crate) other_user: OtherUser,
}

/// Who a grant belongs to, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user.
    pub provider_account: ProviderAccount,
    /// The workspaces that the user belongs to.
    pub workspaces: Vec<Workspace>,
}

/// An account together with its tokens, open for a change.
pub(crate) struct AccountRecord {
    pub(crate) account: Account,
    pub(crate) tokens: Tokens,
}

/// What a grant consists of.
#[derive(Default)]
pub(crate) struct Tokens {
    pub(crate) access: Option<Secret>,
    pub(crate) refresh: Option<Secret>,
}

impl Tokens {
    /// Opens the tokens of an account or of a grant.
    pub(crate) fn open<P>(loaded: &Loaded<P>) -> Result<Self, VaultError> {
        Ok(Self { access: loaded.open(ACCESS_TOKEN)?, refresh: loaded.open(REFRESH_TOKEN)? })
    }

    /// The tokens as fields of a record.
    pub(crate) fn into_secrets(self) -> Secrets {
        let fields = [(ACCESS_TOKEN, self.access), (REFRESH_TOKEN, self.refresh)];
        fields.into_iter().fold(Secrets::new(), |secrets, (field, token)| match token {
            Some(token) => secrets.with(field, token),
            None => secrets,
        })
    }
}

/// What a change decided after it saw the record.
pub(crate) enum Edit<T> {
    /// Store the record as it is now.
    Save(T),
    /// Leave the stored record alone.
    Leave(T),
}

impl Accounts {
    /// The account as stored, its pin worked out anew.
    pub(crate) async fn load(&self, id: &AccountId) -> Result<Loaded<Account>, AccountsError> {
        self.load_if_any(id).await?.ok_or_else(|| AccountsError::UnknownAccount { account_id: id.clone() })
    }

    pub(crate) async fn load_if_any(&self, id: &AccountId) -> Result<Option<Loaded<Account>>, AccountsError> {
        let mut loaded = self.vault().load::<Account>(ACCOUNT, id.as_str()).await?;
        if let Some(loaded) = &mut loaded {
            self.complete(&mut loaded.plain);
        }
        Ok(loaded)
    }

    /// The account for reading, without its tokens. One that did not change since it was last read is not proved
    /// genuine again.
    pub(crate) async fn read_if_any(&self, id: &AccountId) -> Result<Option<Account>, AccountsError> {
        let known = self.known().get(id);
        let version = known.as_ref().map(|known| known.version);
        let mut account =
            match (self.vault().load_unless::<Account>(ACCOUNT, id.as_str(), version).await?, known) {
                (Reading::Unchanged, Some(known)) => Account::clone(&known.account),
                (Reading::Changed(loaded), _) => {
                    let account = loaded.plain.clone();
                    self.known().keep(id, loaded.version, &account);
                    self.just_read().keep(id, loaded);
                    account
                }
                (Reading::Absent | Reading::Unchanged, _) => {
                    self.known().forget(id);
                    return Ok(None);
                }
            };
        self.complete(&mut account);
        Ok(Some(account))
    }

    /// The account as stored, tokens sealed, its pin not worked out. Taken from a read of a moment ago if that is what is
    /// still there.
    pub(crate) async fn load_sealed(&self, id: &AccountId) -> Result<Loaded<Account>, AccountsError> {
        let recent = self.just_read().take(id);
        let version = recent.as_ref().map(|loaded| loaded.version);
        match (self.vault().load_unless(ACCOUNT, id.as_str(), version).await?, recent) {
            (Reading::Unchanged, Some(loaded)) | (Reading::Changed(loaded), _) => Ok(loaded),
            (Reading::Absent | Reading::Unchanged, _) => {
                Err(AccountsError::UnknownAccount { account_id: id.clone() })
            }
        }
    }

    /// Reads the account, lets `edit` change it, and stores it if nobody else did in between; else from the start.
    pub(crate) async fn change<T, E: From<AccountsError>>(
        &self,
        id: &AccountId,
        mut edit: impl FnMut(&mut AccountRecord) -> Result<Edit<T>, E>,
    ) -> Result<(T, Account), E> {
        for _ in 0..ATTEMPTS {
            let loaded = self.load(id).await?;
            let tokens = Tokens::open(&loaded).map_err(AccountsError::from)?;
            let version = loaded.version;
            let mut record = AccountRecord { account: loaded.plain, tokens };
            let value = match edit(&mut record)? {
                Edit::Leave(value) => return Ok((value, record.account)),
                Edit::Save(value) => value,
            };
            self.complete(&mut record.account);
            let key = RecordKey::new(ACCOUNT, &record.account.connection, id.as_str());
            let AccountRecord { account, tokens } = record;
            match self.vault().save(&key, Some(version), &account, &tokens.into_secrets()).await {
                Ok(_) => return Ok((value, account)),
                Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(AccountsError::from(error).into()),
            }
        }
        Err(AccountsError::Contended { account_id: id.clone() }.into())
    }

    /// A change that is always stored.
    pub(crate) async fn set(
        &self,
        id: &AccountId,
        mut edit: impl FnMut(&mut AccountRecord),
    ) -> Result<Account, AccountsError> {
        let ((), account) = self
            .change(id, |record| {
                edit(record);
                Ok::<_, AccountsError>(Edit::Save(()))
            })
            .await?;
        Ok(account)
    }

    /// Fills in what is not stored, or may be out of date.
    pub(crate) fn complete(&self, account: &mut Account) {
        account.refresh_pin(self.connection(&account.connection).ok().as_deref());
        account.last_used_at = account.last_used_at.max(self.usage().last_used(&account.id));
    }
}

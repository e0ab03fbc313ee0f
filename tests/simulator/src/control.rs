//! The test's side of the simulator: what it does to the provider, and what the provider has seen.

use std::{io, sync::Arc, time::Duration};

use crate::{
    Consumer, ConsumerSpec, Fault, IssueTracker, IssuedTokens, Resource, Scope, SeenRequest, SimulatorError,
    Traffic, lock,
    shared::Shared,
    world::{CodeSearch, PermissionWrites, UserId},
};

/// Handles on a running simulator. Nothing here goes over the network.
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Moves the simulator's clock ahead. Codes, access tokens and refresh tokens age by it.
    pub fn advance_clock(&self, step: Duration) {
        self.shared.clock.advance(step);
    }

    /// Lets every access token end now; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        let now = self.shared.clock.now();
        lock(&self.shared.authority).expire_access_tokens(now);
    }

    /// Takes back every grant of a user, as if on the account's settings page.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`].
    pub fn revoke_grants(&self, nickname: &str) -> Result<(), SimulatorError> {
        let user = self.user(nickname)?;
        lock(&self.shared.authority).revoke(user);
        Ok(())
    }

    /// Gives a consumer a new secret, so that the one its owner has is wrong.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownConsumer`], or [`SimulatorError::Randomness`].
    pub fn rotate_secret(&self, key: &str) -> Result<Consumer, SimulatorError> {
        let rotated = lock(&self.shared.authority).rotate_secret(key)?;
        rotated.ok_or_else(|| SimulatorError::UnknownConsumer { key: key.to_owned() })
    }

    /// Gives a consumer a new secret, and takes the one before as well until [`Control::end_secret_rotation`].
    ///
    /// # Errors
    /// [`SimulatorError::UnknownConsumer`], or [`SimulatorError::Randomness`].
    pub fn begin_secret_rotation(&self, key: &str) -> Result<Consumer, SimulatorError> {
        let rotated = lock(&self.shared.authority).begin_secret_rotation(key)?;
        rotated.ok_or_else(|| SimulatorError::UnknownConsumer { key: key.to_owned() })
    }

    /// Takes a consumer's newest secret only.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownConsumer`].
    pub fn end_secret_rotation(&self, key: &str) -> Result<(), SimulatorError> {
        let is_known = lock(&self.shared.authority).end_secret_rotation(key);
        is_known.then_some(()).ok_or_else(|| SimulatorError::UnknownConsumer { key: key.to_owned() })
    }

    /// Hands out tokens without asking anybody.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`] or [`SimulatorError::UnknownConsumer`].
    pub fn issue_tokens(&self, nickname: &str, consumer_key: &str) -> Result<IssuedTokens, SimulatorError> {
        let user = self.user(nickname)?;
        let times = self.shared.times();
        let issued = lock(&self.shared.authority).issue_unasked(consumer_key, user, times);
        issued.ok_or_else(|| SimulatorError::UnknownConsumer { key: consumer_key.to_owned() })
    }

    /// Ticks these scopes at a consumer and no others. Tokens that are out keep theirs until they are refreshed.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownConsumer`].
    pub fn tick_scopes(
        &self,
        key: &str,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<(), SimulatorError> {
        let ticked = lock(&self.shared.authority).tick_scopes(key, scopes.into_iter().collect());
        ticked.then_some(()).ok_or_else(|| SimulatorError::UnknownConsumer { key: key.to_owned() })
    }

    /// Registers another callback URL at a consumer, so that requests which name the old one are refused.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownConsumer`].
    pub fn move_callback(&self, key: &str, callback_url: &str) -> Result<(), SimulatorError> {
        let moved = lock(&self.shared.authority).move_callback(key, callback_url);
        moved.then_some(()).ok_or_else(|| SimulatorError::UnknownConsumer { key: key.to_owned() })
    }

    /// Gives a user another nickname and display name; the UUID stays.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`].
    pub fn rename_user(&self, nickname: &str, to: &str, display_name: &str) -> Result<(), SimulatorError> {
        let user = self.user(nickname)?;
        lock(&self.shared.world).rename_user(user, to, display_name);
        Ok(())
    }

    /// Makes an empty workspace with this user in it.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`].
    pub fn join_workspace(&self, nickname: &str, slug: &str) -> Result<(), SimulatorError> {
        let user = self.user(nickname)?;
        lock(&self.shared.world).join_workspace(user, slug);
        Ok(())
    }

    /// Takes a user out of a workspace.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`] or [`SimulatorError::UnknownWorkspace`].
    pub fn leave_workspace(&self, nickname: &str, slug: &str) -> Result<(), SimulatorError> {
        let user = self.user(nickname)?;
        let mut world = lock(&self.shared.world);
        let Some(workspace) = world.workspace_mut(slug) else {
            return Err(SimulatorError::UnknownWorkspace { slug: slug.to_owned() });
        };
        workspace.members.retain(|member| member.user != user);
        Ok(())
    }

    /// Makes every grant of one user another's, which no provider should ever do.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownUser`].
    pub fn mix_up_grants(&self, of: &str, with: &str) -> Result<(), SimulatorError> {
        let (from, to) = (self.user(of)?, self.user(with)?);
        lock(&self.shared.authority).mix_up(from, to);
        Ok(())
    }

    /// The braced UUID of a workspace.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownWorkspace`].
    pub fn workspace_uuid(&self, slug: &str) -> Result<String, SimulatorError> {
        let world = lock(&self.shared.world);
        let found = world.workspace(slug).map(|workspace| workspace.uuid.to_string());
        found.ok_or_else(|| SimulatorError::UnknownWorkspace { slug: slug.to_owned() })
    }

    /// Switches code search off in a workspace.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownWorkspace`].
    pub fn disable_code_search(&self, workspace: &str) -> Result<(), SimulatorError> {
        let mut world = lock(&self.shared.world);
        let Some(workspace) = world.workspace_mut(workspace) else {
            return Err(SimulatorError::UnknownWorkspace { slug: workspace.to_owned() });
        };
        workspace.code_search = CodeSearch::Disabled;
        Ok(())
    }

    /// Lets OAuth tokens change permissions in repositories. Bitbucket is expected to refuse them, and so does the simulator
    /// at first; but nobody has tried (Bitbucket facts, Spec).
    pub fn accept_permission_writes(&self) {
        lock(&self.shared.world).permission_writes = PermissionWrites::Accepted;
    }

    /// Takes the issue tracker away, as happened on 2026-08-20: all of its operations answer 410 from now on.
    pub fn remove_issue_tracker(&self) {
        lock(&self.shared.world).issue_tracker = IssueTracker::Removed;
    }

    /// Plays a fault on the next API request ([`Fault::TokenEndpoint500`]: on the next token request). Faults queue.
    pub fn fail_next(&self, fault: Fault) {
        self.shared.faults.push(fault);
    }

    /// Plays a fault on the next request whose path holds `path_part`, the OAuth endpoints included.
    pub fn fail_next_on(&self, path_part: &str, fault: Fault) {
        self.shared.faults.push_for(path_part, fault);
    }

    /// All tokens that were issued and are known still, for tests that search for them where they must not be.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        lock(&self.shared.authority).tokens()
    }

    /// How often the token endpoint was asked.
    pub fn token_requests(&self) -> u64 {
        self.shared.token_requests()
    }

    /// How many answers were held back by [`Fault::HoldAnswer`]: what they answer is done when this grows.
    pub fn held_answers(&self) -> u64 {
        self.shared.held_answers()
    }

    /// Limits a consumer, all its users together: over so many requests within an hour of the simulator's clock it gets 429,
    /// without a word about when to come back.
    pub fn limit_consumer(&self, key: &str, resource: Resource, per_hour: usize) {
        self.shared.traffic.limit(key, resource, per_hour);
    }

    /// What a consumer sent for a resource.
    #[must_use]
    pub fn traffic(&self, key: &str, resource: Resource) -> Traffic {
        self.shared.traffic.of(key, resource)
    }

    /// The newest requests below `/2.0`, oldest first.
    pub fn api_requests(&self) -> Vec<SeenRequest> {
        self.shared.api_requests.read()
    }

    /// The newest requests at the storage host, oldest first.
    pub fn storage_requests(&self) -> Vec<SeenRequest> {
        self.shared.storage_requests.read()
    }

    pub(crate) fn register(&self, spec: ConsumerSpec) -> io::Result<Consumer> {
        lock(&self.shared.authority).register(spec)
    }

    fn user(&self, nickname: &str) -> Result<UserId, SimulatorError> {
        let user = lock(&self.shared.world).user_called(nickname);
        user.ok_or_else(|| SimulatorError::UnknownUser { nickname: nickname.to_owned() })
    }
}

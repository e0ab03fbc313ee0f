//! What operators do with connectors.
//!
//! Adding and approving are two steps: nobody can give a connector what nobody has seen. An upgrade that asks for no more than
//! what runs takes its place in the first step.

use innkeeper_runtime::Candidate;
use innkeeper_vault::VaultError;
use jiff::Timestamp;

use super::parts::{self, PartsError};
use super::shelf::{self, Approved, Known, Place, Release, Shelf};
use super::stock::{Loaded, NotLoaded};
use super::view::{ConnectorPage, ConnectorView, Extent};
use crate::audit::{Action, Object};
use crate::caller::Caller;
use crate::host::Host;
use crate::listing::{PageQuery, page_of};
use crate::problem::{Kind, Problem, Result};

/// Connectors that can be added to a host.
const MOST_CONNECTORS: usize = 64;
/// Bytes of what one connector may ask for, as JSON. Nobody reviews more than that, and all of it is one record.
const MOST_ASKED: usize = 256 << 10;
/// How often a change is tried where others change at the same time.
const TRIES: usize = 16;
/// Characters of a text from outside that an error repeats: as many as a digest has.
const REPEATED: usize = 64;

impl Host {
    /// Bytes of a component that may be added.
    #[must_use]
    pub fn max_connector_bytes(&self) -> usize {
        self.parts.max_connector_bytes
    }

    /// A page of connectors: those that are built in and those that were added.
    ///
    /// # Errors
    /// `POLICY_DENIED` for agents, `BAD_INPUT` for a limit that is none.
    pub async fn connectors(&self, caller: &Caller, query: &PageQuery) -> Result<ConnectorPage> {
        caller.must_oversee("listing connectors")?;
        let (connectors, next_cursor) = page_of(self.views().await?, query, |view| view.name.as_str())?;
        Ok(ConnectorPage { connectors, next_cursor })
    }

    /// One connector, with what it asks for and what waits.
    ///
    /// # Errors
    /// `NOT_FOUND`, `POLICY_DENIED` for agents.
    pub async fn connector(&self, caller: &Caller, name: &str) -> Result<ConnectorView> {
        caller.must_oversee("looking at a connector")?;
        self.view_of(name).await
    }

    /// Adds a component: as a connector that waits for an approval, as an upgrade that waits for one, or as an upgrade that
    /// asks for no more than what runs and takes its place at once. What waited before under its name makes way.
    ///
    /// `named` is what the connector is called, where the caller wants to be sure.
    ///
    /// # Errors
    /// `BAD_INPUT` for a component that is refused, with the reason; nothing of it is kept. `POLICY_DENIED`.
    pub async fn add_connector(
        &self,
        caller: &Caller,
        named: Option<String>,
        component: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<ConnectorView> {
        let (host, by) = (self.clone(), caller.clone());
        let wanted = named.as_deref().map(Object::named).unwrap_or_default();
        let added = |view: Option<&ConnectorView>| view.map_or(wanted, |view| Object::named(&view.name));
        let change = async move {
            by.must_operate("adding a connector")?;
            host.add(&by.id, named.as_deref(), component.as_ref()).await
        };
        self.creation_on_record(caller, Action::AddConnector, added, change).await
    }

    /// Approves what a connector asks for, and loads it. `digest` is that of the version that was looked at.
    ///
    /// # Errors
    /// `CONFLICT` where another version waits, or none, or its component is not what was added; `NOT_FOUND`;
    /// `POLICY_DENIED`.
    pub async fn approve_connector(
        &self,
        caller: &Caller,
        name: &str,
        digest: &str,
    ) -> Result<ConnectorView> {
        let (host, by, object) = (self.clone(), caller.clone(), Object::named(name));
        let (name, digest) = (name.to_owned(), digest.to_owned());
        let change = async move {
            by.must_operate("approving a connector")?;
            host.approve(&by.id, &name, &digest).await
        };
        self.on_record(caller, Action::ApproveConnector, object, change).await
    }

    /// Takes a connector away. Its tools are gone at once; calls in flight finish.
    ///
    /// # Errors
    /// `CONFLICT` for one that is built in, `NOT_FOUND`, `POLICY_DENIED`.
    pub async fn remove_connector(&self, caller: &Caller, name: &str) -> Result<()> {
        let object = Object::named(name);
        let (host, by, name) = (self.clone(), caller.clone(), name.to_owned());
        let change = async move {
            by.must_operate("removing a connector")?;
            host.take_off(&by.id, &name).await
        };
        self.on_record(caller, Action::RemoveConnector, object, change).await
    }

    async fn add(&self, by: &str, named: Option<&str>, component: &[u8]) -> Result<ConnectorView> {
        let stock = &self.parts.stock;
        let candidate = stock.inspect(component).await.map_err(|error| refused(&error))?;
        let name = candidate.manifest().name.clone();
        if named.is_some_and(|named| named != name) {
            return Err(Problem::bad_field("/name", format!("the component is the connector `{name}`")));
        }
        self.caught_up().await?;
        let nowhere = parts::Stored { upload: String::new(), bytes: component.len() };
        let release = Release::of(&candidate, nowhere, by);
        self.check(&name, &release)?;
        let loaded = stock.fit(&candidate, &release).map_err(|error| refused(&error))?;
        let known = self.shelf().await?;
        free_on(&known.shelf, &name, &release)?;
        if self.runs_already(&known, &name, &release) {
            return self.view_of(&name).await;
        }
        let stored = parts::write(&self.parts.vault, component).await.map_err(|error| unstored(&error))?;
        let release = Release { stored, ..release };
        match self.put(&name, &release).await {
            Ok(left) => self.settle(&name, &candidate, loaded, left).await,
            Err(problem) => {
                self.discard([release]).await;
                Err(problem)
            }
        }
    }

    /// What cannot be told by loading.
    fn check(&self, name: &str, release: &Release) -> Result<()> {
        if self.is_built_in(name) {
            let said = format!("the connector `{name}` is built in; one that is added needs another name");
            return Err(refused(&said));
        }
        let asked = serde_json::to_vec(&release.asks)
            .map_err(|error| Problem::internal("writing what a connector asks for", &error))?;
        if asked.len() > MOST_ASKED {
            let said = format!(
                "the connector `{name}` asks for {} bytes of tools and endpoints, and {MOST_ASKED} may be; split it",
                asked.len()
            );
            return Err(refused(&said));
        }
        Ok(())
    }

    fn runs_already(&self, known: &Known, name: &str, release: &Release) -> bool {
        let place = known.shelf.connectors.get(name);
        let same = |approved: &Approved| approved.release.digest == release.digest;
        place.is_some_and(|place| place.pending.is_none() && place.approved.as_ref().is_some_and(same))
            && self.parts.stock.applied().loaded(name).is_some()
    }

    /// Puts a version on the shelf, and gives those that it made way for.
    async fn put(&self, name: &str, release: &Release) -> Result<Vec<Release>> {
        self.change(|shelf| {
            free_on(shelf, name, release)?;
            let before = shelf.connectors.remove(name);
            let left = before.iter().flat_map(Place::releases).cloned().collect();
            let place = place_for(before, release.clone());
            let left = without(left, &place);
            shelf.connectors.insert(name.to_owned(), place);
            Ok(left)
        })
        .await
    }

    async fn settle(
        &self,
        name: &str,
        candidate: &Candidate,
        loaded: Loaded,
        left: Vec<Release>,
    ) -> Result<ConnectorView> {
        candidate.keep().await;
        self.catch_up(Some(&loaded)).await?;
        self.discard(left).await;
        let view = self.view_of(name).await?;
        tracing::info!(connector = name, digest = candidate.digest(), state = ?view.state, "connector added");
        Ok(view)
    }

    async fn approve(&self, by: &str, name: &str, digest: &str) -> Result<ConnectorView> {
        if self.is_built_in(name) {
            let said = format!("the connector `{name}` is built in: there is nothing to approve");
            return Err(Problem::new(Kind::Conflict, said));
        }
        let known = self.shelf().await?;
        let place = known.shelf.connectors.get(name).ok_or_else(|| missing(name))?;
        let Some(release) = waiting(place, name, digest)? else { return self.view_of(name).await };
        let loaded = self.parts.stock.load(&release).await.map_err(|error| unloadable(name, &error))?;
        let left = self
            .change(|shelf| {
                let place = shelf.connectors.get_mut(name).ok_or_else(|| missing(name))?;
                let Some(release) = waiting(place, name, digest)? else { return Ok(Vec::new()) };
                let left = place.approved.take().map(|approved| approved.release);
                place.approved =
                    Some(Approved { release, approved_at: Timestamp::now(), approved_by: by.to_owned() });
                place.pending = None;
                Ok(left.into_iter().collect())
            })
            .await?;
        self.catch_up(Some(&loaded)).await?;
        self.discard(left).await;
        tracing::info!(connector = name, digest, by, "connector approved");
        self.view_of(name).await
    }

    async fn take_off(&self, by: &str, name: &str) -> Result<()> {
        if self.is_built_in(name) {
            let said = format!(
                "the connector `{name}` is part of the host's program and cannot be removed; a key's `toolsets` say which connectors it may use"
            );
            return Err(Problem::new(Kind::Conflict, said));
        }
        let left = self
            .change(|shelf| {
                let place = shelf.connectors.remove(name).ok_or_else(|| missing(name))?;
                Ok(place.releases().cloned().collect())
            })
            .await?;
        self.catch_up(None).await?;
        self.discard(left).await;
        tracing::info!(connector = name, by, "connector removed");
        Ok(())
    }

    /// Changes the shelf in one step, again where somebody else was faster. It gives the versions that the shelf no longer
    /// names.
    async fn change(
        &self,
        mut change: impl FnMut(&mut Shelf) -> Result<Vec<Release>>,
    ) -> Result<Vec<Release>> {
        for _ in 0..TRIES {
            let mut known = self.shelf().await?;
            let left = change(&mut known.shelf)?;
            match shelf::write(&self.parts.vault, known).await {
                Ok(_) => return Ok(left),
                Err(VaultError::Conflict { .. }) => {}
                Err(error) => return Err(unstored(&error)),
            }
        }
        let said = "other connectors are being changed all the time; try again";
        Err(Problem::new(Kind::Conflict, said).retryable(None))
    }

    /// All connectors, a line each.
    async fn views(&self) -> Result<Vec<ConnectorView>> {
        self.caught_up().await?;
        let stock = &self.parts.stock;
        let applied = stock.applied();
        let added = applied.shelf.connectors.iter();
        let added = added.filter_map(|(name, place)| {
            ConnectorView::added(name, place, applied.standing(name), Extent::Line)
        });
        let built_in =
            stock.built_in().iter().map(|connector| ConnectorView::built_in(connector, Extent::Line));
        Ok(built_in.chain(added).collect())
    }

    async fn view_of(&self, name: &str) -> Result<ConnectorView> {
        self.caught_up().await?;
        let stock = &self.parts.stock;
        if let Some(connector) = stock.built_in().iter().find(|connector| connector.manifest().name == name) {
            return Ok(ConnectorView::built_in(connector, Extent::Whole));
        }
        let applied = stock.applied();
        let place = applied.shelf.connectors.get(name);
        let view =
            place.and_then(|place| ConnectorView::added(name, place, applied.standing(name), Extent::Whole));
        view.ok_or_else(|| missing(name))
    }

    async fn caught_up(&self) -> Result<()> {
        self.catch_up(None).await
    }

    async fn catch_up(&self, at_hand: Option<&Loaded>) -> Result<()> {
        let caught_up = self.parts.stock.catch_up(at_hand).await;
        caught_up.map_err(|error| Problem::internal("reading the connectors", &error))
    }

    async fn shelf(&self) -> Result<Known> {
        shelf::read(&self.parts.vault)
            .await
            .map_err(|error| Problem::internal("reading the connectors", &error))
    }

    fn is_built_in(&self, name: &str) -> bool {
        self.parts.stock.built_in().iter().any(|connector| connector.manifest().name == name)
    }

    /// Takes away bytes that the shelf no longer names. What stays is swept later.
    async fn discard(&self, left: impl IntoIterator<Item = Release>) {
        for release in left {
            if let Err(error) = parts::remove(&self.parts.vault, &release.stored).await {
                tracing::warn!(%error, digest = release.digest, "bytes of a connector were left; a sweep removes them");
            }
        }
    }
}

/// Where a version goes: into the place of what runs, if it asks for no more, else beside it.
fn place_for(before: Option<Place>, release: Release) -> Place {
    match before.and_then(|place| place.approved) {
        Some(runs)
            if innkeeper_policy::more_than_approved(Some(&runs.release.asks), &release.asks).is_empty() =>
        {
            Place { approved: Some(Approved { release, ..runs }), pending: None }
        }
        runs => Place { approved: runs, pending: Some(release) },
    }
}

/// The versions whose bytes a place does not name.
fn without(left: Vec<Release>, place: &Place) -> Vec<Release> {
    let named = |release: &Release| place.releases().any(|kept| kept.stored == release.stored);
    left.into_iter().filter(|release| !named(release)).collect()
}

/// The version that waits, if it is the one of this digest; nothing where that one was approved already.
fn waiting(place: &Place, name: &str, digest: &str) -> Result<Option<Release>> {
    let conflict = |said: String| Err(Problem::new(Kind::Conflict, said));
    match (&place.pending, &place.approved) {
        (Some(release), _) if release.digest == digest => Ok(Some(release.clone())),
        (Some(release), _) => conflict(format!(
            "what waits for an approval of `{name}` has the digest {}, not {}; look at it with `innkeeper connectors show {name}` and approve that",
            release.digest,
            cut(digest)
        )),
        (None, Some(approved)) if approved.release.digest == digest => Ok(None),
        (None, _) => conflict(format!("nothing of the connector `{name}` waits for an approval")),
    }
}

/// Whether the shelf has room, and all names are free there.
fn free_on(shelf: &Shelf, name: &str, release: &Release) -> Result<()> {
    for tool in &release.asks.tools {
        if let Some(owner) = shelf.owner_of(&tool.policy.name, name) {
            let said = format!(
                "the tool `{}` of the connector `{name}` has the name of a tool of the connector `{owner}`, which was added before",
                tool.policy.name
            );
            return Err(refused(&said));
        }
    }
    if shelf.connectors.len() >= MOST_CONNECTORS && !shelf.connectors.contains_key(name) {
        let said = format!("{MOST_CONNECTORS} connectors are added, and no more can be; remove one first");
        return Err(Problem::new(Kind::Conflict, said));
    }
    Ok(())
}

fn missing(name: &str) -> Box<Problem> {
    let said = format!("there is no connector `{}`; `innkeeper connectors list` shows them", cut(name));
    Problem::new(Kind::NotFound, said)
}

fn refused(reason: &dyn std::fmt::Display) -> Box<Problem> {
    Problem::new(Kind::BadInput, reason.to_string())
}

fn unloadable(name: &str, error: &NotLoaded) -> Box<Problem> {
    match error {
        NotLoaded::Parts(PartsError::Vault(error)) => {
            Problem::internal("reading a connector's component", error)
        }
        reason => {
            tracing::error!(connector = name, %reason, "a connector that was to be approved is not loaded");
            Problem::new(
                Kind::Conflict,
                format!("the connector `{name}` is not loaded: {reason}; add it again"),
            )
        }
    }
}

fn unstored(error: &dyn std::fmt::Display) -> Box<Problem> {
    Problem::internal("storing a connector", error)
}

/// As much of a text as an error may repeat.
fn cut(text: &str) -> String {
    text.chars().take(REPEATED).collect()
}

//! One flight per account: whoever wants the same token meanwhile waits for the same answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::{AccountId, Lease, LeaseError};

type Outcome = Result<Lease, LeaseError>;

/// The flights that are under way. An entry goes when its flight lands, so the map holds no more than those.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<HashMap<AccountId, watch::Receiver<Option<Outcome>>>>>);

impl Flights {
    /// Waits for the outcome of the account's flight; starts one if none is under way.
    ///
    /// The flight is a task of its own: a caller that goes away does not stop it half-way, for the provider may have
    /// rotated the refresh token already.
    pub(crate) async fn join<F>(&self, id: &AccountId, start: impl FnOnce() -> F) -> Outcome
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let mut receiver = self.board(id, start);
        let outcome = receiver.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        outcome.unwrap_or_else(|| Err(LeaseError::Interrupted { account_id: id.clone() }))
    }

    /// Starts a flight if none is under way, and waits for nothing.
    pub(crate) fn start<F>(&self, id: &AccountId, start: impl FnOnce() -> F)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        drop(self.board(id, start));
    }

    fn board<F>(&self, id: &AccountId, start: impl FnOnce() -> F) -> watch::Receiver<Option<Outcome>>
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(receiver) = flights.get(id) {
            return receiver.clone();
        }
        let (sender, receiver) = watch::channel(None);
        flights.insert(id.clone(), receiver.clone());
        let landing = Landing { flights: self.clone(), id: id.clone() };
        let flight = start();
        tokio::spawn(async move {
            let outcome = flight.await;
            // Off the map first: whoever comes after the outcome is known must not board a flight that is over.
            drop(landing);
            sender.send_replace(Some(outcome));
        });
        receiver
    }
}

/// Takes a flight off the map, also where it panicked or was cut off by a shutdown.
struct Landing {
    flights: Flights,
    id: AccountId,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

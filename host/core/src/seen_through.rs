//! Work that is finished even if whoever waits for it goes away.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use crate::problem::{Problem, Result};

/// Runs in the task that waits for it, which costs no task of its own. Where that one is dropped half-way, the work goes on
/// by itself. A panic in it becomes a problem.
#[must_use]
pub(crate) struct SeenThrough<F: Future<Output: Send> + Send + 'static> {
    /// What is still to be done.
    work: Option<Pin<Box<F>>>,
    /// For the log.
    what: &'static str,
}

/// Sees work through. It has to have a bound on its time: whoever goes away no longer sets one.
pub(crate) fn see_through<T, F>(what: &'static str, work: F) -> SeenThrough<F>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    SeenThrough { work: Some(Box::pin(work)), what }
}

impl<T, F> Future for SeenThrough<F>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let what = self.what;
        let Some(work) = &mut self.work else { return Poll::Pending };
        // Work that panicked is dropped and not polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        let done = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(done)) => done,
            Err(panic) => Err(Problem::internal(what, &said(&*panic))),
        };
        self.work = None;
        Poll::Ready(done)
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for SeenThrough<F> {
    fn drop(&mut self) {
        // Outside of a runtime nothing was begun that could go on.
        if let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a panic: {}", text.unwrap_or("it said nothing"))
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::sync::oneshot;
    use tokio::task::yield_now;

    use super::*;
    use crate::problem::Kind;

    #[tokio::test]
    async fn work_goes_on_where_nobody_waits_any_more() {
        let ((begun, is_begun), (go, may_go), (done, is_done)) =
            (oneshot::channel(), oneshot::channel::<()>(), oneshot::channel());
        let work = see_through("the work", async move {
            let _ = begun.send(());
            let _ = may_go.await;
            yield_now().await;
            let _ = done.send("done");
            Ok(())
        });
        let waiter = tokio::spawn(work);
        is_begun.await.unwrap();
        waiter.abort();
        assert!(waiter.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        assert_eq!(is_done.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn work_that_is_over_is_not_begun_again() {
        let (done, mut is_done) = tokio::sync::mpsc::unbounded_channel();
        see_through("the work", async move { done.send(()).map_err(|_| unreachable!()) }).await.unwrap();
        assert_eq!((is_done.recv().await, is_done.recv().await), (Some(()), None));
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_and_ends_the_work() {
        let (held, is_dropped) = oneshot::channel::<()>();
        let work = see_through("the work", async move {
            let _held = held;
            yield_now().await;
            if true {
                panic!("on purpose");
            }
            Ok(())
        });
        assert_eq!(work.await.unwrap_err().kind, Kind::Internal);
        assert!(is_dropped.await.is_err());
    }

    #[test]
    fn without_a_runtime_it_is_dropped() {
        let (held, mut is_dropped) = oneshot::channel::<()>();
        let work = see_through("the work", async move {
            let _held = held;
            pending::<Result<()>>().await
        });
        drop(work);
        assert!(is_dropped.try_recv().is_err());
    }
}

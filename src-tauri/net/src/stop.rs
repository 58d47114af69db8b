//! Ends a request once the connection stands, before a byte of it is sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The connection stood.
#[derive(Debug, thiserror::Error)]
#[error("the connection stood, and nothing was to be sent")]
pub(crate) struct Reached;

/// Around what connects.
#[derive(Clone, Copy)]
pub(crate) struct StopThere;

impl<S> Layer<S> for StopThere {
    type Service = Stopping<S>;

    fn layer(&self, connector: S) -> Stopping<S> {
        Stopping(connector)
    }
}

/// Connects and hangs up.
#[derive(Clone)]
pub(crate) struct Stopping<S>(S);

impl<S, To> Service<To> for Stopping<S>
where
    S: Service<To, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, to: To) -> Self::Future {
        let connecting = self.0.call(to);
        Box::pin(async move {
            drop(connecting.await?);
            Err(Reached.into())
        })
    }
}

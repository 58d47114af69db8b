//! A loopback port that serves until it is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Connections served at once; more wait to be accepted.
const CONNECTIONS: usize = 512;
/// How long a connection may take over the head of a request, or idle before it. Longer than
/// clients keep idle connections, so that they close first and no request meets a closing one.
const HEAD_TIME: Duration = Duration::from_secs(120);

/// A running HTTP server. Dropping it stops accepting and closes idle connections.
#[derive(Debug)]
pub struct Listening {
    address: SocketAddr,
    stop: CancellationToken,
}

impl Listening {
    /// Binds a free port of 127.0.0.1 and serves what `routes` makes of that port.
    /// Must be called inside a Tokio runtime.
    pub fn start(routes: impl FnOnce(SocketAddr) -> Router) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self::on(tokio::net::TcpListener::from_std(listener)?, address, routes(address)))
    }

    /// Serves `routes` on a bound listener.
    pub fn on(listener: tokio::net::TcpListener, address: SocketAddr, routes: Router) -> Self {
        // Small answers leave at once instead of waiting for the next one.
        let listener = listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "kept a connection without TCP_NODELAY");
            }
        });
        Self::serve(listener, address, routes)
    }

    /// Serves `routes` to whatever `listener` accepts.
    pub fn serve<L: Listener>(listener: L, address: SocketAddr, routes: Router) -> Self {
        let stop = CancellationToken::new();
        tokio::spawn(accept(listener, routes, stop.clone()));
        Self { address, stop }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting; requests being answered are answered.
    pub fn stop(&self) {
        self.stop.cancel();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn accept<L: Listener>(mut listener: L, routes: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Some(Ok(place)) = stop.run_until_cancelled(Arc::clone(&places).acquire_owned()).await
        && let Some((connection, _)) = stop.run_until_cancelled(listener.accept()).await
    {
        let (routes, stop) = (routes.clone(), stop.clone());
        tokio::spawn(async move {
            let _place = place;
            converse(connection, routes, stop).await;
        });
    }
}

/// Serves one connection until it ends, or until it has nothing to answer and we stop.
async fn converse<I>(connection: I, routes: Router, stop: CancellationToken)
where
    I: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let service = TowerToHyperService::new(routes);
    let mut served = pin!(http.serve_connection(TokioIo::new(connection), service));
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = stop.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

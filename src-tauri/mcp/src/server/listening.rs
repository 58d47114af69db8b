//! A loopback port that serves until it is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use tokio_util::sync::CancellationToken;

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
    pub fn serve<L>(listener: L, address: SocketAddr, routes: Router) -> Self
    where
        L: Listener,
        L::Addr: std::fmt::Debug,
    {
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).with_graceful_shutdown(stopped).await {
                tracing::warn!(%error, "stopped listening");
            }
        });
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

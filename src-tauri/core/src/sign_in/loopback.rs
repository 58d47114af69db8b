//! The address on this computer to which the browser comes back (RFC 8252 section 7.3).

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use hitchpost_mcp::server::Listening;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use super::page;
use crate::app::Result;
use crate::connection::{OAuthSettings, OWN_APP_PORT, loopback_uri};
use crate::failure::{Failure, SignInProblem};

/// How long the browser may take to ask for the page it was sent to.
const LINGER: Duration = Duration::from_secs(5);

/// How long a port takes to close.
const CLOSING: Duration = Duration::from_secs(1);

/// Callbacks that wait to be looked at; a flood of false ones is dropped.
const WAITING: usize = 32;

const CALLBACK: &str = "/callback";
const DONE: &str = "/done";
const STOPPED: &str = "/stopped";

/// On which port to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// This one.
    Fixed(u16),
    /// This one, unless somebody else has it.
    Preferred(u16),
    /// Any free one.
    Any,
}

impl Port {
    /// For these settings.
    pub fn of(settings: &OAuthSettings) -> Self {
        match (settings.loopback_port, &settings.client_id) {
            (Some(port), _) => Self::Fixed(port),
            (None, Some(_)) => Self::Preferred(OWN_APP_PORT),
            (None, None) => Self::Any,
        }
    }
}

/// A listening port. It closes when this is dropped.
pub(crate) struct Loopback {
    listening: Listening,
    arrivals: mpsc::Receiver<Arrival>,
    left: mpsc::Receiver<()>,
}

/// Something that came to the callback address: from the browser, or from anybody else on this computer.
pub(crate) struct Arrival {
    /// The address, with what the sign-in service added to it.
    pub callback: SecretString,
    answer: oneshot::Sender<bool>,
}

impl Arrival {
    /// Shows the person whether that was the end of a sign-in.
    pub fn answer(self, signed_in: bool) {
        // A browser that was closed meanwhile needs no page.
        let _ = self.answer.send(signed_in);
    }
}

impl Loopback {
    /// Listens on 127.0.0.1, and nowhere else, for a connection of this name. Must be called inside a Tokio runtime.
    pub async fn bind(port: Port, name: &str) -> Result<Self> {
        let bound = match port {
            Port::Fixed(port) => listen(port).await,
            Port::Preferred(port) => match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Err(_) => listen(0).await,
                bound => bound,
            },
            Port::Any => listen(0).await,
        };
        let listener = bound.map_err(|error| match port {
            Port::Fixed(port) if error.kind() == ErrorKind::AddrInUse => {
                Failure::SignIn { host: None, problem: SignInProblem::PortInUse { port } }
            }
            _ => Failure::Internal { reason: format!("no port to listen on: {error}") },
        })?;
        let address =
            listener.local_addr().map_err(|error| Failure::Internal { reason: error.to_string() })?;
        let (arrived, arrivals) = mpsc::channel(WAITING);
        let (leaving, left) = mpsc::channel(1);
        let door = Door { address, name: name.into(), is_done: Arc::default(), arrived, leaving };
        let router = Router::new().fallback(answer).with_state(door);
        Ok(Self { listening: Listening::on(listener, address, router), arrivals, left })
    }

    /// What the browser is to be sent back to.
    pub fn redirect_uri(&self) -> String {
        loopback_uri(self.listening.address().port())
    }

    /// The next one to knock.
    pub async fn arrival(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.recv().await;
        // Pages that were shown before are no last ones.
        while self.left.try_recv().is_ok() {}
        arrival
    }

    /// Closes as soon as the browser has its last page.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(LINGER, self.left.recv()).await;
    }
}

/// A port may be the one that an earlier attempt of ours is just closing.
async fn listen(port: u16) -> std::io::Result<TcpListener> {
    let give_up = Instant::now() + CLOSING;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < give_up => {
                tokio::time::sleep(CLOSING / 20).await;
            }
            bound => return bound,
        }
    }
}

#[derive(Clone)]
struct Door {
    address: SocketAddr,
    /// Of the connection.
    name: Arc<str>,
    /// Only then there is a name to show.
    is_done: Arc<AtomicBool>,
    arrived: mpsc::Sender<Arrival>,
    leaving: mpsc::Sender<()>,
}

/// Exactly our address, asked for exactly as a browser does: a page elsewhere that had its name lead here sends another
/// `Host`. No answer repeats anything of the question.
async fn answer(State(door): State<Door>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).map(axum::http::HeaderValue::as_bytes);
    if method != Method::GET || host != Some(door.address.to_string().as_bytes()) {
        return page::nothing();
    }
    match uri.path() {
        CALLBACK => {
            let signed_in = door.announce(&uri).await;
            if signed_in {
                door.is_done.store(true, Ordering::Relaxed);
            }
            page::onward(if signed_in { DONE } else { STOPPED })
        }
        DONE if door.is_done.load(Ordering::Relaxed) => {
            // Full: it was there before, and the port is closing.
            let _ = door.leaving.try_send(());
            page::signed_in(&door.name)
        }
        STOPPED => {
            let _ = door.leaving.try_send(());
            page::stopped()
        }
        _ => page::nothing(),
    }
}

impl Door {
    async fn announce(&self, uri: &Uri) -> bool {
        let callback = format!("http://{}{uri}", self.address).into();
        let (answer, answered) = oneshot::channel();
        self.arrived.try_send(Arrival { callback, answer }).is_ok() && answered.await.unwrap_or(false)
    }
}
